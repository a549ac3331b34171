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

/** A text is drawn a little after its pane, and its pictures later. ms */
const DRAWN_MS = [0, 80, 250, 600]
const NOTED_MS = 400

interface Keeping {
  /** The part above the view, from 0 to 1, at which to begin; null to begin at the start. */
  from: number | null
  note: (place: { above: number; read: number }) => void
}

/** Attach to what scrolls: begins at the place that was left, and notes where the reader is. */
export function keepPlace({ from, note }: Keeping): Attachment<HTMLElement> {
  return (scroll) => {
    const ending = new AbortController()
    const { signal } = ending
    let timer: ReturnType<typeof setTimeout> | undefined
    let hasMoved = from === null
    const move = (): void => void (hasMoved = true)
    for (const kind of ['wheel', 'touchmove', 'keydown', 'pointerdown'])
      scroll.addEventListener(kind, move, { passive: true, signal })

    function recordHere(): void {
      const { scrollTop, clientHeight, scrollHeight } = scroll
      note({ above: scrollTop / scrollHeight, read: (scrollTop + clientHeight) / scrollHeight })
    }

    scroll.addEventListener(
      'scroll',
      () => {
        clearTimeout(timer)
        // What is not drawn yet makes a letter shorter than it is.
        if (hasMoved) timer = setTimeout(recordHere, NOTED_MS)
      },
      { passive: true, signal },
    )

    const timers = DRAWN_MS.map((ms) =>
      setTimeout(() => {
        if (!hasMoved) scroll.scrollTop = from! * scroll.scrollHeight
      }, ms),
    )
    return () => {
      for (const one of [timer, ...timers]) clearTimeout(one)
      ending.abort()
    }
  }
}
