// What is called of hypercore 11, corestore 7 and hypercore-storage 3; only cores/ imports them.
declare module 'hypercore' {
  import type { EventEmitter } from 'node:events'
  export interface CoreManifest {
    version: 1
    quorum: 1
    signers: { publicKey: Uint8Array; namespace: Uint8Array; signature?: 'ed25519' }[]
  }
  interface SigningKeyPair {
    publicKey: Uint8Array
    secretKey: Uint8Array
  }
  export interface TreeNode {
    index: number
    size: number
    hash: Uint8Array
  }
  /** A block with the nodes beside its way up to a root. */
  export interface BlockProof {
    fork: number
    block: { index: number; value: Uint8Array | null; nodes: TreeNode[] } | null
    hash: null
    seek: null
    upgrade: {
      start: number
      length: number
      nodes: TreeNode[]
      additionalNodes: TreeNode[]
      signature: Uint8Array
    } | null
    manifest: object | null
  }
  export default class Hypercore extends EventEmitter {
    static key(manifest: CoreManifest): Uint8Array
    static discoveryKey(key: Uint8Array): Uint8Array
    /** Prepares a secret stream for hypercore channels and returns it. */
    static createProtocolStream(stream: unknown, options?: object): unknown
    readonly key: Uint8Array
    readonly discoveryKey: Uint8Array
    readonly length: number
    readonly byteLength: number
    readonly fork: number
    readonly manifest: CoreManifest | null
    readonly closed: boolean
    readonly peers: { remoteLength: number; remoteFork: number; remotePublicKey: Uint8Array }[]
    ready(): Promise<void>
    close(): Promise<void>
    /** The block, or null when `wait` is false and it is not here. */
    get(index: number, options?: { wait?: boolean; timeout?: number }): Promise<Uint8Array | null>
    /** `keyPair` signs and is not stored. */
    append(blocks: Uint8Array[], options: { keyPair: SigningKeyPair }): Promise<{ length: number }>
    clear(start: number, end: number): Promise<unknown>
    /** The block that holds a byte and the offset in it: learnt from the signed tree, without the block. Throws on time-out. */
    seek(bytes: number, options?: { timeout?: number }): Promise<[index: number, offset: number]>
    update(options?: { wait?: boolean }): Promise<boolean>
    treeHash(length?: number): Promise<Uint8Array>
    /** What all sessions of this core share. Whoever writes holds the lock. */
    readonly core: {
      readonly state: { readonly mutex: { lock(): Promise<void>; unlock(): void; locked: boolean } }
    }
    /** What is signed of it now. `signature` is encoded with its signer around it. */
    readonly state: {
      readonly length: number
      readonly fork: number
      readonly roots: TreeNode[]
      readonly signature: Uint8Array | null
      /** Reads that were asked for are made at `tryFlush`, together; null for what is not here. */
      readonly storage: {
        read(): {
          getTreeNode(index: number): Promise<TreeNode | null>
          getBlock(index: number): Promise<Uint8Array | null>
          tryFlush(): void
        }
      }
    }
    proof(want: { upgrade: { start: number; length: number } }): Promise<BlockProof>
    /** Takes a block in as from a peer. False, or throws, when it does not fit what is known of this core. */
    applyProof(proof: BlockProof): Promise<boolean>
    /** Whether all of these are here. */
    has(start: number, end?: number): Promise<boolean>
    /** How many blocks from `start` to before `end` are stored locally. */
    count(start: number, end: number): Promise<number>
    /** Attaches this core alone to a connection (a protomux). */
    replicate(mux: unknown): unknown
  }
}

declare module 'corestore' {
  import type Hypercore from 'hypercore'
  import type { CoreManifest } from 'hypercore'
  export default class Corestore {
    constructor(storage: unknown, options?: { active?: boolean; readOnly?: boolean })
    readonly storage: {
      db: {
        flush(): Promise<void>
        compactRange(
          start?: null,
          end?: null,
          options?: {
            blobGarbageCollectionPolicy: number
            blobGarbageCollectionAgeCutoff: number
            bottommostLevelCompaction: number
          },
        ): Promise<void>
      }
      close(): Promise<void>
    }
    /** Every core that is open, by the hex of its discovery key. */
    readonly cores: { map: Map<string, unknown> }
    ready(): Promise<void>
    close(): Promise<void>
    get(options: {
      manifest?: CoreManifest
      key?: Uint8Array
      allowFork?: false
      active?: boolean
    }): Hypercore
  }
}

declare module 'hypercore-storage' {
  const CoreStorage: new (
    directory: string,
    options?: {
      writeBufferSize?: number
      readOnly?: boolean
      /** Which part of its files of blocks, the oldest, is written anew when their keys are compacted by themselves. */
      blobGarbageCollectionAgeCutOff?: number
      /** -1 for all. */
      maxOpenFiles?: number
    },
  ) => object
  export default CoreStorage
}
