#!/usr/bin/env node
// `npm run dev`: the demo world with the page from its source. A change of the page shows without a
// reload; a change of the engine or its host restarts the engines, which keep their homes.
// With FUMIKURA_ENGINE it serves the page for a running engine instead; `--desktop` opens the window;
// `--gallery` shows every widget and every state of a letter, without an engine.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { bundleAtChanges } from './bundle-for-run.js'
import { openAtChanges } from './dev-desktop.js'
import { DevWorld } from './dev-world.js'
import { findRuntime } from './electron-runtime.js'
import { ensureBuilt } from './ensure-built.js'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
/** @type {(() => Promise<void> | void)[]} */
const closers = []
let isEnding = false

/** Closes what was opened, the latest first. @param {number} code */
async function end(code) {
  if (isEnding) return
  isEnding = true
  for (const close of closers.reverse()) await close()
  process.exit(code)
}
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => void end(0))

/** @param {string} sentence */
const say = (sentence) => void process.stderr.write(`dev: ${sentence}\n`)

async function servePage(folder = 'src/renderer') {
  const configFile = join(projectDir, 'src/renderer/vite.config.ts')
  const server = await createServer({ root: join(projectDir, folder), configFile })
  closers.push(() => server.close())
  await server.listen()
  return new URL(server.resolvedUrls?.local[0] ?? '')
}

async function openWorld() {
  const world = await DevWorld.create(projectDir, say)
  closers.push(() => world.close())
  // The configuration of the page reads it.
  process.env.FUMIKURA_ENGINE = world.origin
  const page = await servePage()
  world.onLink((link) => {
    const { hash } = new URL(link)
    say(`the page is at ${new URL(`/${hash}`, page).href}`)
  })
  closers.push(
    await bundleAtChanges(
      projectDir,
      { 'demo-world': 'src/main/demo-world/index.ts' },
      (outDir) => void world.restart(`${outDir}/demo-world.js`),
      (problem) => say(`it does not compile, so the engines stay as they are:\n${problem}`),
    ),
  )
}

async function openDesktop() {
  const runtime = findRuntime(join(projectDir, 'node_modules/electron'), process.env)
  if (runtime === null)
    throw new Error("Electron's runtime is missing: `npm start -- --desktop` downloads it.")
  const home = await mkdtemp(join(tmpdir(), 'fumikura-dev-'))
  closers.push(() => rm(home, { recursive: true, force: true }))
  const open = () => {
    const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
    const options = { stdio: /** @type {const} */ ('inherit'), detached: process.platform !== 'win32' }
    const child = spawn(runtime, [projectDir], { ...options, env: { ...env, FUMIKURA_HOME: home } })
    const ended = once(child, 'exit').then(([code]) => /** @type {number | null} */ (code) ?? 1)
    const desktop = { ended, end: () => void child.kill() }
    closers.push(async () => {
      desktop.end()
      await ended
    })
    return desktop
  }
  /** @param {() => void} listener */
  const onChange = (listener) => {
    const watcher = watch(join(projectDir, 'src'), { recursive: true }, listener)
    closers.push(() => watcher.close())
  }
  await end(await openAtChanges({ build: ensureBuilt, open, onChange, say }))
}

try {
  if (process.argv.includes('--desktop')) await openDesktop()
  else if (process.argv.includes('--gallery'))
    say(`the gallery is at ${(await servePage('tests/renderer/gallery')).href}`)
  else if (process.env.FUMIKURA_ENGINE === undefined) await openWorld()
  else say(`the page is at ${(await servePage()).href}`)
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  await end(1)
}
