// Whoever works by keyboard stays where they were when what had the focus goes: a row that was deleted, a bar that closed, a page that
// was left. Without it the focus is nowhere, and Tab begins at the top of the window.
import { tick } from 'svelte'
import type { Attachment } from 'svelte/attachments'

/** A dialog is gone, and what had the focus before it too. */
const LOST = 'focus-lost'

interface Last {
  element: HTMLElement
  /** Its place among the stops; -1 where it is none of them. */
  at: number
}

/**
 * On what holds the rows. What can take the focus in place of what went is told by a selector: the one that stands now where that stood,
 * else the last, and where nothing is left, the page.
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

    /** To something else; a dialog that asks about it gives the focus back. */
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
    // A dialog's own end does not bubble.
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
 * Before a dialog has it; gives what to call when the dialog is gone. One that is closed gives the focus back by itself, one that is taken
 * away because its work is done does not.
 */
export function borrowFocus(): () => void {
  const before = document.activeElement
  return () =>
    void tick().then(() => {
      if (before instanceof HTMLElement && before.isConnected) takeLostFocus(before)
      else document.dispatchEvent(new Event(LOST))
    })
}

/** For what a page begins with: it has the focus if nothing else has. */
export function takeLostFocus(element: HTMLElement): void {
  if (isNowhere() || document.activeElement?.id === 'main') element.focus({ preventScroll: true })
}

function isNowhere(): boolean {
  return document.activeElement === document.body || document.activeElement === null
}
