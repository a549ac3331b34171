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

/** Counts what waits in memory on all links of one kind together, and refuses what is too much. */
export class HeldBytes {
  readonly #limit: number
  #bytes = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get bytes(): number {
    return this.#bytes
  }

  /** False, and nothing is counted, if the limit would be exceeded. */
  add(bytes: number): boolean {
    if (this.#bytes + bytes > this.#limit) return false
    this.#bytes += bytes
    return true
  }

  remove(bytes: number): void {
    this.#bytes -= bytes
  }
}
