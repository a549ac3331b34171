// What is called of hyperbee 2; only archive/ imports it, and only to write what is ours.
declare module 'hyperbee' {
  /** What a Hyperbee needs of the core under it. */
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
    /** One append of all blocks; nothing of the batch stands in the core before. */
    flush(): Promise<void>
    close(): Promise<void>
  }
  export default class Hyperbee {
    /** `sessions: false`: uses the core that it is given, and takes no snapshots of it. */
    constructor(core: BeeCore, options: { extension: false; sessions: false })
    ready(): Promise<void>
    batch(): Batch
  }
}
