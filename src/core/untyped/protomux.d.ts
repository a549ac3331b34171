// What is called of protomux 3 and protomux-rpc 1.
declare module 'protomux' {
  export default class Protomux {
    static from(stream: unknown): Protomux
    /** Asked when the other side opens a channel that is not open here; may open it, or leave it to be refused. */
    pair(match: { protocol: string }, notify: (id: Uint8Array) => void | Promise<void>): void
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
