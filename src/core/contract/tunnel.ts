// The tunnel of a phone: what its two ends are for their users. It begins at the phone's page, ends
// in the engine at home, and passes a relay that can read none of it.
// tunnel-messages.ts has its form on the wire.
import type { Channel } from './channel.ts'

/** Milliseconds since an arbitrary start, which never decrease. The engine's clock is one. */
export interface TunnelClock {
  monotonicMs(): number
}

/** The last event that a phone received, and the run of the engine that numbered it. */
export interface EventMark {
  run: string
  event: number
}

/** What a phone says in its first message. Somebody may send a copy of it again. */
export interface FarHello {
  version: 1
  resume?: EventMark
  /** Frames of calls, as `Channel.send` takes them: at most 12, and only reads that are no act. */
  calls: string[]
}

/**
 * What became of the events since the phone's mark. The subscription of this tunnel continues after
 * `event`. `current`: nothing happened. `missed`: those come again. `reread`: they are not known any
 * more, so the page reads its lists again.
 */
export interface Resumed extends EventMark {
  how: 'current' | 'missed' | 'reread'
}

export type FarAnswer =
  | {
      /** `pair`: the phone is unknown, and a link of `phone add` waits for one. */
      kind: 'known' | 'pair'
      resumed?: Resumed
    }
  | { kind: 'refused'; why: 'unknown' | 'revoked' | 'update' }

/** Open at once in a tunnel. */
export const MAX_STREAMS = 64

export const CONTROL_KINDS = ['pair', 'paired'] as const
export type ControlKind = (typeof CONTROL_KINDS)[number]

/** The head of a request, as HTTP has it. `path` begins with `/`. */
export interface StreamHead {
  method: string
  path: string
  headers: Record<string, string>
}

export interface Tunnel {
  /** 32 bytes, equal at both ends and different for each tunnel. */
  readonly handshakeHash: Uint8Array
  /** Frames of the contract. */
  readonly channel: Channel
  /**
   * Opens a stream from the phone to home.
   * @throws Error if 64 are open, or the tunnel is closed
   */
  open(head: StreamHead): TunnelStream
  /** Home: sets the only receiver of streams. It sets a stream's listeners before it returns. */
  onOpen(listener: (head: StreamHead, stream: TunnelStream) => void): void
  /** Messages of pairing. Those sent before `close` still arrive. */
  send(kind: ControlKind, body: Uint8Array): void
  onControl(listener: (kind: ControlKind, body: Uint8Array) => void): void
  /** Resolves to false if the other end does not answer in time. */
  ping(withinMs: number): Promise<boolean>
  /**
   * Sets the only listener for the first message that arrives from now on. The other end has the key of
   * this tunnel: what came with message 1 may be a copy.
   */
  onHeard(listener: () => void): void
  /** Calls the listener once, also if the tunnel is already closed. */
  onClose(listener: (reason: string) => void): void
  /** Ends all streams and the channel at both ends. What waits to be sent is dropped. */
  close(reason: string): void
}

/** One request and its answer. Each direction ends alone; `reset` ends both at once. */
export interface TunnelStream {
  /** Home: once, before any data. */
  answer(status: number, headers: Record<string, string>): void
  /** Phone. */
  onAnswer(listener: (status: number, headers: Record<string, string>) => void): void
  /**
   * Resolves when the other end and the line had room for all of it; await it before the next.
   * @throws Error if the stream was reset or the tunnel closed
   */
  write(bytes: Uint8Array): Promise<void>
  /** No data follows. */
  end(): void
  reset(): void
  onData(listener: (bytes: Uint8Array) => void): void
  /** Lets the other end send as many bytes more. At most 512 KiB are under way untaken. */
  took(bytes: number): void
  onEnd(listener: () => void): void
  /** The other end reset the stream, or the tunnel closed. Not called for one's own `reset`. */
  onReset(listener: () => void): void
}
