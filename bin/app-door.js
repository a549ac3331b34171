// Which door `npm start` opens: the desktop's window or the browser. A decision from what is known, without looking anywhere.

/** How long a download that failed is not tried again by itself: long enough not to bother, short enough to get well. */
const PAUSE_AFTER_FAILURE_MS = 24 * 60 * 60 * 1000

/**
 * @typedef {object} Situation
 * @property {string[]} words what was written after `npm start --`
 * @property {NodeJS.Platform} platform
 * @property {Record<string, string | undefined>} env
 * @property {boolean} isRoot
 * @property {boolean} hasRuntime Electron's runtime lies in its package
 * @property {number | null} failedAtMs when its download failed the last time
 * @property {number} nowMs
 */

/**
 * `why` is a sentence for the person, or null where nothing needs saying.
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
  // `up` has options, the window has none.
  if (rest.length > 0) return browser(null)
  if (!hasDisplay(platform, env)) return browser('There is no display here, so there is no window.')
  if (platform === 'linux' && situation.isRoot)
    return browser("Electron's sandbox does not run for root, so the app opens in the browser.")
  if (hasRuntime) return { door: 'desktop', fetchFirst: false }
  if (words.includes('--desktop')) return { door: 'desktop', fetchFirst: true }
  if (env.ELECTRON_SKIP_BINARY_DOWNLOAD)
    return browser(
      "Electron's runtime is missing and ELECTRON_SKIP_BINARY_DOWNLOAD is set, so the app opens in the browser.",
    )
  if (failedLately(situation))
    return browser(
      "Electron's runtime could not be fetched lately, so the app opens in the browser; `npm start -- --desktop` tries again now.",
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

/** A clock that was set back does not keep us away. @param {Situation} situation */
function failedLately({ failedAtMs, nowMs }) {
  return failedAtMs !== null && nowMs >= failedAtMs && nowMs - failedAtMs < PAUSE_AFTER_FAILURE_MS
}
