// Runs the desktop app as a child of `npm start`: forwards each signal once, and exits with the
// app's exit code.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** An app that fails before this time has not opened a window. */
const STARTED_AFTER_MS = 10_000
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * @param {string} runtime
 * @param {string} appDir
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number, failedToStart: string | null }>}
 */
export async function runDesktop(runtime, appDir, env) {
  // With this variable, Electron would run as plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = env
  const startedAtMs = performance.now()
  const child = spawn(runtime, [appDir], {
    stdio: 'inherit',
    env: rest,
    detached: process.platform !== 'win32',
  })
  const forwarding = forwardSignals(child)
  const { code, signal, error } = await waitForEnd(child)
  forwarding.stop()
  const ended = error ?? (signal === null ? `exit code ${code}` : signal)
  const isFailure = (error !== null || code !== 0) && !forwarding.wasAsked()
  return {
    code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]),
    failedToStart: isFailure && performance.now() - startedAtMs < STARTED_AFTER_MS ? ended : null,
  }
}

/**
 * A terminal sends Ctrl-C to a whole process group, and Electron takes a second signal as an order
 * to exit at once.
 * So on other systems than Windows the app has its own group and gets one signal from this process.
 * On Windows the console signals both.
 * @param {import('node:child_process').ChildProcess} child
 */
function forwardSignals(child) {
  let asked = false
  /** @param {NodeJS.Signals} signal */
  const listen = (signal) => {
    asked = true
    if (process.platform !== 'win32') child.kill(signal)
  }
  for (const signal of SIGNALS) process.on(signal, listen)
  return {
    wasAsked: () => asked,
    stop: () => SIGNALS.forEach((signal) => process.off(signal, listen)),
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null, error: string | null }>}
 */
function waitForEnd(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, signal: null, error: error.message }))
    child.once('exit', (code, signal) => resolve({ code, signal, error: null }))
  })
}
