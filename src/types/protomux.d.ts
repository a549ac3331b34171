// What is called of protomux 3 and protomux-rpc 1.
declare module 'protomux' {
  interface BatchState {
    buffer: Uint8Array | null
    start: number
    end: number
  }

  export default class Protomux {
    static from(stream: unknown): Protomux
    constructor(stream: unknown)
    /** Not documented, and overridden in cores/frame-mux.ts: the version is pinned, and a test holds the lengths of frames. */
    protected _batch: { localId: number; buffer: Uint8Array }[] | null
    protected _batchState: BatchState | null
    protected readonly _remote: readonly unknown[]
    protected _pushBatch(localId: number, buffer: Uint8Array): void
    protected _sendBatch(batch: unknown[], state: BatchState): void
    protected _onopensession(state: unknown): unknown
    /** Asked when the other side opens a channel that is not open here; may open it, or leave it to be refused. */
    pair(match: { protocol: string }, notify: (id: Uint8Array) => void | Promise<void>): void
    /** What is sent between the two goes in batches. */
    cork(): void
    uncork(): void
    /** Null when it is open already. */
    createChannel(options: { protocol: string; id?: Uint8Array }): { open(): void } | null
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
