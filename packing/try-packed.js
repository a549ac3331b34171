#!/usr/bin/env node
// `node packing/try-packed.js PROGRAM`: starts a packed app with an empty home. Succeeds if the
// engine opens that home, the app keeps running, and it ends on request. The fuses forbid a closer
// look from outside.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const OPEN_PATIENCE_MS = 60_000
const STEADY_MS = 5_000
const END_PATIENCE_MS = 20_000
const POLL_MS = 100

const [program, ...args] = process.argv.slice(2)
if (program === undefined) {
  console.error('Usage: node packing/try-packed.js PROGRAM')
  process.exit(2)
}
const home = mkdtempSync(join(tmpdir(), 'fumikura-packed-'))
// Keeps the app off all networks: nothing answers at this bootstrap.
const env = { ...process.env, FUMIKURA_HOME: home, FUMIKURA_BOOTSTRAP: '127.0.0.1:1' }
const child = spawn(program, args, { env, stdio: 'inherit' })
const ended = Promise.race([once(child, 'exit'), once(child, 'error')])
const trouble = await tryIt()
if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
rmSync(home, { recursive: true, force: true, maxRetries: 5 })
console.log(trouble ?? `${program} starts, opens a home, and ends`)
process.exit(trouble === null ? 0 : 1)

/** @returns {Promise<string | null>} what went wrong */
async function tryIt() {
  const isOpen = () => existsSync(join(home, 'lock'))
  if (!(await isSoWithin(OPEN_PATIENCE_MS, isOpen))) return 'No engine opened the home.'
  if (await isSoWithin(STEADY_MS, hasEnded)) return 'It ended too early.'
  // On Windows no signal asks a process to end, so the app is killed without this check.
  if (process.platform === 'win32') return null
  child.kill('SIGTERM')
  await Promise.race([ended, sleep(END_PATIENCE_MS)])
  return child.exitCode === 0
    ? null
    : `It did not end in order (${child.signalCode ?? child.exitCode ?? 'at all'}).`
}

function hasEnded() {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined
}

/**
 * @param {number} patienceMs
 * @param {() => boolean} isSo
 */
async function isSoWithin(patienceMs, isSo) {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += POLL_MS) {
    if (isSo()) return true
    if (isSo !== hasEnded && hasEnded()) return false
    await sleep(POLL_MS)
  }
  return isSo()
}
