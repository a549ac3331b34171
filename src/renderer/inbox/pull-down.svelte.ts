// A finger that pulls a list down at its top refreshes it, as on every phone. Draws nothing; the
// list shows how far it is pulled.
import type { Attachment } from 'svelte/attachments'

/** From here on, letting go refreshes. */
const ACTS_AT_PX = 56
const FARTHEST_PX = 80
/** The list follows the finger at half its speed, so that it feels held. */
const GIVE = 0.5

export class PullDown {
  readonly #refresh: () => Promise<unknown>
  #pulledPx = $state(0)
  #isBusy = $state(false)
  #from: { x: number; y: number } | null = null

  constructor(refresh: () => Promise<unknown>) {
    this.#refresh = refresh
  }

  get pulledPx(): number {
    return this.#isBusy ? ACTS_AT_PX : this.#pulledPx
  }

  get isBusy(): boolean {
    return this.#isBusy
  }

  /** True if letting go now refreshes. */
  get isFar(): boolean {
    return this.#pulledPx >= ACTS_AT_PX
  }

  /** For the frame around the element that scrolls. */
  readonly attach: Attachment<HTMLElement> = (frame) => {
    const onStart = (event: TouchEvent): void => this.#start(event, frame)
    const onMove = (event: TouchEvent): void => this.#move(event)
    const onEnd = (): void => void this.#end()
    frame.addEventListener('touchstart', onStart, { passive: true })
    // Not passive, because a pull must not scroll the page too.
    frame.addEventListener('touchmove', onMove, { passive: false })
    frame.addEventListener('touchend', onEnd)
    frame.addEventListener('touchcancel', onEnd)
    return () => {
      frame.removeEventListener('touchstart', onStart)
      frame.removeEventListener('touchmove', onMove)
      frame.removeEventListener('touchend', onEnd)
      frame.removeEventListener('touchcancel', onEnd)
    }
  }

  #start({ touches }: TouchEvent, frame: HTMLElement): void {
    const [touch, other] = touches
    const scroller = frame.firstElementChild
    const isAtTop = (scroller?.scrollTop ?? 0) <= 0
    this.#from =
      touch === undefined || other !== undefined || !isAtTop || this.#isBusy
        ? null
        : { x: touch.clientX, y: touch.clientY }
  }

  #move(event: TouchEvent): void {
    const [touch] = event.touches
    if (this.#from === null || touch === undefined) return
    const [dx, dy] = [touch.clientX - this.#from.x, touch.clientY - this.#from.y]
    if (this.#pulledPx === 0 && (dy <= 0 || Math.abs(dx) > dy)) return void (this.#from = null)
    this.#pulledPx = Math.max(0, Math.min(FARTHEST_PX, dy * GIVE))
    if (event.cancelable) event.preventDefault()
  }

  async #end(): Promise<void> {
    const isFar = this.isFar
    this.#from = null
    this.#pulledPx = 0
    if (!isFar || this.#isBusy) return
    this.#isBusy = true
    try {
      await this.#refresh()
    } finally {
      this.#isBusy = false
    }
  }
}
