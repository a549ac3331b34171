// Keeps the keyboard user's position when the focused element is removed: a deleted row, a closed
// bar, a page that was left.
// Otherwise no element has the focus, and Tab starts at the top of the window.
import { tick } from 'svelte'
import type { Attachment } from 'svelte/attachments'

/** Event: a dialog was removed, and so was the element that had the focus before it. */
const LOST = 'focus-lost'

interface Last {
  element: HTMLElement
  /** Index among the stops; -1 if the element is not a stop. */
  at: number
}

/**
 * Attach this action to the element that holds the rows. `stops` selects the elements that can take
 * the focus. The focus moves to the element now at the removed one's index, else to the last stop,
 * else to the page.
 */
export function keepFocus(stops = 'button, a[href], input'): Attachment<HTMLElement> {
  return (holder) => {
    let last: Last | null = null
    const list = (): HTMLElement[] => [...holder.querySelectorAll<HTMLElement>(stops)]
    const forget = (): void => void (last = null)

    function onIn({ target }: FocusEvent): void {
      const element = target as HTMLElement
      last = { element, at: list().indexOf(element) }
    }

    /**
     * The focus moved to another element. A dialog does not count, because it returns the focus
     * later.
     */
    function onOut({ relatedTarget }: FocusEvent): void {
      if (!(relatedTarget instanceof Element) || holder.contains(relatedTarget)) return
      if (relatedTarget.closest('dialog') === null) forget()
    }

    function onPress({ target }: PointerEvent): void {
      if (target instanceof Element && target.closest('dialog') === null) forget()
    }

    function putBack(): void {
      if (last === null || !isNowhere() || document.querySelector('dialog[open]') !== null) return
      const found = list()
      const stop = last.element.isConnected
        ? last.element
        : found[Math.min(Math.max(0, last.at), found.length - 1)]
      const next = stop ?? document.getElementById('main')
      next?.focus({ preventScroll: true })
    }

    function onChange(): void {
      if (last?.element.isConnected === false) putBack()
    }

    const watching = new MutationObserver(onChange)
    watching.observe(holder, { childList: true, subtree: true })
    holder.addEventListener('focusin', onIn)
    holder.addEventListener('focusout', onOut)
    document.addEventListener('pointerdown', onPress, true)
    // The `close` event of a dialog does not bubble.
    document.addEventListener('close', putBack, true)
    document.addEventListener(LOST, putBack)
    return () => {
      watching.disconnect()
      holder.removeEventListener('focusin', onIn)
      holder.removeEventListener('focusout', onOut)
      document.removeEventListener('pointerdown', onPress, true)
      document.removeEventListener('close', putBack, true)
      document.removeEventListener(LOST, putBack)
      if (last !== null) queueMicrotask(() => isNowhere() && document.getElementById('main')?.focus())
    }
  }
}

/**
 * Call this function before a dialog opens. Returns a function to call when the dialog is gone. The
 * browser returns the focus when a dialog is closed, but not when its element is removed.
 */
export function borrowFocus(): () => void {
  const before = document.activeElement
  return () =>
    void tick().then(() => {
      if (before instanceof HTMLElement && before.isConnected) focusIfLost(before)
      else document.dispatchEvent(new Event(LOST))
    })
}

/** Focuses the element with which a page begins, if no other element has the focus. */
export function focusIfLost(element: HTMLElement): void {
  if (isNowhere() || document.activeElement?.id === 'main') element.focus({ preventScroll: true })
}

function isNowhere(): boolean {
  return document.activeElement === document.body || document.activeElement === null
}
