// The releaser's side of reference: asked for a key, it decides and writes in one transaction, and answers only after the commit.
// What was answered once is answered the same again, whatever came since.
import {
  decodeReleaseRequest,
  encodeReleaseAnswer,
  isRequestGenuine,
  releaseTo,
  type ReleaseAnswer,
} from '../access/index.ts'
import { bytesUpTo, Emitter, encodeRecord, listUpTo, MalformedRecord } from '../base/index.ts'
import { latestBoxKey } from '../identity/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import { sealToBox } from '../seal/index.ts'
import { touch } from '../views/index.ts'
import type { LetterParts } from './parts.ts'

/** Persisted inside the sealed part of a `released` record: release records, several to one. */
const recordList = listUpTo(bytesUpTo(256), 16)
const MAX_RECORDS_AT_ONCE = 16

export class ReleaseDesk {
  readonly events = new Emitter<{ released: { object: Uint8Array; person: Uint8Array } }>()
  readonly #parts: LetterParts

  constructor(parts: LetterParts, peers: Peers) {
    this.#parts = parts
    peers.respond({
      name: 'release',
      isForStrangers: false,
      maxRequestBytes: 256,
      handle: (peer, bytes) => this.#answer(peer, bytes),
    })
  }

  async #answer(peer: Peer, bytes: Uint8Array): Promise<Uint8Array> {
    const request = decodeReleaseRequest(bytes)
    const { person } = peer
    // A wire that lingers after a block or a goodbye keeps its person; the address book does not.
    if (
      person === null ||
      this.#parts.addressBook.whoIs(peer.device) === null ||
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
    const { ledger, identity, clockGuard } = this.#parts
    const time = clockGuard.read()
    return ledger.write((tx) => {
      const answer = releaseTo(tx, { objectId, person, device, signer: identity.device, ...time })
      if (answer.answer === 'released' && answer.isFirst) {
        tx.run('INSERT INTO releases_untold VALUES (?, ?, ?)', objectId, person, answer.record)
        touch(tx, objectId)
      }
      return answer
    })
  }

  /** Puts releases into the feed of the reader they concern, sealed to ourselves: a restored home reads them back from there. */
  async tellReleases(): Promise<void> {
    const { ledger, feeds, identity } = this.#parts
    const { number, publicKey } = latestBoxKey(identity.card)
    for (const { person } of ledger.all<{ person: Uint8Array }>(
      'SELECT DISTINCT person FROM releases_untold',
    )) {
      if (feeds.find(ledger, person) === null) continue
      await ledger.write((tx) => {
        const rows = tx.all<{ object: Uint8Array; record: Uint8Array }>(
          'SELECT object, record FROM releases_untold WHERE person = ? LIMIT ?',
          person,
          MAX_RECORDS_AT_ONCE,
        )
        if (rows.length === 0) return
        const records = encodeRecord(
          recordList,
          rows.map(({ record }) => record),
        )
        feeds.append(tx, person, {
          type: 'released',
          boxNumber: number,
          sealed: sealToBox(publicKey, records),
        })
        for (const { object } of rows)
          tx.run('DELETE FROM releases_untold WHERE person = ? AND object = ?', person, object)
      })
    }
  }
}
