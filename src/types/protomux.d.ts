// The used part of protomux 3 and protomux-rpc 1.
declare module 'protomux' {
  interface BatchState {
    buffer: Uint8Array | null
    start: number
    end: number
  }

  interface MessageEncoding {
    preencode(state: unknown, value: Uint8Array): void
    encode(state: unknown, value: Uint8Array): void
    decode(state: unknown): Uint8Array
  }

  interface ChannelOptions {
    protocol: string
    id?: Uint8Array
    /** By their numbers. Without an encoding a message is bytes. */
    messages?: { encoding?: MessageEncoding; onmessage(bytes: Uint8Array): void }[]
    onclose?(): void
    ondrain?(): void
  }

  interface Channel {
    open(): void
    close(): void
    readonly closed: boolean
    /** False if the caller should wait for `ondrain`. */
    readonly messages: readonly { send(bytes: Uint8Array): boolean }[]
  }

  export default class Protomux {
    static from(stream: unknown): Protomux
    constructor(stream: unknown)
    readonly stream: { readonly opened: Promise<boolean>; flush(): Promise<boolean> }
    /**
     * Undocumented, and overridden in cores/frame-mux.ts. The version is pinned,
     * and a test checks the lengths of frames.
     */
    protected _batch: { localId: number; buffer: Uint8Array }[] | null
    protected _batchState: BatchState | null
    protected readonly _remote: readonly unknown[]
    protected _pushBatch(localId: number, buffer: Uint8Array): void
    protected _sendBatch(batch: unknown[], state: BatchState): void
    protected _onopensession(state: unknown): unknown
    /**
     * Registers a callback for a channel that only the other side has opened. It
     * may open the channel; else the channel is refused.
     */
    pair(match: { protocol: string }, notify: (id: Uint8Array) => void | Promise<void>): void
    /** Collects messages in one frame until `uncork`. */
    cork(): void
    uncork(): void
    /** Removes the callback for this channel. */
    unpair(match: { protocol: string; id?: Uint8Array }): void
    /** True if a channel with this protocol and id is open at this end. */
    opened(match: { protocol: string; id?: Uint8Array }): boolean
    getLastChannel(match: { protocol: string; id?: Uint8Array }): {
      close(): void
      /** False if the other side refused the channel. */
      fullyOpened(): Promise<boolean>
    } | null
    /** Null if the channel is open already, or the stream is closed. */
    createChannel(options: ChannelOptions): Channel | null
    destroy(error?: Error): void
  }
}

declare module 'protomux-rpc' {
  import type { EventEmitter } from 'node:events'
  import type Protomux from 'protomux'
  interface RpcOptions {
    protocol: string
    valueEncoding?: unknown
  }
  export default class ProtomuxRPC extends EventEmitter {
    constructor(mux: Protomux, options: RpcOptions)
    readonly closed: boolean
    request(method: string, value: Uint8Array, options?: { timeout?: number }): Promise<Uint8Array | null>
    respond(method: string, handler: (value: Uint8Array | null) => Promise<Uint8Array> | Uint8Array): this
    event(method: string, value: Uint8Array): void
    destroy(error?: Error): void
  }
}
