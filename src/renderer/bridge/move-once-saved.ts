// Moves a page to the address of the engine's new run, as soon as nothing typed would be lost.
import { movedTo, type WebDoor } from './web-door.ts'

const LOOK_EVERY_MS = 500

export interface Moving {
  door: Pick<WebDoor, 'onMoved'>
  /** False while the connection by which the page returned is lost; another link follows it. */
  isOnline: () => boolean
  go?: (address: string) => void
}

export function moveOnceSaved(page: Window, { door, isOnline, go }: Moving): void {
  let timer: ReturnType<typeof setInterval> | undefined
  const leave = go ?? ((address: string) => page.location.replace(address))
  door.onMoved((link) => {
    clearInterval(timer)
    timer = setInterval(() => {
      if (!isOnline() || isTyping(page.document) || !mayLeave(page)) return
      clearInterval(timer)
      leave(movedTo(link, page.location))
    }, LOOK_EVERY_MS)
  })
}

/** A letter is a draft, which is saved; what is in another field is nowhere else. */
function isTyping({ activeElement }: Document): boolean {
  const isField = activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement
  return isField && activeElement.value !== ''
}

/** Asks what asks a person who closes the page. */
function mayLeave(page: Window): boolean {
  return page.dispatchEvent(new Event('beforeunload', { cancelable: true }))
}
