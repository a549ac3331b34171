// The used part of @hyperswarm/secret-stream 6: a streamx duplex whose two ends
// proved their Ed25519 keys to each other.
declare module '@hyperswarm/secret-stream' {
  import type { Duplex } from 'node:stream'

  interface StreamEvents {
    open: []
    handshake: []
    data: [bytes: Uint8Array]
    drain: []
    end: []
    error: [error: Error]
    close: []
  }

  /** The secret is a seed with its public key, or a scalar. */
  export type ProvenKeyPair =
    { publicKey: Uint8Array; secretKey: Uint8Array } | { publicKey: Uint8Array; scalar: Uint8Array }

  export interface SecretStreamOptions {
    keyPair?: ProvenKeyPair
    /** For an initiator: the key that the other end must prove. */
    remotePublicKey?: Uint8Array
    /**
     * 'IK' reveals the initiator's key only to the holder of remotePublicKey. The
     * default 'XX' reveals it to anyone.
     */
    pattern?: 'XX' | 'IK'
    /** Idle time in ms after which an empty record is sent. Received empty records are dropped. */
    keepAlive?: number
    /** False: the caller calls `start` later. */
    autoStart?: boolean
    /** The result of an earlier handshake, and other options of hyperdht. */
    [other: string]: unknown
  }

  export default class NoiseSecretStream {
    constructor(isInitiator: boolean, rawStream: Duplex | null, options?: SecretStreamOptions)
    start(rawStream: Duplex | null, options?: SecretStreamOptions): void
    /**
     * Undocumented, and overridden in wires/frame-guard.ts. The version is pinned,
     * and a test checks that all bytes pass it.
     */
    _onrawdata(data: Uint8Array): void
    readonly isInitiator: boolean
    /**
     * Null until the handshake is done. For an initiator it is the requested key from the start.
     */
    readonly remotePublicKey: Uint8Array | null
    readonly handshakeHash: Uint8Array | null
    /** True when the handshake is done. False if the stream was destroyed before. */
    readonly opened: Promise<boolean>
    readonly destroyed: boolean
    readonly destroying: boolean
    /** The underlying stream. UDX counts packets, including acknowledgements. */
    readonly rawStream: {
      readonly packetsReceived?: number
      /** The smoothed round trip in ms; only of UDX. */
      readonly rtt?: number
      /** The address of the other end; only of UDX. */
      readonly remoteHost?: string
      readonly remotePort?: number
    } | null
    readonly rawBytesRead: number
    readonly rawBytesWritten: number
    /** Destroys the stream if nothing arrives for this time. 0 turns this off. */
    setTimeout(ms: number): void
    setKeepAlive(ms: number): void
    sendKeepAlive(): void
    /** False if the caller should wait for 'drain'. */
    write(bytes: Uint8Array): boolean
    /** Resolves when what was written is with the other end; of UDX only, else when it is written. */
    flush(): Promise<boolean>
    end(): void
    destroy(error?: Error): void
    pause(): void
    resume(): void
    on<Name extends keyof StreamEvents>(name: Name, listener: (...args: StreamEvents[Name]) => void): this
    once<Name extends keyof StreamEvents>(name: Name, listener: (...args: StreamEvents[Name]) => void): this
    off<Name extends keyof StreamEvents>(name: Name, listener: (...args: StreamEvents[Name]) => void): this
    static keyPair(seed?: Uint8Array): { publicKey: Uint8Array; secretKey: Uint8Array }
  }
}
