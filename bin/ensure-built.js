// Builds out/ if it is missing or older than its sources; a packaged Fumikura has no src/ and is
// not built.
// The launchers and the process tests call it, often several at the same time.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const projectDir = dirname(dirname(fileURLToPath(import.meta.url)))
const sourceDir = join(projectDir, 'src')
const iconDir = join(projectDir, 'packing/icons/shell')
const otherSources = ['electron.vite.config.ts', 'package.json', 'package-lock.json']
/**
 * The build writes main, preload and renderer in this order, and this file last, so its presence
 * means a complete build.
 */
const lastOutput = join(projectDir, 'out/renderer/page-files.json')
const toolPath = join(projectDir, 'node_modules/electron-vite/bin/electron-vite.js')
const lockPath = join(projectDir, 'node_modules/.cache/fumikura-build.lock')
const POLL_MS = 50

/**
 * Resolves when out/ is complete and not older than its sources. The build's output is shown only
 * if it fails.
 * @throws {Error} with a sentence that says what is missing, or why the build failed
 */
export async function ensureBuilt() {
  if (isFresh()) return
  if (!existsSync(toolPath)) {
    throw new Error(`Fumikura is not built, and the build tool is missing: run \`npm ci\` in ${projectDir}`)
  }
  const release = await lockBuild()
  try {
    // Another process may have built it during the wait.
    if (!isFresh()) build()
  } finally {
    await release()
  }
}

function isFresh() {
  if (!existsSync(sourceDir)) return true
  const builtAtMs = modifiedAtMs(lastOutput)
  const sources = [
    ...otherSources.map((name) => join(projectDir, name)),
    ...filesUnder(sourceDir),
    ...filesUnder(iconDir),
  ]
  return builtAtMs > 0 && sources.every((path) => modifiedAtMs(path) <= builtAtMs)
}

/** @param {string} dir */
function filesUnder(dir) {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

/** 0 if the file is missing. @param {string} path */
function modifiedAtMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function build() {
  process.stderr.write('Building Fumikura (only needed once)…\n')
  const { status, stdout, stderr } = spawnSync(process.execPath, [toolPath, 'build', '--logLevel', 'warn'], {
    cwd: projectDir,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The build failed:\n${stdout}${stderr}`)
}

/** Waits for the lock; the system releases the lock of a process that dies. */
async function lockBuild() {
  const { default: locks } = await import('fs-native-extensions')
  mkdirSync(dirname(lockPath), { recursive: true })
  const file = await open(lockPath, 'a')
  while (!locks.tryLock(file.fd)) await sleep(POLL_MS)
  return () => file.close()
}
