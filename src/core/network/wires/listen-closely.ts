// Checks wires for signs of life while a caller waits for an answer, and after a keep-alive that got
// no answer. Idle wires send rarely, so a dead wire is noticed late otherwise. Below "replicate" and "reference": a
// wire that is closed here is dialled again, and its requests are sent to another peer.
import type { Wire } from './wire.ts'

export const LOOK_EVERY_MS = 1_000
/**
 * Number of looks without a sign of life before a wire counts as dead. All but the
 * first look follow a keep-alive.
 */
export const DEAF_LOOKS = 6

/** What is checked of a wire. */
export type Checked = Pick<Wire, 'stream' | 'close'>

interface Look {
  heard: number
  silent: number
}

/**
 * Checks the wires that the caller waits for, listed again at every look, until the
 * returned function is called. A wire that is in doubt by then is still checked to the
 * end. Otherwise a caller with short waits in sequence would never detect a dead wire.
 */
export function listenClosely(findWires: () => Iterable<Checked>): () => void {
  return lookAgain(new Map(), findWires)
}

/** Checks wires that did not answer a keep-alive, until each of them is heard or closed. */
export function listenToSilent(wires: Iterable<Checked>): void {
  const looks = new Map<Checked, Look>()
  for (const wire of wires) {
    const heard = countHeard(wire)
    if (heard !== null) looks.set(wire, { heard, silent: 1 })
  }
  lookAgain(looks, () => [])()
}

function lookAgain(first: ReadonlyMap<Checked, Look>, findWires: () => Iterable<Checked>): () => void {
  let looks = first
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

function doubted(looks: ReadonlyMap<Checked, Look>): Checked[] {
  return [...looks].filter(([, { silent }]) => silent > 0).map(([wire]) => wire)
}

/**
 * Returns the state after this look, or nothing if the wire was closed. Counts looks
 * instead of time, because a machine that slept or was busy did not listen.
 */
function look(wire: Checked, before: Look | undefined): [Checked, Look][] {
  const heard = countHeard(wire)
  if (heard === null) return []
  const silent = before?.heard === heard ? before.silent + 1 : 0
  if (silent >= DEAF_LOOKS) wire.close()
  else if (silent > 0) wire.stream.sendKeepAlive()
  return silent >= DEAF_LOOKS ? [] : [[wire, { heard, silent }]]
}

/**
 * Returns a counter that grows with every packet from the other end, including
 * acknowledgements. Null if the transport does not count packets, because there idle ends
 * send often, and silence is enough to detect a dead wire.
 */
export function countHeard({ stream }: Pick<Wire, 'stream'>): number | null {
  return stream.destroying ? null : (stream.rawStream?.packetsReceived ?? null)
}
