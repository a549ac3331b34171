// A slow line, for links in memory: a rate, a delay, and packets that are lost and sent again.
import type { Relay } from './memory-links.ts'
import { makeDraw } from './hostile-relay.ts'

export interface Line {
  bitsPerSecond: number
  /** In each direction. */
  delayMs: number
  /** Of a thousand packets. */
  lostPerMille: number
}

export const BAD_LINE: Line = { bitsPerSecond: 1e6, delayMs: 150, lostPerMille: 10 }
const PACKET_BYTES = 1400
/** TLS, TCP and IP add about this to a message, and to each packet. */
const OVERHEAD_BYTES = 60

/** Returns when a message that is sent at `now` arrives, in ms: one direction of a line. */
export function makeLine({ bitsPerSecond, delayMs, lostPerMille }: Line, seed: number) {
  const draw = makeDraw(seed)
  let freeAt = 0
  let arrivedAt = 0
  return (bytes: number, now: number): number => {
    const packets = Math.ceil(bytes / PACKET_BYTES)
    freeAt = Math.max(now, freeAt) + ((bytes + packets * OVERHEAD_BYTES) * 8000) / bitsPerSecond
    let isLost = false
    for (let packet = 0; packet < packets; packet++) isLost ||= draw(1000) < lostPerMille
    // A lost packet is sent again after a round trip, and all behind it wait for it.
    const arrives = freeAt + delayMs + (isLost ? 2 * delayMs : 0)
    return (arrivedAt = Math.max(arrivedAt, arrives))
  }
}

/** One direction of a line as a relay between links. */
export function slowRelay(line: Line, seed: number): Relay {
  const arrival = makeLine(line, seed)
  // Timers may fire in another order than they were set for.
  const passing: (() => void)[] = []
  return (message, pass) => {
    const now = performance.now()
    passing.push(() => pass(message))
    setTimeout(() => passing.shift()!(), arrival(message.length, now) - now)
  }
}
