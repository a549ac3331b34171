// While somebody reads down a letter on a phone, the bars above and below it give it their room.
// After reference.
import type { Attachment } from 'svelte/attachments'

/** A smaller movement is no wish. */
const LEAST_PX = 12
/** Near the end the reply is wanted, and at the start the bar. */
const NEAR_START_PX = 80
const NEAR_END_PX = 320

/** Attach to what scrolls. `looks.css` hides the bars of a pane with a `data-reading`. */
export function giveRoom(onread?: (part: number) => void): Attachment<HTMLElement> {
  return (scroll) => {
    const pane = scroll.closest<HTMLElement>('.pane') ?? scroll
    let last = scroll.scrollTop

    function onScroll(): void {
      const { scrollTop, clientHeight, scrollHeight } = scroll
      const left = scrollHeight - clientHeight - scrollTop
      onread?.(scrollHeight <= clientHeight ? 1 : (scrollTop + clientHeight) / scrollHeight)
      if (Math.abs(scrollTop - last) < LEAST_PX) return
      const isDown = scrollTop > last && scrollTop > NEAR_START_PX
      last = scrollTop
      if (isDown && left < NEAR_END_PX && !pane.hasAttribute('data-reading')) return
      pane.toggleAttribute('data-reading', isDown && left > LEAST_PX)
    }

    scroll.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      scroll.removeEventListener('scroll', onScroll)
      pane.removeAttribute('data-reading')
    }
  }
}
