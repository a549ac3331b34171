// Decides which door `npm start` opens: the desktop window or the browser. A pure decision from
// known facts.

/**
 * After a failed download, wait this long before trying again automatically: rare enough not to
 * annoy, soon enough to recover.
 */
const PAUSE_AFTER_FAILURE_MS = 24 * 60 * 60 * 1000

/**
 * @typedef {object} Situation
 * @property {string[]} words the words after `npm start --`
 * @property {NodeJS.Platform} platform
 * @property {Record<string, string | undefined>} env
 * @property {boolean} isRoot
 * @property {boolean} hasRuntime true if Electron's runtime is in its package
 * @property {number | null} failedAtMs when its last download failed
 * @property {number} nowMs
 */

/**
 * `why` is a sentence for the person, or null if none is needed.
 * @typedef {{ door: 'browser', why: string | null, words: string[] } | { door: 'desktop', fetchFirst: boolean }} Decision
 */

/**
 * @param {Situation} situation
 * @returns {Decision}
 */
export function decideDoor(situation) {
  const { words, env, platform, hasRuntime } = situation
  const rest = words.filter((word) => word !== '--browser' && word !== '--desktop')
  /** @type {(why: string | null) => Decision} */
  const browser = (why) => ({ door: 'browser', why, words: rest })
  if (words.includes('--browser')) return browser(null)
  // Only `up` takes options; the window has none.
  if (rest.length > 0) return browser(null)
  if (!hasDisplay(platform, env)) return browser('There is no display, so the app opens in the browser.')
  if (platform === 'linux' && situation.isRoot)
    return browser("Electron's sandbox does not work for root, so the app opens in the browser.")
  if (hasRuntime) return { door: 'desktop', fetchFirst: false }
  if (words.includes('--desktop')) return { door: 'desktop', fetchFirst: true }
  if (env.ELECTRON_SKIP_BINARY_DOWNLOAD)
    return browser(
      "Electron's runtime is missing and ELECTRON_SKIP_BINARY_DOWNLOAD is set, so the app opens in the browser.",
    )
  if (failedLately(situation))
    return browser(
      "Electron's runtime could not be downloaded recently, so the app opens in the browser. `npm start -- --desktop` tries again.",
    )
  return { door: 'desktop', fetchFirst: true }
}

/**
 * @param {NodeJS.Platform} platform
 * @param {Record<string, string | undefined>} env
 */
function hasDisplay(platform, env) {
  if (platform === 'darwin' || platform === 'win32') return true
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

/** A clock that was set back must not block the download. @param {Situation} situation */
function failedLately({ failedAtMs, nowMs }) {
  return failedAtMs !== null && nowMs >= failedAtMs && nowMs - failedAtMs < PAUSE_AFTER_FAILURE_MS
}
