// What is called of hyperdht 6: one node of the network that tells where a device key can be reached.
declare module 'hyperdht' {
  import type { Duplex } from 'node:stream'
  import type NoiseSecretStream from '@hyperswarm/secret-stream'
  import type { SecretStreamOptions } from '@hyperswarm/secret-stream'

  export interface DhtAddress {
    host: string
    port: number
  }

  export interface DhtOptions {
    /** Left out: the public nodes. An empty list: this node is the first of a network of its own. */
    bootstrap?: DhtAddress[]
    /** The address to bind; default 0.0.0.0. */
    host?: string
    /** A range to try before any free port; default [49737, 49742]. A plain 0 means the default, [0, 0] any port. */
    port?: number | [number, number]
    /** False: other nodes may route through this one from the start. */
    ephemeral?: boolean
    /** False: this node can be reached from outside, do not test it. */
    firewalled?: boolean
    /** False: fail when the port is taken. */
    anyPort?: boolean
    /** Every connection sends an empty record when idle this long. */
    connectionKeepAlive?: number
  }

  export interface DhtServer {
    /** True turns a peer away; `from` is the peer's address, as the relaying node says if there is one. */
    firewall: (device: Uint8Array, payload: unknown, from: DhtAddress) => boolean | Promise<boolean>
    /** Announces again soon, with new relays. */
    refresh(): void
  }

  /** Makes the stream of a connection, with the arguments of secret-stream. */
  export type CreateSecretStream = (
    isInitiator: boolean,
    rawStream: Duplex | null,
    options: SecretStreamOptions,
  ) => NoiseSecretStream

  export interface ConnectOptions {
    keyPair: { publicKey: Uint8Array; secretKey: Uint8Array }
    createSecretStream?: CreateSecretStream
  }

  export default class HyperDHT {
    constructor(options?: DhtOptions)
    /** The nodes this one knows. */
    readonly nodes: { readonly length: number }
    fullyBootstrapped(): Promise<void>
    address(): DhtAddress
    /** Asks the bootstrap nodes and those it knows for more. */
    refresh(): void
    /** Looks for the device and connects; destroying the stream gives up. */
    connect(device: Uint8Array, options: ConnectOptions): NoiseSecretStream
    createServer(options?: object, onconnection?: (stream: NoiseSecretStream) => void): DhtServer
    destroy(options?: { force?: boolean }): Promise<void>
    on(name: 'add-node' | 'remove-node' | 'network-change', listener: () => void): this
  }
}
