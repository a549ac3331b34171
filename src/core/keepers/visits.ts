// Visits to stations. A reader visits the station of an author with fresh keys, so that it cannot
// recognise them. That holds for an own station too: there is one wire for the own account, and
// others, under fresh keys, for what belongs to other people. Each errand has keys of its own,
// because what one wire asks for can be compared.
import { equalBytes, toHex } from '../base/index.ts'
import { lineTo, type Peer, type Peers } from '../network/index.ts'
import { createSigningKeyPair, type KeyPair, type SigningKeys } from '../seal/index.ts'
import type { Sightings } from './sightings.ts'

/** Why somebody without a name visits a station. */
export type Errand = 'open' | 'follow' | 'remove'
/** Who visits: this device, nobody, or the key that signs a feed, which is shown with it. */
export type VisitAs = 'myself' | Errand | SigningKeys

interface Visit {
  keyPair: KeyPair
  users: number
}

export interface Waiting {
  waitMs: number
  signal?: AbortSignal
}

export class Visits {
  readonly #peers: Peers
  readonly #sightings: Sightings
  /** By station and errand. A visit stays while its wire does, for the next one. */
  readonly #visits = new Map<string, Visit>()
  /** The peers of the running visits. */
  readonly #inUse = new Set<Peer>()

  constructor(peers: Peers, sightings: Sightings) {
    this.#peers = peers
    this.#sightings = sightings
    peers.events.on('anonymousLeft', ({ wire: { freshKey } }) => this.#forget(freshKey))
  }

  /** Returns the peer of an errand that needs no dialling. */
  findReady(station: Uint8Array, errand: Errand): Peer | null {
    const visit = this.#visits.get(idOf(station, errand))
    return visit === undefined ? null : this.#find(station, visit)
  }

  /**
   * Runs `act` with a wire to this station. Resolves with its result, or with null if the station
   * cannot be reached. Visits for the same errand share one wire and one pair of keys.
   */
  async use<T>(
    station: Uint8Array,
    as: VisitAs,
    waiting: Waiting,
    act: (peer: Peer) => Promise<T>,
  ): Promise<T | null> {
    if (as === 'myself') return this.#useLine(station, undefined, waiting, act)
    if (typeof as !== 'string') return this.#useLine(station, as, waiting, act)
    const visit = this.#enter(station, as)
    try {
      return await this.#useLine(station, visit.keyPair, waiting, act)
    } finally {
      this.#leave(station, as, visit)
    }
  }

  async #useLine<T>(
    station: Uint8Array,
    keyPair: SigningKeys | undefined,
    waiting: Waiting,
    act: (peer: Peer) => Promise<T>,
  ): Promise<T | null> {
    const release = this.#peers.hold(station, keyPair)
    try {
      const peer = await this.#reach(station, keyPair, waiting)
      return peer === null ? null : await this.#act(peer, act)
    } finally {
      release()
    }
  }

  async #reach(
    station: Uint8Array,
    keyPair: SigningKeys | undefined,
    { waitMs, signal }: Waiting,
  ): Promise<Peer | null> {
    const peer = await this.#peers.waitFor(station, waitMs, { signal, keyPair })
    if (peer !== null) this.#sightings.recordReached(station)
    else if (signal?.aborted !== true) this.#sightings.recordSilent(station, waitMs)
    return peer
  }

  async #act<T>(peer: Peer, act: (peer: Peer) => Promise<T>): Promise<T> {
    this.#inUse.add(peer)
    try {
      return await act(peer)
    } finally {
      this.#inUse.delete(peer)
    }
  }

  #enter(station: Uint8Array, errand: Errand): Visit {
    const id = idOf(station, errand)
    let visit = this.#visits.get(id)
    if (visit === undefined || (visit.users === 0 && this.#find(station, visit) === null)) {
      visit = { keyPair: createSigningKeyPair(), users: 0 }
      this.#visits.set(id, visit)
    }
    visit.users++
    return visit
  }

  #leave(station: Uint8Array, errand: Errand, visit: Visit): void {
    if (--visit.users === 0 && this.#find(station, visit) === null) this.#visits.delete(idOf(station, errand))
  }

  #find(station: Uint8Array, { keyPair }: Visit): Peer | null {
    return this.#peers.find(lineTo(station, keyPair))
  }

  /** Fresh keys are never used for a second wire, unless a visit waits for it. */
  #forget(freshKey: Uint8Array | null): void {
    if (freshKey === null) return
    for (const [id, { keyPair, users }] of this.#visits)
      if (users === 0 && equalBytes(keyPair.publicKey, freshKey)) this.#visits.delete(id)
  }

  /** Ends what waits for an answer of a station. */
  close(): void {
    for (const peer of this.#inUse) peer.close()
  }
}

function idOf(station: Uint8Array, errand: Errand): string {
  return `${toHex(station)} ${errand}`
}
