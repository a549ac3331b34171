// The releaser's half of a release. A request for a key is decided and recorded in one transaction,
// and answered only after the commit.
// A repeated request gets the same answer, whatever happened since.
import {
  APART,
  countPendingReleases,
  releaseRequestForm,
  encodeReleaseAnswer,
  isRequestGenuine,
  listPendingReleases,
  removePendingRelease,
  MAX_RELEASES,
  addPendingRelease,
  releaseTo,
  type ReleaseAnswer,
} from '../access/index.ts'
import { AUDIENCE_KINDS, type Audience } from '../store/index.ts'
import { Emitter, MalformedRecord, turn } from '../base/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { touch } from '../views/index.ts'
import { MAX_OPENED_BYTES } from './open-in-one.ts'
import { sealOwnReleases } from './own-releases.ts'
import type { DeliveryParts } from './parts.ts'

/**
 * One release at a time, because each is a transaction. The askers take turns, so the queue of one
 * asker does not delay another.
 * The rate is as high as a disk can sync, so a reader who opens letter after letter is not slowed
 * down.
 */
const RELEASE_LIMITS = { atOnce: 1, atOncePerAsker: 1, waiting: 1000, burst: 1000, perSecond: 500 }

type ReleasingParts = Pick<
  DeliveryParts,
  'ledger' | 'identity' | 'clockGuard' | 'audiences' | 'whoIs' | 'store'
>

/** Undoes a release, because the blocks cannot be sent along with the key. */
class KeyAlone extends Error {}

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
      handle: (peer, bytes) => turn.first(() => this.#answer(peer, bytes)),
    })
  }

  async #answer(peer: Peer, bytes: Uint8Array): Promise<Uint8Array> {
    const request = releaseRequestForm.decode(bytes)
    const { person } = peer
    if (person === null || !isRequestGenuine(request, peer.handshakeHash, peer.device)) throw notGenuine()
    const { objectId, known } = request
    // The blocks are read and proven before the decision, because nothing takes a release back.
    const { store, ledger } = this.#parts
    const blocks = known === null ? null : await store.carryOwn(ledger, objectId, known, MAX_OPENED_BYTES)
    const isKeyAlone = known !== null && blocks === null
    const answer = await this.#release(request.objectId, person, peer.device, isKeyAlone)
    if (answer === APART) return encodeReleaseAnswer({ status: APART })
    if (answer.answer !== 'released') return encodeReleaseAnswer({ status: answer.answer })
    if (answer.isFirst) this.events.emit('released', { object: objectId, person })
    const { boxNumber, grant, record } = answer
    return encodeReleaseAnswer({ status: 'released', boxNumber, grant, record, blocks })
  }

  /** Only a person to whom the object would be released learns that its blocks cannot be sent. */
  #release(
    objectId: Uint8Array,
    person: Uint8Array,
    device: Uint8Array,
    isKeyAlone: boolean,
  ): Promise<ReleaseAnswer | typeof APART> {
    const { ledger, identity, clockGuard, audiences: memberships, whoIs } = this.#parts
    const time = clockGuard.read()
    const released = ledger.write((tx) => {
      // A connection can outlive a block or the end of a contact and still carry its person. `whoIs`
      // knows only current contacts and members. It is asked here, because a block may be among the
      // writes before this one.
      if (whoIs(device) === null) throw notGenuine()
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
      if (answer.answer === 'released' && isKeyAlone) throw new KeyAlone()
      return answer
    })
    return released.catch((error: unknown) => {
      if (error instanceof KeyAlone) return APART
      throw error
    })
  }

  /**
   * Appends release records to the feeds of their audiences, sealed to this person, because a
   * restored home reads its releases back from there.
   * Returns in how many ms the next records are due that wait to be appended together; null if none
   * wait.
   */
  async appendReleases(): Promise<number | null> {
    const { ledger, clockGuard, audiences } = this.#parts
    // Compare with the latest possible time of the clock that dates releases, because if the
    // machine clock was set back, `now` does not advance.
    const { latest } = clockGuard.read()
    const waits: number[] = []
    for (const kind of AUDIENCE_KINDS) {
      const strategy = audiences[kind]
      const settledBy = latest - strategy.releasesSettleMs
      for (const { audience: key, count, first } of countPendingReleases(ledger, kind)) {
        if (!strategy.isReached(ledger, key)) continue
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
    const { identity, audiences } = this.#parts
    const records = untold.map(({ record }) => record)
    if (!audiences[kind].append(tx, key, sealOwnReleases(identity, key, records))) return
    for (const release of untold) removePendingRelease(tx, release)
  }
}

const notGenuine = (): MalformedRecord => new MalformedRecord('a release request that is not genuine')
