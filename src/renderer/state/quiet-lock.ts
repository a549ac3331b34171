// Hides the page of a locked phone while it is not on the screen, so that the picture of open apps
// shows nothing. After a quiet time the page begins anew: then nothing of a letter is left in it.
import { PHONE_QUIET_MS } from '../../core/contract/index.ts'

const LOOK_EVERY_MS = 20_000
/** Whatever a person does; a film that plays; none of them bubbles in every case. */
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'scroll', 'wheel', 'timeupdate'] as const

/**
 * @param hasLock false: nothing happens
 * @param lock begins anew
 */
export function lockWhenQuiet(page: Window, hasLock: () => boolean, lock: () => void): void {
  const { document } = page
  let quietSince = Date.now()
  const isShown = (): boolean => document.visibilityState === 'visible'
  const isOver = (): boolean => hasLock() && Date.now() - quietSince >= PHONE_QUIET_MS

  function hear(): void {
    // Before the first look of somebody who has found the phone.
    if (isShown() && !isOver()) quietSince = Date.now()
  }

  function look(): void {
    if (isOver()) {
      hide(document, true)
      return lock()
    }
    hide(document, hasLock() && !isShown())
  }

  for (const sign of SIGNS) document.addEventListener(sign, hear, { capture: true, passive: true })
  document.addEventListener('visibilitychange', look)
  page.addEventListener('pageshow', look)
  page.setInterval(look, LOOK_EVERY_MS)
}

function hide({ body }: Document, isHidden: boolean): void {
  body.style.visibility = isHidden ? 'hidden' : ''
}
