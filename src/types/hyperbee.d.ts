// The used part of hyperbee 2. Only archive/ imports it, and only to write our own archive.
declare module 'hyperbee' {
  /** The members of a core that a Hyperbee uses. */
  export interface BeeCore {
    readonly length: number
    readonly fork: number
    readonly opened: boolean
    readonly writable: boolean
    readonly replicator: object
    readonly globalCache: null
    ready(): Promise<void>
    update(): Promise<boolean>
    get(index: number, options: { valueEncoding: { decode(block: Uint8Array): unknown } }): Promise<unknown>
    append(blocks: Uint8Array | Uint8Array[]): Promise<unknown>
    on(event: string, listener: unknown): unknown
    off(event: string, listener: unknown): unknown
    close(): Promise<void>
  }
  interface Batch {
    put(key: Uint8Array, value: Uint8Array): Promise<void>
    del(key: Uint8Array): Promise<void>
    /** Appends all blocks at once. Before, the core contains nothing of the batch. */
    flush(): Promise<void>
    close(): Promise<void>
  }
  export default class Hyperbee {
    /** `sessions: false`: uses the given core and takes no snapshots of it. */
    constructor(core: BeeCore, options: { extension: false; sessions: false })
    ready(): Promise<void>
    batch(): Batch
  }
}
