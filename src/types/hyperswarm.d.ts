// What is called of hyperswarm 4: it listens under the device key, and finds the members of a topic.
declare module 'hyperswarm' {
  import type NoiseSecretStream from '@hyperswarm/secret-stream'
  import type HyperDHT from 'hyperdht'
  import type { DhtServer } from 'hyperdht'

  /** One joining of a topic. */
  export interface TopicSession {
    /** Announces and looks up again. */
    refresh(options: { server: boolean; client: boolean }): Promise<void>
  }

  export interface PeerInfo {
    /** A banned one is neither dialled nor let in. */
    ban(isBanned: boolean): void
  }

  export default class Hyperswarm {
    constructor(options: {
      keyPair: { publicKey: Uint8Array; secretKey: Uint8Array }
      dht: HyperDHT
      /** True keeps a device out; asked with null before one is dialled. */
      firewall?: (device: Uint8Array, payload: unknown) => boolean
    })
    readonly dht: HyperDHT
    readonly server: DhtServer
    /** Announces the device key; resolves when the first attempt to announce is over, also without a network. */
    listen(): Promise<unknown>
    /** Unannounces, which waits for nodes that may be gone, and destroys the DHT node. */
    destroy(): Promise<void>
    /** Announces and looks up; those that are found are dialled, and come as connections. */
    join(topic: Uint8Array, options: { server: boolean; client: boolean }): TopicSession
    leave(topic: Uint8Array): Promise<void>
    on(name: 'connection', listener: (stream: NoiseSecretStream) => void): this
    /** Somebody was banned, by the firewall or for a broken protocol. */
    on(name: 'ban', listener: (peer: PeerInfo, error: Error) => void): this
  }
}
