// Visits to stations. A reader visits the station of an author with fresh keys, so that it cannot
// recognise them. A sender visits a mailbox as themselves, because it takes a feed only from its
// writer. Between two devices there is one wire, so visits of the two kinds exclude each other.
import { isWithin, toHex, type Clock } from '../base/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import { createSigningKeyPair } from '../seal/index.ts'
import type { Sightings } from './sightings.ts'

export type VisitAs = 'myself' | 'nobody'

interface Visit {
  station: Uint8Array
  as: VisitAs
  users: number
  ended: Promise<void>
  end: () => void
  /** Resolves when the station is dialled with the right keys. */
  dialled: Promise<void>
  /** Lets the wire go. */
  release: () => void
}

export interface Waiting {
  waitMs: number
  signal?: AbortSignal
}

const CLOSING_MS = 2_000

export class Visits {
  readonly #peers: Peers
  readonly #clock: Clock
  readonly #isOwn: (station: Uint8Array) => boolean
  readonly #sightings: Sightings
  readonly #visits = new Map<string, Visit>()

  /** @param isOwn true for a joined station, to which there is a wire at all times */
  constructor(peers: Peers, clock: Clock, isOwn: (station: Uint8Array) => boolean, sightings: Sightings) {
    this.#peers = peers
    this.#clock = clock
    this.#isOwn = isOwn
    this.#sightings = sightings
  }

  /** True if a visit of this kind needs no dialling. */
  isReady(station: Uint8Array, as: VisitAs): boolean {
    const peer = this.#peers.find(station)
    if (peer === null || this.#isOwn(station)) return peer !== null
    return peer.isAnonymous === (as === 'nobody') && (this.#visits.get(toHex(station))?.as ?? as) === as
  }

  /** True if this person reads there without a name, or has just done so. */
  isReading(station: Uint8Array): boolean {
    return (
      this.#visits.get(toHex(station))?.as === 'nobody' || this.#peers.find(station)?.isAnonymous === true
    )
  }

  /**
   * Runs `act` with a wire to this station. Resolves with its result, or with null if the station
   * cannot be reached. Visits of the same kind share one wire and one pair of keys.
   */
  async use<T>(
    station: Uint8Array,
    as: VisitAs,
    { waitMs, signal }: Waiting,
    act: (peer: Peer) => Promise<T>,
  ): Promise<T | null> {
    if (this.#isOwn(station)) {
      const peer = await this.#peers.waitFor(station, waitMs, { signal })
      return peer === null ? null : act(peer)
    }
    const deadline = this.#clock.monotonicMs() + waitMs
    const leftMs = (): number => Math.max(0, deadline - this.#clock.monotonicMs())
    const visit = await this.#enter(station, as, leftMs, signal)
    if (visit === null) return null
    try {
      await visit.dialled
      const peer = await this.#reach(station, leftMs(), signal)
      return peer === null ? null : await act(peer)
    } finally {
      this.#leave(station, visit)
    }
  }

  async #reach(station: Uint8Array, waitMs: number, signal?: AbortSignal): Promise<Peer | null> {
    const peer = await this.#peers.waitFor(station, waitMs, { signal })
    if (peer !== null) this.#sightings.noteReached(station)
    else if (signal?.aborted !== true) this.#sightings.noteSilent(station, waitMs)
    return peer
  }

  async #enter(
    station: Uint8Array,
    as: VisitAs,
    leftMs: () => number,
    signal?: AbortSignal,
  ): Promise<Visit | null> {
    const id = toHex(station)
    for (;;) {
      if (signal?.aborted === true) return null
      const current = this.#visits.get(id)
      if (current === undefined) return this.#begin(station, as)
      if (current.as === as) {
        current.users++
        return current
      }
      if (leftMs() === 0 || !(await isWithin(current.ended, leftMs()))) return null
    }
  }

  #begin(station: Uint8Array, as: VisitAs): Visit {
    let end = (): void => undefined
    const ended = new Promise<void>((resolve) => (end = resolve))
    const visit: Visit = { station, as, users: 1, ended, end, dialled: ended, release: () => undefined }
    this.#visits.set(toHex(station), visit)
    visit.dialled = this.#dial(station, visit)
    return visit
  }

  /** A wire that an earlier visit of the other kind left open is closed first. */
  async #dial(station: Uint8Array, visit: Visit): Promise<void> {
    const present = this.#peers.find(station)
    if (present !== null && present.isAnonymous !== (visit.as === 'nobody')) await this.#hangUp(present)
    if (visit.users === 0) return
    const keyPair = visit.as === 'nobody' ? createSigningKeyPair() : undefined
    visit.release = this.#peers.hold(station, keyPair)
  }

  async #hangUp(peer: Peer): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      const stop = this.#peers.events.on('disconnected', (gone) => {
        if (gone !== peer) return
        stop()
        resolve()
      })
    })
    peer.close()
    await isWithin(closed, CLOSING_MS)
  }

  #leave(station: Uint8Array, visit: Visit): void {
    if (--visit.users > 0) return
    this.#visits.delete(toHex(station))
    visit.release()
    visit.end()
  }

  /** Ends what waits for an answer of a station. */
  close(): void {
    for (const { station } of this.#visits.values()) this.#peers.find(station)?.close()
  }
}
