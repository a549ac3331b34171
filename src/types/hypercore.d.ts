// The used part of hypercore 11, corestore 7 and hypercore-storage 3. Only cores/ imports them.
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
  /** A block with the sibling nodes on its path to a root. */
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
  /** Private: a request to one peer. */
  interface PeerRequest {
    /** `index` is that of a node. `nodes`: the unknown levels of its path. */
    hash: { index: number; nodes: number } | null
  }
  /** Private: one leaf that is wanted, and who waits for it. */
  interface LeafRequest {
    readonly inflight: PeerRequest[]
    attach(session: unknown[]): { readonly promise: Promise<unknown> }
    setTimeout(waiting: { readonly promise: Promise<unknown> }, ms: number): void
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
    readonly peers: {
      remoteLength: number
      /** The number of first blocks that this peer has without a gap. */
      remoteContiguousLength: number
      /** The blocks that this peer is known to have. */
      readonly remoteBitfield: { get(position: number): boolean }
      remoteFork: number
      remotePublicKey: Uint8Array
      /** Private: true after an answer that did not fit. Nothing more is requested from it. */
      paused: boolean
      /** Private. Null if the peer has not told that its core has so many blocks. */
      _makeRequest(isUpgrade: false, priority: number, minLength: number): PeerRequest | null
      /** Private. `nodes` of the request are set by it. */
      _send(request: PeerRequest): Promise<void>
    }[]
    /** Private: what is requested for this session. */
    readonly activeRequests: unknown[]
    ready(): Promise<void>
    close(): Promise<void>
    /** The block. Null if `wait` is false and the block is not stored locally. */
    get(index: number, options?: { wait?: boolean; timeout?: number }): Promise<Uint8Array | null>
    /**
     * Signs with `keyPair` and does not store it. Or takes a `signature` of the new state, encoded
     * together with its signer, and throws if it does not verify.
     */
    append(
      blocks: Uint8Array[],
      options: { keyPair: SigningKeyPair } | { signature: Uint8Array },
    ): Promise<{ length: number }>
    clear(start: number, end: number): Promise<unknown>
    /**
     * Finds the block that contains a byte, and the offset in it, by the signed
     * tree and without the block. Throws on a time-out.
     */
    seek(bytes: number, options?: { timeout?: number }): Promise<[index: number, offset: number]>
    update(options?: { wait?: boolean }): Promise<boolean>
    treeHash(length?: number): Promise<Uint8Array>
    /** The state that all sessions of this core share. A writer holds the mutex. */
    readonly core: {
      /** Private. */
      readonly replicator: {
        /** Requests what is wanted from this peer. */
        updatePeer(peer: Hypercore['peers'][0]): void
        /** The leaves that are wanted without their blocks. */
        readonly _hashes: { add(position: number, priority: number, isForced: boolean): LeafRequest }
      }
      readonly state: {
        readonly mutex: { lock(): Promise<void>; unlock(): void; locked: boolean }
        /** Private: everything that is written together. */
        createWriteBatch(): { deleteTreeNode(index: number): void }
      }
      /** Which blocks are stored locally. Both functions return -1 if there is none. */
      readonly bitfield: { firstSet(position: number): number; firstUnset(position: number): number }
    }
    /** The signed state. `signature` is encoded together with its signer. */
    readonly state: {
      readonly length: number
      readonly fork: number
      readonly roots: TreeNode[]
      readonly signature: Uint8Array | null
      /** A copy of the tree that can grow. `signable` is the message that a signer of it signs. */
      createTreeBatch(): {
        append(block: Uint8Array): void
        signable(coreKey: Uint8Array): Uint8Array
      }
      /** `tryFlush` executes the requested reads together. They resolve to null for absent data. */
      readonly storage: {
        read(): {
          getTreeNode(index: number): Promise<TreeNode | null>
          getBlock(index: number): Promise<Uint8Array | null>
          tryFlush(): void
        }
      }
    }
    /**
     * With `upgrade`, the proof also has the step from that length. `nodes`: the levels of the path
     * of the block. Throws if a node is not stored locally.
     */
    proof(want: {
      block?: { index: number; nodes: number }
      upgrade: { start: number; length: number } | null
    }): Promise<BlockProof>
    /**
     * Adds a block as if a peer had sent it. False, or throws, if it does not match
     * the known tree of this core.
     */
    applyProof(proof: BlockProof): Promise<boolean>
    /** True if all of these blocks are stored locally. */
    has(start: number, end?: number): Promise<boolean>
    /** The number of locally stored blocks from `start` to before `end`. */
    count(start: number, end: number): Promise<number>
    /** Attaches only this core to a connection (a protomux). */
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
    /** All open cores, by the hex of their discovery key. */
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
      /** True: a copy of the folder may be opened. */
      allowBackup?: boolean
      /** The share of the oldest blob files that an automatic compaction rewrites. */
      blobGarbageCollectionAgeCutOff?: number
      /** -1 means no limit. */
      maxOpenFiles?: number
    },
  ) => object
  export default CoreStorage
}
