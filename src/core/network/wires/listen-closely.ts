// Listening closely: idle wires speak seldom, but whoever waits for an answer must not wait for the dead.
// Below "replicate" and "reference": a wire that is ended here is dialled anew, and what was asked on it is asked of another.
import type { Wire } from './wire.ts'

export const LOOK_EVERY_MS = 1_000
/** So many looks without any sign of life, all but the first of them after something was sent: the other end is gone. */
export const DEAF_LOOKS = 6

interface Look {
  heard: number
  silent: number
}

/** Until the returned function is called, the wires that are waited on, found anew at every look, are asked for signs of life. */
export function listenClosely(findWires: () => Iterable<Wire>): () => void {
  const looks = new WeakMap<Wire, Look>()
  const timer = setInterval(() => {
    for (const wire of findWires()) look(wire, looks)
  }, LOOK_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** Looks are counted, not time: a machine that slept or was busy has not listened meanwhile. */
function look(wire: Wire, looks: WeakMap<Wire, Look>): void {
  const heard = countHeard(wire)
  if (heard === null) return
  const before = looks.get(wire)
  const silent = before?.heard === heard ? before.silent + 1 : 0
  looks.set(wire, { heard, silent })
  if (silent >= DEAF_LOOKS) wire.close()
  else if (silent > 0) wire.stream.sendKeepAlive()
}

/**
 * Grows with every packet from the other end, so also with each acknowledgement of what was sent. Null where the transport does not
 * count them: there idle ends speak often, and silence alone tells.
 */
function countHeard({ stream }: Wire): number | null {
  return stream.destroying ? null : (stream.rawStream?.packetsReceived ?? null)
}
