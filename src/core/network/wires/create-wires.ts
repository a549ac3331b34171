// Creates the wires of a device: swarm and LAN behind one gate, so that the limits
// apply to both together. The engine opens these. Tests use wires in memory instead.
import { systemClock } from '../../base/index.ts'
import { FrameGuard } from './frame-guard.ts'
import { InboundGate } from './inbound-gate.ts'
import { JoinedWires } from './joined-wires.ts'
import { createLanWires } from './lan-wires.ts'
import { createSwarmWires, type SwarmWiresOptions } from './swarm-wires.ts'
import type { WireSource } from './wire.ts'

/** Limit of connected strangers. Contacts do not count. */
const MAX_INBOUND = 64

export interface WiresOptions extends Omit<SwarmWiresOptions, 'maxInbound' | 'gate' | 'frames'> {
  /** False: sends and receives nothing on local networks. A list: uses only these interfaces. */
  lan?: boolean | readonly string[]
  /** Limit of wires from strangers. The default is 64. */
  maxInbound?: number
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
