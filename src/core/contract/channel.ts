// A channel carries frames of text, in order, until it closes: all that a door has to provide.
// Client and server stand on it, so that a WebSocket, a local socket and a test differ in nothing else.

/** More than any valid call needs; whoever sends more is cut off. In UTF-8 bytes. */
export const MAX_FRAME_BYTES = 48 * 1024 * 1024

export interface Channel {
  /** Sends in order. On a closed channel it does nothing. */
  send(frame: string): void
  /** The one receiver; set before the first frame can arrive. */
  onFrame(listener: (frame: string) => void): void
  /** Called once, also when the channel was closed already. No frame arrives after it. */
  onClose(listener: (reason: string) => void): void
  /** Ends the channel for both sides. What was sent before may be lost. */
  close(reason: string): void
}

/** The listeners and the one-time end that every channel has. */
export class ChannelEnd {
  #frameListener: (frame: string) => void = () => undefined
  #closeListeners: ((reason: string) => void)[] = []
  #reason: string | null = null

  get isClosed(): boolean {
    return this.#reason !== null
  }

  onFrame(listener: (frame: string) => void): void {
    this.#frameListener = listener
  }

  onClose(listener: (reason: string) => void): void {
    const reason = this.#reason
    if (reason !== null) queueMicrotask(() => listener(reason))
    else this.#closeListeners.push(listener)
  }

  receive(frame: string): void {
    if (!this.isClosed) this.#frameListener(frame)
  }

  /** True for the call that ended it. */
  end(reason: string): boolean {
    if (this.isClosed) return false
    this.#reason = reason
    for (const listener of this.#closeListeners.splice(0)) listener(reason)
    return true
  }
}

class MemoryChannel implements Channel {
  readonly #end = new ChannelEnd()
  #other: MemoryChannel | null = null

  join(other: MemoryChannel): this {
    this.#other = other
    return this
  }

  send(frame: string): void {
    const other = this.#other
    if (other !== null && !this.#end.isClosed) queueMicrotask(() => other.#end.receive(frame))
  }

  onFrame(listener: (frame: string) => void): void {
    this.#end.onFrame(listener)
  }

  onClose(listener: (reason: string) => void): void {
    this.#end.onClose(listener)
  }

  close(reason: string): void {
    const other = this.#other
    if (this.#end.end(reason) && other !== null) queueMicrotask(() => other.#end.end(reason))
  }
}

/** Two ends of one channel within a process. */
export function createMemoryChannels(): [Channel, Channel] {
  const one = new MemoryChannel()
  const two = new MemoryChannel()
  return [one.join(two), two.join(one)]
}
