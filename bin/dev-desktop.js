// `npm run dev -- --desktop`: the desktop, built and opened again at each change of a source. Its
// page keeps the policy of the packed app, which allows no other origin and no inline style, so
// there is no hot reload: a change opens a new window on the same home.

/**
 * @typedef {object} Desktop
 * @property {Promise<number>} ended the exit code, when its last window is closed
 * @property {() => void} end
 */

/**
 * Resolves with the exit code when the person closes the window.
 * @param {object} parts
 * @param {() => Promise<void>} parts.build
 * @param {() => Desktop} parts.open
 * @param {(listener: () => void) => void} parts.onChange
 * @param {(sentence: string) => void} parts.say
 * @returns {Promise<number>}
 */
export async function openAtChanges({ build, open, onChange, say }) {
  let isChanged = false
  let changed = () => undefined
  onChange(() => {
    isChanged = true
    changed()
  })
  for (;;) {
    isChanged = false
    const isBuilt = await build().then(
      () => true,
      (error) => say(error instanceof Error ? error.message : String(error)) ?? false,
    )
    const next = new Promise((resolve) => {
      changed = () => void resolve(null)
      if (isChanged) resolve(null)
    })
    if (!isBuilt) await next
    else {
      const desktop = open()
      const code = await Promise.race([desktop.ended, next])
      if (code !== null) return code
      desktop.end()
      await desktop.ended
    }
  }
}
