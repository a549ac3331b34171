// Creates the wires of a device: swarm and LAN behind one gate, so that the limits
// apply to both together. The engine opens these. Tests use wires in memory instead.
import type { DhtAddress } from 'hyperdht'
import { systemClock } from '../../base/index.ts'
import type { Clock, Log } from '../../base/index.ts'
import { FrameGuard } from './frame-guard.ts'
import { InboundGate } from './inbound-gate.ts'
import { JoinedWires } from './joined-wires.ts'
import { createLanWires } from './lan-wires.ts'
import { createSwarmWires } from './swarm-wires.ts'
import type { ReaderLimits } from './reader-slots.ts'
import type { DeviceKeyPair, WireSource } from './wire.ts'

/** Limit of connected strangers. Contacts do not count. */
const MAX_INBOUND = 64

export interface WiresOptions {
  keyPair: DeviceKeyPair
  /** Nodes of a private DHT. If absent, the public DHT is used. */
  bootstrap?: DhtAddress[]
  /** The UDP port of the swarm, if it must not change. Default: any. */
  port?: number
  /** False: sends and receives nothing on local networks. A list: uses only these interfaces. */
  lan?: boolean | readonly string[]
  /**
   * Called for every inbound device, also for strangers. Must return false only for
   * a blocked device.
   */
  isAllowed: (device: Uint8Array) => boolean
  /** Limit of wires from strangers. The default is 64. */
  maxInbound?: number
  /** How many strangers of one address may enter at once. The default is 20. */
  burstPerAddress?: number
  /** How long a stranger keeps its wire if all are taken. The default is 30 s. */
  lentMs?: number
  /** Limits of the wires of readers; for a station. */
  readers?: ReaderLimits
  /** True for a device that is no stranger, although this device does not dial it. */
  isKnown?: (device: Uint8Array) => boolean
  log: Log
  clock?: Clock
}

export function createWires(options: WiresOptions): WireSource {
  const {
    keyPair,
    bootstrap,
    port,
    lan = true,
    isAllowed,
    maxInbound = MAX_INBOUND,
    burstPerAddress,
    lentMs,
    readers,
    isKnown = () => false,
    log,
    clock = systemClock,
  } = options
  const own = { keyPair, isAllowed, maxInbound, burstPerAddress, lentMs, readers, log, clock }
  if (lan === false) return createSwarmWires({ ...own, bootstrap, port, isKnown })
  const shared = { ...own, frames: new FrameGuard() }
  const gate: InboundGate = new InboundGate({
    ...shared,
    isKnown: (device) => joined.wants(device) || isKnown(device),
  })
  const joined: JoinedWires = new JoinedWires({
    preferred: createLanWires({ ...shared, gate, interfaces: lan === true ? undefined : lan }),
    fallback: createSwarmWires({ ...shared, gate, bootstrap, port }),
    clock,
  })
  shared.frames.events.on('refused', (refused) => joined.events.emit('refused', refused))
  return joined
}
