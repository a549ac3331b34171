// A wire: one authenticated, encrypted two-way stream to one device, and the contract of whatever makes wires.
// Below "replicate" in the life of a message: everything that leaves or enters this device passes one.
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type { Emitter } from '../../base/index.ts'
import type { KeyPair } from '../../seal/index.ts'
import type { RefusedFrame } from './frame-guard.ts'

/** How an idle wire is kept: every peer must do the same, so these are part of the protocol. */
export interface Pace {
  /** An end that has sent nothing for this long sends an empty record. */
  keepAliveMs: number
  /** A wire on which nothing came in for this long is dead. */
  silenceMs: number
}

/** There may be a thousand of them, and each empty record wakes somebody. Not longer: many routers forget a UDP mapping after 30 s. */
export const SWARM_PACE: Pace = { keepAliveMs: 20_000, silenceMs: 50_000 }
/** A few at most, and cables are pulled. */
export const LAN_PACE: Pace = { keepAliveMs: 2_000, silenceMs: 6_000 }

/** The device's Ed25519 keys: it signs its cores with them, and they are its name on the network. */
export type DeviceKeyPair = KeyPair

export type WireKind = 'swarm' | 'lan' | 'memory'

export interface Wire {
  readonly stream: NoiseSecretStream
  /** The Ed25519 key the other end proved. */
  readonly remoteDevice: Uint8Array
  /** Equal at both ends and unique to this wire: what a proof is bound to. */
  readonly handshakeHash: Uint8Array
  readonly isInitiator: boolean
  readonly via: WireKind
  /** Ends it now at both ends; `stream` emits 'close' whoever ended it. */
  close(): void
}

/** What a source says about itself, for people who look for the reason of silence. */
export interface SourceState {
  via: WireKind
  /** Swarm: the DHT answers. LAN: at least one interface is served. */
  isOnline: boolean
  /** Devices it wants and has no wire to. */
  missing: number
  wires: number
  /** Inbound connections turned away since the start, by the gate that sources of one device share. */
  refused: number
}

export interface WireEvents {
  /** A wire that is open and proven. A second one for the same device replaces the first, which closes soon after. */
  wire: Wire
  state: SourceState
  /** A stream was ended for what it sent, before it was a wire or after. */
  refused: RefusedFrame
}

/** Makes wires. At any time at most one wire per device is current: the last one emitted that has not closed. */
export interface WireSource {
  readonly events: Emitter<WireEvents>
  /** Keeps dialling this device until undialled: after either side restarts the wire comes back by itself. */
  dial(device: Uint8Array): void
  /** Stops dialling; a wire that is up stays. */
  undial(device: Uint8Array): void
  /** Dials now, whatever the back-off: somebody is waiting for this device. Without `dial` before it does nothing. */
  hurry(device: Uint8Array): void
  /**
   * Finds others who know the same 32 bytes, and keeps a few wires to them. What is known of a device that comes so is its key:
   * it is let in as any stranger is. Sources that cannot find anybody by a topic do nothing.
   */
  joinTopic(topic: Uint8Array): void
  /** Looks for no more of them; wires that are up stay. */
  leaveTopic(topic: Uint8Array): void
  describe(): SourceState[]
  /** Closes every wire and stops; resolves within two seconds, whatever the network does. */
  close(): Promise<void>
}

/** @throws Error if the stream's handshake is not done. */
export function toWire(stream: NoiseSecretStream, via: WireKind): Wire {
  const { remotePublicKey, handshakeHash, isInitiator } = stream
  if (remotePublicKey === null || handshakeHash === null) throw new Error('handshake not done')
  stream.on('error', () => undefined) // 'close' follows and is what owners listen to; unheard, an error would end the process
  return {
    stream,
    remoteDevice: remotePublicKey,
    handshakeHash,
    isInitiator,
    via,
    close: () => stream.destroy(),
  }
}

/** The network's own ends of a connection die silently: both ends speak regularly and give up on silence. */
export function watchSilence(stream: NoiseSecretStream, { keepAliveMs, silenceMs }: Pace): void {
  stream.setKeepAlive(keepAliveMs)
  stream.setTimeout(silenceMs)
}
