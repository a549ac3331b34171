// The releaser's side of reference: asked for a key, it decides and writes in one transaction, and answers only after the commit.
// What was answered once is answered the same again, whatever came since.
import {
  AUDIENCE_KINDS,
  countPendingReleases,
  decodeReleaseRequest,
  encodeReleaseAnswer,
  encodeReleases,
  isRequestGenuine,
  listPendingReleases,
  removePendingRelease,
  MAX_RELEASES,
  addPendingRelease,
  releaseTo,
  type Audience,
  type ReleaseAnswer,
} from '../access/index.ts'
import { Emitter, MalformedRecord } from '../base/index.ts'
import { latestBoxKey } from '../identity/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import { sealToBox } from '../seal/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { touch } from '../views/index.ts'
import type { DeliveryParts } from './parts.ts'

/**
 * One at a time: each is a transaction, and whoever asks next stands behind one other and no more. A reader who opens letter after letter as
 * fast as a disk syncs is never slowed down by it.
 */
const RELEASE_LIMITS = { atOnce: 1, atOncePerAsker: 1, waiting: 1000, burst: 1000, perSecond: 500 }

export type ReleasingParts = Pick<DeliveryParts, 'ledger' | 'identity' | 'clockGuard' | 'audiences' | 'whoIs'>

export class ReleaseDesk {
  readonly events = new Emitter<{ released: { object: Uint8Array; person: Uint8Array } }>()
  readonly #parts: ReleasingParts

  constructor(parts: ReleasingParts, peers: Pick<Peers, 'respond'>) {
    this.#parts = parts
    peers.respond({
      name: 'release',
      isForStrangers: false,
      maxRequestBytes: 256,
      limits: RELEASE_LIMITS,
      handle: (peer, bytes) => this.#answer(peer, bytes),
    })
  }

  async #answer(peer: Peer, bytes: Uint8Array): Promise<Uint8Array> {
    const request = decodeReleaseRequest(bytes)
    const { person } = peer
    // A wire that lingers after a block or a goodbye keeps its person; who is known here does not.
    if (
      person === null ||
      this.#parts.whoIs(peer.device) === null ||
      !isRequestGenuine(request, peer.handshakeHash, peer.device)
    )
      throw new MalformedRecord('not asked here')
    const answer = await this.#release(request.objectId, person, peer.device)
    if (answer.answer !== 'released') return encodeReleaseAnswer({ status: answer.answer })
    if (answer.isFirst) this.events.emit('released', { object: request.objectId, person })
    const { boxNumber, grant, record } = answer
    return encodeReleaseAnswer({ status: 'released', boxNumber, grant, record })
  }

  #release(objectId: Uint8Array, person: Uint8Array, device: Uint8Array): Promise<ReleaseAnswer> {
    const { ledger, identity, clockGuard, audiences: memberships } = this.#parts
    const time = clockGuard.read()
    return ledger.write((tx) => {
      const answer = releaseTo(tx, {
        objectId,
        person,
        device,
        signer: identity.device,
        memberships,
        ...time,
      })
      if (answer.answer === 'released' && answer.isFirst) {
        addPendingRelease(tx, { object: objectId, person, record: answer.record })
        touch(tx, objectId)
      }
      return answer
    })
  }

  /**
   * Puts releases into the feed of the audience they concern, sealed to ourselves: a restored home reads them back from there. Gives after
   * how many ms the next are to be told that wait for others now, or null.
   */
  async appendReleases(): Promise<number | null> {
    const { ledger, clockGuard, audiences } = this.#parts
    // By the clock that dates releases, as late as it can be: the machine's may be set back, and then `now` stands still.
    const { latest } = clockGuard.read()
    const waits: number[] = []
    for (const kind of AUDIENCE_KINDS) {
      const way = audiences[kind]
      const settledBy = latest - way.releasesSettleMs
      for (const { audience: key, count, first } of countPendingReleases(ledger, kind)) {
        if (!way.isReached(ledger, key)) continue
        const isSettled = first <= settledBy || first > latest
        if (count >= MAX_RELEASES || isSettled)
          await ledger.write((tx) => this.#appendSome(tx, { kind, key }))
        else waits.push(first - settledBy)
      }
    }
    return waits.length === 0 ? null : Math.min(...waits)
  }

  #appendSome(tx: Transaction, { kind, key }: Audience): void {
    const untold = listPendingReleases(tx, key, MAX_RELEASES)
    if (untold.length === 0) return
    const { number, publicKey } = latestBoxKey(this.#parts.identity.card)
    const sealed = sealToBox(publicKey, encodeReleases(untold.map(({ record }) => record)))
    if (!this.#parts.audiences[kind].append(tx, key, { type: 'released', boxNumber: number, sealed })) return
    for (const release of untold) removePendingRelease(tx, release)
  }
}
