// Measures many people: bytes over all their wires since its creation,
// and arrival times of letters.
import type { RefText } from '../../src/core/contract/index.ts'
import type { Peer } from '../../src/core/network/index.ts'
import type { Person } from './person.ts'

export class Received {
  readonly #people: readonly Person[]
  readonly #before = new Map<Peer, number>()

  constructor(people: readonly Person[]) {
    this.#people = people
    for (const person of people)
      for (const peer of person.home.peers.list()) this.#before.set(peer, peer.bytes.in)
  }

  /** One sum per person, in the order of `people`. Omits wires that closed meanwhile. */
  bytes(): number[] {
    return this.#people.map(({ home }) =>
      home.peers.list().reduce((sum, peer) => sum + peer.bytes.in - (this.#before.get(peer) ?? 0), 0),
    )
  }

  /**
   * Call this function before a letter is sent. The returned function resolves with the time of
   * arrival at each person, in ms of `performance.now()`.
   */
  watchArrivals(): (ref: RefText, timeoutMs: number) => Promise<number[]> {
    const arrived = this.#people.map(() => new Map<string, number>())
    let wake = (): void => undefined
    const stops = this.#people.map(({ do: { events } }, at) =>
      events.subscribe((event) => {
        if (event.type !== 'letter-arrived') return
        arrived[at]!.set(event.ref, performance.now())
        wake()
      }),
    )
    return async (ref, timeoutMs) => {
      const deadline = performance.now() + timeoutMs
      const missing = (): number => arrived.filter((letters) => !letters.has(ref)).length
      while (missing() > 0) {
        const leftMs = deadline - performance.now()
        if (leftMs <= 0)
          throw new Error(`${missing()} of ${arrived.length} did not get it in ${timeoutMs} ms`)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(leftMs, 1000))
          wake = (): void => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      for (const stop of stops) stop()
      return arrived.map((letters) => letters.get(ref)!)
    }
  }
}
