// What covers the page on a phone: the viewer, dialogs, menus, the drawer. Each is a step of the
// history, so that the phone's way back closes it and does not leave the place.

interface Steps {
  /** True while the browser steps back. */
  isReturning: () => boolean
  /** Steps back over entries of the same place; resolves on arrival. */
  stepBack: (steps: number) => Promise<void>
}

export class Covers {
  readonly #page: Window
  readonly #steps: Steps
  /** The lowest first. */
  #shown: HTMLElement[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  /** A dialog that is removed without being closed causes no event. */
  #removals: MutationObserver | null = null

  constructor(page: Window, steps: Steps) {
    this.#page = page
    this.#steps = steps
    page.addEventListener('toggle', this.#onToggle, true)
    page.addEventListener('popstate', this.#onStep)
  }

  /** Returns how many covers the current entry has over its place. */
  get depth(): number {
    const { covers = 0 } = (this.#page.history.state ?? {}) as { covers?: number }
    return covers
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#removals?.disconnect()
    this.#page.removeEventListener('toggle', this.#onToggle, true)
    this.#page.removeEventListener('popstate', this.#onStep)
  }

  readonly #onToggle = ({ target, newState }: ToggleEvent): void => {
    if (!isCover(target) || !this.#page.matchMedia('(pointer: coarse)').matches) return
    if (newState === 'open' && !this.#shown.includes(target)) this.#shown.push(target)
    this.#settleSoon()
  }

  /** Closes what the person stepped back from. */
  readonly #onStep = (): void => {
    for (const cover of this.#shown.slice(this.depth).reverse()) ask(cover)
    this.#settleSoon()
  }

  /** A menu that opens a dialog gives its entry to the dialog. */
  #settleSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#settle())
  }

  /** Makes the history as deep as the covers. */
  async #settle(): Promise<void> {
    this.#shown = this.#shown.filter(isOpen)
    this.#watch()
    if (this.#steps.isReturning()) return this.#settleSoon()
    const { history } = this.#page
    for (let depth = this.depth + 1; depth <= this.#shown.length; depth++)
      history.pushState({ covers: depth }, '')
    const surplus = this.depth - this.#shown.length
    if (surplus <= 0) return
    await this.#steps.stepBack(surplus)
    this.#settleSoon()
  }

  #watch(): void {
    if (this.#shown.length === 0) {
      this.#removals?.disconnect()
      this.#removals = null
    } else if (this.#removals === null) {
      this.#removals = new MutationObserver(() => this.#shown.every(isOpen) || this.#settleSoon())
      this.#removals.observe(this.#page.document.body, { childList: true, subtree: true })
    }
  }
}

/** A disclosure sends the same event. */
function isCover(target: EventTarget | null): target is HTMLElement {
  return target instanceof HTMLElement && (target.localName === 'dialog' || target.popover === 'auto')
}

function isOpen(cover: HTMLElement): boolean {
  return cover.isConnected && cover.matches(':is(dialog[open], :popover-open)')
}

/** Closes a cover like the key Escape. */
function ask(cover: HTMLElement): void {
  if (!isOpen(cover)) return
  if (cover.popover !== null) return cover.hidePopover()
  const isLeft = cover.dispatchEvent(new Event('cancel', { cancelable: true }))
  if (isLeft) (cover as HTMLDialogElement).close()
}
