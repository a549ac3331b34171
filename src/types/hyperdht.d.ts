// The used part of hyperdht 6: a node of the network that finds the address of a device key.
declare module 'hyperdht' {
  import type { Duplex } from 'node:stream'
  import type NoiseSecretStream from '@hyperswarm/secret-stream'
  import type { ProvenKeyPair, SecretStreamOptions } from '@hyperswarm/secret-stream'

  export interface DhtAddress {
    host: string
    port: number
  }

  export interface DhtOptions {
    /** Absent: the public nodes. An empty list: this node is the first of a separate network. */
    bootstrap?: DhtAddress[]
    /** The address to bind; default 0.0.0.0. */
    host?: string
    /**
     * A range to try before any free port; default [49737, 49742]. A plain 0 means
     * the default, [0, 0] any port.
     */
    port?: number | [number, number]
    /** False: other nodes may route through this node from the start. */
    ephemeral?: boolean
    /** False: this node is reachable from outside, so do not test it. */
    firewalled?: boolean
    /** False: fail if the port is taken. */
    anyPort?: boolean
    /** Idle time in ms after which every connection sends an empty record. */
    connectionKeepAlive?: number
  }

  export interface DhtServer {
    /**
     * Returns true to refuse a peer. `from` is the address of the peer; if a node
     * relays, it is that node's claim.
     */
    firewall: (device: Uint8Array, payload: unknown, from: DhtAddress) => boolean | Promise<boolean>
    /** Up to three nodes that relay handshakes to this server. Empty until it is announced. */
    readonly relayAddresses: readonly DhtAddress[]
    /** Announces again soon, through new relays. */
    refresh(): void
  }

  /** Creates the stream of a connection, with the arguments of secret-stream. */
  export type CreateSecretStream = (
    isInitiator: boolean,
    rawStream: Duplex | null,
    options: SecretStreamOptions,
  ) => NoiseSecretStream

  export interface ConnectOptions {
    keyPair: ProvenKeyPair
    /** Nodes that are asked to relay the handshake, before any lookup. */
    relayAddresses?: readonly DhtAddress[]
    createSecretStream?: CreateSecretStream
  }

  export default class HyperDHT {
    constructor(options?: DhtOptions)
    /** The nodes that this node knows. */
    readonly nodes: { readonly length: number }
    /** The own address as other nodes see it. Null until some have answered alike. */
    readonly host: string | null
    /** True if other nodes see another port in each answer. */
    readonly randomized: boolean
    /** True if the own address was not shown to be reachable from outside. */
    readonly firewalled: boolean
    fullyBootstrapped(): Promise<void>
    address(): DhtAddress
    /** Asks the bootstrap nodes and the known nodes for more nodes. */
    refresh(): void
    /** Looks up the device and connects. Destroying the stream cancels it. */
    connect(device: Uint8Array, options: ConnectOptions): NoiseSecretStream
    createServer(options?: object, onconnection?: (stream: NoiseSecretStream) => void): DhtServer
    destroy(options?: { force?: boolean }): Promise<void>
    on(name: 'add-node' | 'remove-node' | 'network-change', listener: () => void): this
  }
}
