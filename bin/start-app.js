// `npm start`: opens the desktop if possible, after downloading Electron's runtime once; otherwise
// the browser.
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
/** The exit code of a shell for a program stopped by Ctrl-C. */
const INTERRUPTED_CODE = 130

/**
 * @typedef {object} StartOptions
 * @property {string[]} words
 * @property {NodeJS.ProcessEnv} env
 * @property {string} appDir the folder that Electron runs
 * @property {string} electronDir the package `electron`
 * @property {string} failurePath the file that records a failed download
 * @property {boolean} isRoot
 * @property {(sentence: string) => void} say
 * @property {(words: string[]) => Promise<number>} openBrowser runs `fumikura up` with these words
 * until it ends
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
  say("Downloading Electron's runtime once (about 120 MB). `npm start -- --browser` works without it.")
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
  say(`Electron's runtime could not be downloaded (${failure}), so the app opens in the browser.`)
  return 'failed'
}

/** @param {StartOptions} options */
async function openDesktop({ appDir, electronDir, env, say, openBrowser }) {
  const runtime = findRuntime(electronDir, env)
  if (runtime === null) {
    say("Electron's download reported success, but its runtime is missing, so the app opens in the browser.")
    return openBrowser([])
  }
  const { code, failedToStart } = await runDesktop(runtime, appDir, env)
  if (failedToStart === null) return code
  say(`The desktop app did not start (${failedToStart}), so the app opens in the browser.`)
  return openBrowser([])
}
