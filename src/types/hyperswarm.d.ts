// The used part of hyperswarm 4: it listens under the device key, and finds the members of a topic.
declare module 'hyperswarm' {
  import type NoiseSecretStream from '@hyperswarm/secret-stream'
  import type HyperDHT from 'hyperdht'
  import type { DhtServer } from 'hyperdht'

  /** A joined topic. */
  export interface TopicSession {
    /** Announces and looks up again. */
    refresh(options: { server: boolean; client: boolean }): Promise<void>
  }

  export interface PeerInfo {
    /** A banned peer is neither dialled nor accepted. */
    ban(isBanned: boolean): void
  }

  export default class Hyperswarm {
    constructor(options: {
      keyPair: { publicKey: Uint8Array; secretKey: Uint8Array }
      dht: HyperDHT
      /** Returns true to refuse a device. Called with null before a device is dialled. */
      firewall?: (device: Uint8Array, payload: unknown) => boolean
    })
    readonly dht: HyperDHT
    readonly server: DhtServer
    /**
     * Announces the device key. Resolves when the first attempt is over, also without a network.
     */
    listen(): Promise<unknown>
    /** Unannounces, which waits for nodes that may be unreachable, and destroys the DHT node. */
    destroy(): Promise<void>
    /**
     * Announces the topic and looks it up. Dials the devices that it finds, and
     * emits them as connections.
     */
    join(topic: Uint8Array, options: { server: boolean; client: boolean }): TopicSession
    leave(topic: Uint8Array): Promise<void>
    on(name: 'connection', listener: (stream: NoiseSecretStream) => void): this
    /** A peer was banned, by the firewall or after a protocol error. */
    on(name: 'ban', listener: (peer: PeerInfo, error: Error) => void): this
  }
}
