// A peer of nobody on a wire, without an engine.
import { DEFAULT_LIMITS, RequestQueue } from '../../src/core/network/request-queue.ts'
import { Peer, type Method } from '../../src/core/network/peer.ts'
import type { Wire } from '../../src/core/network/wires/wire.ts'
import { TestClock } from './test-clock.ts'

export function peerOn(wire: Wire, methods: Method[] = []): Peer {
  const nothing = { now: 0, person: null, whoIs: () => null, isBlocked: () => false }
  const queue = new RequestQueue(DEFAULT_LIMITS, new TestClock())
  const byName = new Map(methods.map((method) => [method.name, { ...method, queue }]))
  const silent = { onAsked: () => Promise.resolve(), onBadRequest: () => undefined }
  return new Peer({ ...nothing, ...silent, wire, methods: byName })
}
