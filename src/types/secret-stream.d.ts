// What is called of @hyperswarm/secret-stream 6: a streamx duplex whose two ends proved their Ed25519 keys to each other.
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

  export interface SecretStreamOptions {
    keyPair?: { publicKey: Uint8Array; secretKey: Uint8Array }
    /** Initiator: the key the other end must prove. */
    remotePublicKey?: Uint8Array
    /** 'IK' shows the initiator's key only to the holder of remotePublicKey; the default 'XX' shows it to anyone. */
    pattern?: 'XX' | 'IK'
    /** Sends an empty record when idle this long, and swallows those that come in. */
    keepAlive?: number
    /** False: `start` follows. */
    autoStart?: boolean
    /** A handshake that was done elsewhere, and what hyperdht gives besides. */
    [other: string]: unknown
  }

  export default class NoiseSecretStream {
    constructor(isInitiator: boolean, rawStream: Duplex | null, options?: SecretStreamOptions)
    start(rawStream: Duplex | null, options?: SecretStreamOptions): void
    /** Not documented, and overridden in wires/frame-guard.ts: the version is pinned, and a test holds that all bytes pass it. */
    _onrawdata(data: Uint8Array): void
    readonly isInitiator: boolean
    /** Null until the handshake is done, except for the key an initiator asked for. */
    readonly remotePublicKey: Uint8Array | null
    readonly handshakeHash: Uint8Array | null
    /** True once the handshake is done, false when the stream was destroyed before. */
    readonly opened: Promise<boolean>
    readonly destroyed: boolean
    readonly destroying: boolean
    /** What it runs over. UDX counts packets, acknowledgements among them. */
    readonly rawStream: { readonly packetsReceived?: number } | null
    readonly rawBytesRead: number
    readonly rawBytesWritten: number
    /** Destroys the stream when nothing came in for this long; 0 turns it off. */
    setTimeout(ms: number): void
    setKeepAlive(ms: number): void
    sendKeepAlive(): void
    /** False asks the caller to wait for 'drain'. */
    write(bytes: Uint8Array): boolean
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
