// A wire: an authenticated and encrypted two-way stream to one device, and the
// interface of all sources of wires. Below "replicate" in the life of a message, because
// everything that leaves or enters this device passes through a wire.
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type { DhtAddress } from 'hyperdht'
import type { Emitter } from '../../base/index.ts'
import type { KeyPair, SigningKeys } from '../../seal/index.ts'
import type { RefusedFrame } from './frame-guard.ts'
import type { Line } from './lines.ts'

/**
 * The keep-alive times of an idle wire. Every peer must use the same ones, so they
 * are part of the protocol.
 */
export interface Pace {
  /** An end that has sent nothing for this time sends an empty record. */
  keepAliveMs: number
  /** A wire on which nothing arrived for this time is dead. */
  silenceMs: number
}

/**
 * Long, because a device may have a thousand wires, and each empty record wakes its
 * CPU. Not longer, because many routers drop a UDP mapping after 30 s.
 */
export const SWARM_PACE: Pace = { keepAliveMs: 20_000, silenceMs: 50_000 }
/** Short, because there are few LAN wires, and cables are unplugged. */
export const LAN_PACE: Pace = { keepAliveMs: 2_000, silenceMs: 6_000 }

/** The Ed25519 keys of the device. They sign its cores, and are its name on the network. */
export type DeviceKeyPair = KeyPair

export type WireKind = 'swarm' | 'lan' | 'memory'

export interface Wire {
  readonly stream: NoiseSecretStream
  /** The Ed25519 key that the other end has proven. */
  readonly remoteDevice: Uint8Array
  /** The key that this end has proven, if it is not the device's own. */
  readonly freshKey: Uint8Array | null
  /** Equal at both ends and unique for this wire. Proofs are bound to it. */
  readonly handshakeHash: Uint8Array
  readonly isInitiator: boolean
  readonly via: WireKind
  /** Where the other end is: its own address, or that of its router. Null on a LAN. */
  readonly address: DhtAddress | null
  /** Destroys the wire at both ends. `stream` emits 'close', whichever end closed it. */
  close(): void
}

/** Where a device was last. */
export interface Place {
  /** The nodes of the DHT that knew it. */
  nodes: readonly DhtAddress[]
  /** Its own address, as seen on a wire. Null if unknown. */
  address: DhtAddress | null
}

/** The state of a source, for people who look for the cause of a missing connection. */
export interface SourceState {
  via: WireKind
  /** Swarm: the DHT answers. LAN: at least one interface is in use. */
  isOnline: boolean
  /**
   * How others reach this device; only of the swarm. `direct`: its address is reachable. `punched`:
   * through a router. `changing`: through a router that uses another port for each connection.
   */
  reach?: 'direct' | 'punched' | 'changing' | 'unknown'
  /** The nodes of the DHT that know this device; only of the swarm. Empty until it is announced. */
  nodes?: readonly DhtAddress[]
  /** Number of wanted devices without a wire. */
  missing: number
  wires: number
  /**
   * Inbound connections refused since the start, by the gate that all sources of a device share.
   */
  refused: number
}

export interface WireEvents {
  /**
   * An open and proven wire. A second wire of the same line replaces the first,
   * which closes soon afterwards.
   */
  wire: Wire
  state: SourceState
  /** A stream was destroyed because of its frames, before or after it became a wire. */
  refused: RefusedFrame
}

/**
 * Creates wires. At most one wire per line is current: the last emitted one that is still open.
 */
export interface WireSource {
  readonly events: Emitter<WireEvents>
  /**
   * Dials this device, and dials again after every loss, until `undial`.
   * @param keyPair the keys to prove, if this device must not be recognised. Default: its own.
   * Each pair is a line of its own.
   */
  dial(device: Uint8Array, keyPair?: SigningKeys): void
  /**
   * Tells where a device was; what is absent stays as it was told before. These addresses are asked
   * at once when it is dialled, beside the ordinary lookup. Absent in a source that asks no nodes.
   */
  locate?(device: Uint8Array, place: Partial<Place>): void
  /** Stops dialling. An open wire stays open. */
  undial(line: Line): void
  /**
   * Dials now and ignores the back-off, because a caller waits for this device.
   * Does nothing without an earlier `dial`.
   */
  hurry(line: Line): void
  /**
   * Finds other devices that know the same 32 bytes, and keeps a few wires to them.
   * Only the key of such a device is known, so it is accepted as a stranger. A
   * source that cannot find devices by topic does nothing.
   */
  joinTopic(topic: Uint8Array): void
  /** Stops looking for devices of this topic. Open wires stay open. */
  leaveTopic(topic: Uint8Array): void
  describe(): SourceState[]
  /** Closes all wires and stops. Resolves within two seconds, also without a network. */
  close(): Promise<void>
}

function addressOf({ rawStream }: NoiseSecretStream): DhtAddress | null {
  const { remoteHost: host, remotePort: port } = rawStream ?? {}
  return host === undefined || port === undefined ? null : { host, port }
}

/** @throws Error if the handshake of the stream is not done */
export function toWire(stream: NoiseSecretStream, via: WireKind, freshKey: Uint8Array | null = null): Wire {
  const { remotePublicKey, handshakeHash, isInitiator } = stream
  if (remotePublicKey === null || handshakeHash === null) throw new Error('handshake not done')
  // 'close' follows, and owners listen to that. Without a listener for 'error' the
  // process would end.
  stream.on('error', () => undefined)
  return {
    stream,
    remoteDevice: remotePublicKey,
    freshKey,
    handshakeHash,
    isInitiator,
    via,
    address: via === 'swarm' ? addressOf(stream) : null,
    close: () => stream.destroy(),
  }
}

/**
 * Sends keep-alives and destroys a silent stream, because the network does not
 * report a lost connection.
 */
export function watchSilence(stream: NoiseSecretStream, { keepAliveMs, silenceMs }: Pace): void {
  stream.setKeepAlive(keepAliveMs)
  stream.setTimeout(silenceMs)
}
