// A channel carries frames of text, in order, until it closes. A door provides nothing else.
// Client and server use only this interface, so a WebSocket, a local socket and a test behave
// alike.

/** More than any valid call needs, in UTF-8 bytes. A client that sends more is disconnected. */
export const MAX_FRAME_BYTES = 48 * 1024 * 1024

export interface Channel {
  /** The largest frame that `send` takes, in UTF-8 bytes; `MAX_FRAME_BYTES` if left out. */
  readonly maxFrameBytes?: number
  /** Sends in order. Does nothing on a closed channel. */
  send(frame: string): void
  /** Sets the only receiver. Set the receiver before the first frame can arrive. */
  onFrame(listener: (frame: string) => void): void
  /**
   * Calls the listener once, also if the channel is already closed. No frame arrives after that.
   */
  onClose(listener: (reason: string) => void): void
  /** Closes the channel for both sides. Frames sent before may be lost. */
  close(reason: string): void
}

/** The listeners and the single closing that every channel has. */
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

  /** A channel with this end. `send` is called while it is open; `close` decides how it ends. */
  channel(send: (frame: string) => void, close: (reason: string) => void): Channel {
    return {
      send: (frame) => {
        if (!this.isClosed) send(frame)
      },
      onFrame: (listener) => this.onFrame(listener),
      onClose: (listener) => this.onClose(listener),
      close,
    }
  }

  receive(frame: string): void {
    if (!this.isClosed) this.#frameListener(frame)
  }

  /** Returns true if this call closed the channel, false if it was closed before. */
  end(reason: string): boolean {
    if (this.isClosed) return false
    this.#reason = reason
    for (const listener of this.#closeListeners.splice(0)) listener(reason)
    return true
  }
}

/** Creates the two ends of one channel within a process. */
export function createMemoryChannels(): [Channel, Channel] {
  const ends = [new ChannelEnd(), new ChannelEnd()] as const
  const join = (end: ChannelEnd, other: ChannelEnd): Channel =>
    end.channel(
      (frame) => queueMicrotask(() => other.receive(frame)),
      (reason) => {
        if (end.end(reason)) queueMicrotask(() => other.end(reason))
      },
    )
  return [join(...ends), join(ends[1], ends[0])]
}
