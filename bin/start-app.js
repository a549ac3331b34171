// What `npm start` does: opens the desktop where it can, fetching Electron's runtime once, and else at once the browser.
import { decideDoor } from './app-door.js'
import { runDesktop } from './desktop-window.js'
import {
  fetchRuntime,
  findRuntime,
  forgetFailure,
  recallFailure,
  rememberFailure,
} from './electron-runtime.js'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** As shells say it of a program that was stopped by Ctrl-C. */
const INTERRUPTED_CODE = 130

/**
 * @typedef {object} StartOptions
 * @property {string[]} words
 * @property {NodeJS.ProcessEnv} env
 * @property {string} appDir what Electron is given to run
 * @property {string} electronDir the package `electron`
 * @property {string} failurePath where a download that failed is remembered
 * @property {boolean} isRoot
 * @property {(sentence: string) => void} say
 * @property {(words: string[]) => Promise<number>} openBrowser `fumikura up` with these words, until it ends
 */

/**
 * @param {StartOptions} options
 * @returns {Promise<number>} the exit code
 */
export async function startApp(options) {
  const { words, env, electronDir, failurePath, isRoot, say, openBrowser } = options
  const decision = decideDoor({
    words,
    env,
    isRoot,
    platform: process.platform,
    hasRuntime: findRuntime(electronDir, env) !== null,
    failedAtMs: recallFailure(electronDir, failurePath),
    nowMs: Date.now(),
  })
  if (decision.door === 'browser') {
    if (decision.why !== null) say(decision.why)
    return openBrowser(decision.words)
  }
  const fetched = decision.fetchFirst ? await fetchOnce(options) : 'there'
  if (fetched === 'interrupted') return INTERRUPTED_CODE
  return fetched === 'there' ? openDesktop(options) : openBrowser([])
}

/**
 * @param {StartOptions} options
 * @returns {Promise<'there' | 'failed' | 'interrupted'>}
 */
async function fetchOnce({ electronDir, failurePath, say }) {
  say("Fetching Electron's runtime, once (about 120 MB); `npm start -- --browser` does without.")
  const interrupted = new AbortController()
  const stop = () => interrupted.abort()
  for (const signal of SIGNALS) process.on(signal, stop)
  const failure = await fetchRuntime(electronDir, interrupted.signal)
  for (const signal of SIGNALS) process.off(signal, stop)
  if (interrupted.signal.aborted) return 'interrupted'
  if (failure === null) {
    forgetFailure(failurePath)
    return 'there'
  }
  rememberFailure(electronDir, failurePath, Date.now())
  say(`Electron's runtime could not be fetched (${failure}), so the app opens in the browser.`)
  return 'failed'
}

/** @param {StartOptions} options */
async function openDesktop({ appDir, electronDir, env, say, openBrowser }) {
  const runtime = findRuntime(electronDir, env)
  if (runtime === null) {
    say(
      "Electron's download says that all is well, but its runtime is not there, so the app opens in the browser.",
    )
    return openBrowser([])
  }
  const { code, failedToStart } = await runDesktop(runtime, appDir, env)
  if (failedToStart === null) return code
  say(`The desktop app did not start (${failedToStart}), so the app opens in the browser.`)
  return openBrowser([])
}
