// The wires of one running device: swarm and LAN behind one gate, so that limits hold for both together.
// What engine.ts opens; tests put wires in memory in their place.
import type { DhtAddress } from 'hyperdht'
import { systemClock } from '../../base/index.ts'
import type { Clock, Log } from '../../base/index.ts'
import { FrameGuard } from './frame-guard.ts'
import { InboundGate } from './inbound-gate.ts'
import { JoinedWires } from './joined-wires.ts'
import { createLanWires } from './lan-wires.ts'
import { createSwarmWires } from './swarm-wires.ts'
import type { DeviceKeyPair, WireSource } from './wire.ts'

/** Strangers at a time; contacts are not counted. */
const MAX_INBOUND = 64

export interface WiresOptions {
  keyPair: DeviceKeyPair
  /** Nodes of a private DHT; left out, the public one. */
  bootstrap?: DhtAddress[]
  /** False: nothing is said or heard on local networks. A list: only on these interfaces. */
  lan?: boolean | readonly string[]
  /** Asked for every inbound device, strangers too: only who is blocked should get a no. */
  isAllowed: (device: Uint8Array) => boolean
  /** Wires at a time from devices that are not dialled; default 64. */
  maxInbound?: number
  log: Log
  clock?: Clock
}

export function createWires(options: WiresOptions): WireSource {
  const {
    keyPair,
    bootstrap,
    lan = true,
    isAllowed,
    maxInbound = MAX_INBOUND,
    log,
    clock = systemClock,
  } = options
  const own = { keyPair, isAllowed, maxInbound, log, clock }
  if (lan === false) return createSwarmWires({ ...own, bootstrap })
  const shared = { ...own, frames: new FrameGuard() }
  const gate: InboundGate = new InboundGate({ ...shared, isKnown: (device) => joined.wants(device) })
  const joined: JoinedWires = new JoinedWires({
    preferred: createLanWires({ ...shared, gate, interfaces: lan === true ? undefined : lan }),
    fallback: createSwarmWires({ ...shared, gate, bootstrap }),
    clock,
  })
  shared.frames.events.on('refused', (refused) => joined.events.emit('refused', refused))
  return joined
}
