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

/**
 * Until the returned function is called, the wires that are waited on, found anew at every look, are asked for signs of life. A doubt that
 * has begun by then is settled: who waits a few seconds at a time, again and again, would else never know.
 */
export function listenClosely(findWires: () => Iterable<Wire>): () => void {
  let looks = new Map<Wire, Look>()
  let isWaiting = true
  const stopIfSettled = (): void => {
    if (!isWaiting && doubted(looks).length === 0) clearInterval(timer)
  }
  const timer = setInterval(() => {
    const wires = isWaiting ? findWires() : doubted(looks)
    looks = new Map([...wires].flatMap((wire) => look(wire, looks.get(wire))))
    stopIfSettled()
  }, LOOK_EVERY_MS)
  timer.unref()
  return () => {
    isWaiting = false
    stopIfSettled()
  }
}

function doubted(looks: ReadonlyMap<Wire, Look>): Wire[] {
  return [...looks].filter(([, { silent }]) => silent > 0).map(([wire]) => wire)
}

/** What is known after it, if it goes on. Looks are counted, not time: a machine that slept or was busy has not listened meanwhile. */
function look(wire: Wire, before: Look | undefined): [Wire, Look][] {
  const heard = countHeard(wire)
  if (heard === null) return []
  const silent = before?.heard === heard ? before.silent + 1 : 0
  if (silent >= DEAF_LOOKS) wire.close()
  else if (silent > 0) wire.stream.sendKeepAlive()
  return silent >= DEAF_LOOKS ? [] : [[wire, { heard, silent }]]
}

/**
 * Grows with every packet from the other end, so also with each acknowledgement of what was sent. Null where the transport does not
 * count them: there idle ends speak often, and silence alone tells.
 */
export function countHeard({ stream }: Wire): number | null {
  return stream.destroying ? null : (stream.rawStream?.packetsReceived ?? null)
}
