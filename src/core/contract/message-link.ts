// Whole messages between a phone and its home, in order, until the link closes. A WebSocket, a link
// over a wire and a test are message links. Who only carries one can read nothing, because its ends
// encrypt. A station imports this file and no other of the contract.

/** The longest message of Noise, and so of a link. */
export const MAX_MESSAGE_BYTES = 65_535
export const ROUTE_BYTES = 16

export interface MessageLink {
  /** Sends in order. Does nothing on a closed link. */
  send(message: Uint8Array): void
  /** Sets the only receiver. Set it before the first message can arrive. */
  onMessage(listener: (message: Uint8Array) => void): void
  /**
   * Calls the listener once, also if the link is already closed. No message arrives after that.
   */
  onClose(listener: (reason: string) => void): void
  /** Closes both ends. What was sent before may be lost. */
  close(reason: string): void
}

/** Receives the links of phones, whatever carries them. */
export type TakeLink = (link: MessageLink, route: Uint8Array, from: string) => void

/** How links of phones come to a home: by a station, or by a listener of its own. */
export interface FarLinks {
  /**
   * Sets the only receiver. It must listen to the link before it returns.
   * `from`: the class of the phone's address, such as `203.0.113.0/24`.
   */
  onLink(take: TakeLink): void
  /**
   * From now on these routes of 16 bytes lead to this home, at most four, and no others. The links of
   * others stay.
   * @param station the text of its key. Null, or left out: no station. The listener of the home
   *   serves its routes in any case.
   */
  setRoutes(routes: readonly Uint8Array[], station?: string | null): void
}

/** The listeners and the single closing that every link has. */
export class LinkEnd {
  #messageListener: (message: Uint8Array) => void = () => undefined
  #closeListeners: ((reason: string) => void)[] = []
  #reason: string | null = null

  get isClosed(): boolean {
    return this.#reason !== null
  }

  /** A link with this end. `send` is called while it is open; `close` decides how it ends. */
  link(send: (message: Uint8Array) => void, close: (reason: string) => void): MessageLink {
    return {
      send: (message) => {
        if (!this.isClosed) send(message)
      },
      onMessage: (listener) => {
        this.#messageListener = listener
      },
      onClose: (listener) => this.#onClose(listener),
      close,
    }
  }

  #onClose(listener: (reason: string) => void): void {
    const reason = this.#reason
    if (reason !== null) queueMicrotask(() => listener(reason))
    else this.#closeListeners.push(listener)
  }

  receive(message: Uint8Array): void {
    if (!this.isClosed) this.#messageListener(message)
  }

  /** Returns true if this call closed the link, false if it was closed before. */
  end(reason: string): boolean {
    if (this.isClosed) return false
    this.#reason = reason
    for (const listener of this.#closeListeners.splice(0)) listener(reason)
    return true
  }
}

/**
 * Bounds what waits in memory on all links of one kind together. Above the limit the link with the
 * most is cut, so that nobody who lets much wait takes the room of others.
 */
export class HeldBytes {
  readonly #limit: number
  readonly #shares = new Set<HeldShare>()
  #bytes = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The share of one link. `onCut`: another link needs the room. */
  open(onCut: () => void): HeldShare {
    const share = new HeldShare((change) => this.#count(share, change), onCut)
    return share
  }

  #count(share: HeldShare, change: number): void {
    this.#bytes += change
    if (share.bytes > 0) this.#shares.add(share)
    else this.#shares.delete(share)
    while (change > 0 && this.#bytes > this.#limit) this.#findLargest().cut()
  }

  #findLargest(): HeldShare {
    return [...this.#shares].reduce((most, one) => (one.bytes > most.bytes ? one : most))
  }
}

export class HeldShare {
  readonly #count: (change: number) => void
  readonly #onCut: () => void
  #bytes = 0
  #isClosed = false

  constructor(count: (change: number) => void, onCut: () => void) {
    this.#count = count
    this.#onCut = onCut
  }

  get bytes(): number {
    return this.#bytes
  }

  /** False if this link was cut for it, or is closed. */
  add(bytes: number): boolean {
    this.#change(bytes)
    return !this.#isClosed
  }

  remove(bytes: number): void {
    this.#change(-bytes)
  }

  cut(): void {
    this.close()
    this.#onCut()
  }

  /** Gives all back. */
  close(): void {
    this.#change(-this.#bytes)
    this.#isClosed = true
  }

  #change(by: number): void {
    if (this.#isClosed) return
    this.#bytes += by
    this.#count(by)
  }
}
