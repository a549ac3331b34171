// How a row of a list is reached: the pointer over it and the focus in it show its tools, a long
// press opens their menu, and a swipe of a finger archives or snoozes. Draws nothing.

const LONG_PRESS_MS = 500
/** A finger that moves less is still a tap. */
const STARTS_AT_PX = 12
/** From here on, letting go acts. */
const ACTS_AT_PX = 88
const FARTHEST_PX = 132
/** A swipe from the edge of the screen is the system's own way back. */
const EDGE_PX = 24
/** A short tick at the point of no return. */
const TICK_MS = 10
/** Not every long press ends with a click. */
const CLICK_FOLLOWS_MS = 250

interface RowActs {
  more: () => void
  swipeRight: () => void
  /** Omitted if the row does not move to the left. */
  swipeLeft?: (() => void) | undefined
}

export class RowReach {
  #acts: () => RowActs | null = () => null
  #isNear = $state(false)
  #hasFocus = $state(false)
  /** How far the finger has moved the row; positive to the right. */
  #movedPx = $state(0)
  #start: { x: number; y: number } | null = null
  #isAtEdge = false
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Set while a long press waits for the click that may follow it. */
  #asking: ReturnType<typeof setTimeout> | undefined
  /** True once the finger has rested for the time of a long press. */
  #isLong = false
  /** True if the press has done something else, so that its click must not follow the link. */
  #isUsed = false

  connect(acts: () => RowActs): void {
    this.#acts = acts
  }

  get isReached(): boolean {
    return this.#isNear || this.#hasFocus
  }

  /** Shows the tools for a screen reader, which presses without a pointer or the focus. */
  reach(): void {
    this.#isNear = true
  }

  get hasFocus(): boolean {
    return this.#hasFocus
  }

  get movedPx(): number {
    return this.#movedPx
  }

  /** True if letting go now acts. */
  get isFar(): boolean {
    return Math.abs(this.#movedPx) >= ACTS_AT_PX
  }

  /** Call this function in the click of the row's link. False if the click must not act. */
  acceptClick(event: MouseEvent): boolean {
    // A click without a pointer is that of the key Enter.
    const isUsed = this.#isUsed && event.detail !== 0
    this.#isUsed = false
    if (isUsed) event.preventDefault()
    this.#openAsked()
    return !isUsed
  }

  /** The listeners of the row. */
  readonly on = {
    onpointerenter: ({ pointerType }: PointerEvent): void => {
      this.#isNear ||= pointerType !== 'touch'
    },
    // The tools of a row that a finger has touched stay, because a menu of theirs may open.
    onpointerleave: ({ pointerType }: PointerEvent): void => {
      if (pointerType !== 'touch') this.#isNear = false
    },
    onpointerdown: (event: PointerEvent): void => this.#press(event),
    onpointermove: (event: PointerEvent): void => this.#move(event),
    onpointerup: (): void => this.#letGo(this.isFar),
    onpointercancel: (): void => this.#letGo(false),
    onfocusin: (): void => void (this.#hasFocus = true),
    onfocusout: ({ currentTarget, relatedTarget }: FocusEvent): void => {
      const isInside =
        relatedTarget instanceof Node &&
        currentTarget instanceof Node &&
        currentTarget.contains(relatedTarget)
      if (!isInside) this.#hasFocus = false
    },
    // A system reports its own long press, which can be shorter.
    oncontextmenu: (event: Event): void => {
      if (this.#start !== null && this.#movedPx === 0) this.#recordLongPress()
      if (this.#isUsed) event.preventDefault()
    },
  }

  #press({ pointerType, clientX: x, clientY: y, isPrimary }: PointerEvent): void {
    this.#isUsed = false
    if (pointerType !== 'touch' || !isPrimary) return
    this.#isNear = true
    this.#start = { x, y }
    this.#isAtEdge = x < EDGE_PX || x > innerWidth - EDGE_PX
    this.#timer = setTimeout(() => this.#recordLongPress(), LONG_PRESS_MS)
  }

  #openAsked(): void {
    if (this.#asking === undefined) return
    clearTimeout(this.#asking)
    this.#asking = undefined
    this.#acts()?.more()
  }

  #recordLongPress(): void {
    clearTimeout(this.#timer)
    this.#isUsed = this.#isLong = true
    this.#start = null
  }

  #move({ currentTarget, pointerId, clientX, clientY }: PointerEvent): void {
    if (this.#start === null) return
    const [dx, dy] = [clientX - this.#start.x, clientY - this.#start.y]
    const isStill = Math.abs(dx) < STARTS_AT_PX && Math.abs(dy) < STARTS_AT_PX
    if (this.#movedPx === 0 && isStill) return
    clearTimeout(this.#timer)
    // The list scrolls.
    if (this.#movedPx === 0 && (this.#isAtEdge || Math.abs(dy) > Math.abs(dx)))
      return void (this.#start = null)
    this.#isUsed = true
    if (currentTarget instanceof Element) currentTarget.setPointerCapture(pointerId)
    const leftPx = this.#acts()?.swipeLeft === undefined ? 0 : FARTHEST_PX
    const wasFar = this.isFar
    this.#movedPx = Math.max(-leftPx, Math.min(FARTHEST_PX, dx))
    // Not on every phone.
    if (this.isFar && !wasFar) navigator.vibrate?.(TICK_MS)
  }

  #letGo(acts: boolean): void {
    clearTimeout(this.#timer)
    const isToRight = this.#movedPx > 0
    const isLong = this.#isLong
    this.#start = null
    this.#movedPx = 0
    this.#isLong = false
    // The browser closes a menu that is open when the finger leaves, or when its click follows.
    if (isLong) this.#asking = setTimeout(() => this.#openAsked(), CLICK_FOLLOWS_MS)
    if (!acts) return
    if (isToRight) this.#acts()?.swipeRight()
    else this.#acts()?.swipeLeft?.()
  }
}
