// The restored side: notifies every contact of the new device when they connect, and reads the end
// of the lost device's feed back from them.
// New records go into the new feed, which the contact reads from then on.
import { Emitter, MalformedRecord } from '../base/index.ts'
import { latestBoxKey } from '../identity/index.ts'
import { repeatRecords, type DeliveryParts } from '../delivery/index.ts'
import type { Rows } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { sealKemBox } from '../seal/index.ts'
import { readFormerFeed, finishFeed, type FormerFeed } from './read-back.ts'
import { returnAnswerForm, returnForm, returnPlace, type ReturnAnswer } from './return-record.ts'

interface ContactRow extends FormerFeed {
  device: Uint8Array
  position: number
  nextSecret: Uint8Array
  since: number
  isBegun: number
  isNotified: number
  endAt: number | null
  /**
   * How far the contact's feed must be read, because it repeats there what they keep. Null before
   * they answered.
   */
  heardAt: number | null
  isRead: number
}

const COLUMNS = `
  person, device, former_device AS formerDevice, pair_secret AS pairSecret, era, core,
  position, next_secret AS nextSecret, since, is_begun AS isBegun, is_notified AS isNotified,
  end_at AS endAt, heard_at AS heardAt, is_read AS isRead`

const ANSWER_MS = 10_000
const RETRY_MS = 2_000
const FEED_WAIT_MS = 10_000
const POLL_MS = 100

export class ReturnNotifier {
  /** A contact accepted the new device, or was read back completely. */
  readonly events = new Emitter<{ changed: null }>()
  readonly #parts: DeliveryParts
  readonly #running = new Set<Peer>()
  #isClosed = false

  constructor(parts: DeliveryParts) {
    this.#parts = parts
    parts.peers.events.on('connected', (peer) => this.#startWith(peer))
  }

  /**
   * Call this function before any connection. Creates the feeds of the new device, and appends to
   * them what a contact may have missed.
   */
  async begin(): Promise<void> {
    const { ledger, feeds } = this.#parts
    for (const row of this.#list('is_begun = 0')) {
      await ledger.write((tx) => {
        if (this.#parts.addressBook.find(tx, row.person) === null)
          return tx.run('DELETE FROM contacts_to_notify WHERE person = ?', row.person)
        feeds.create(tx, { person: row.person, device: row.device, pairSecret: row.nextSecret })
        repeatRecords(tx, this.#parts, row.person)
        return tx.run('UPDATE contacts_to_notify SET is_begun = 1 WHERE person = ?', row.person)
      })
    }
  }

  /** Contacts who do not know the new device yet, or whose side was not read back. */
  listWaiting(): Uint8Array[] {
    return this.#list('is_notified = 0 OR is_read = 0').map(({ person }) => person)
  }

  close(): void {
    this.#isClosed = true
  }

  #list(where: string): ContactRow[] {
    return this.#parts.ledger.all<ContactRow & Record<string, never>>(
      `SELECT ${COLUMNS} FROM contacts_to_notify WHERE ${where}`,
    )
  }

  #find(person: Uint8Array): ContactRow | null {
    const sql = `SELECT ${COLUMNS} FROM contacts_to_notify WHERE person = ? AND is_begun = 1 AND is_read = 0`
    return this.#parts.ledger.get<ContactRow & Record<string, never>>(sql, person) ?? null
  }

  #startWith(peer: Peer): void {
    const { person } = peer
    if (person === null || this.#isClosed || this.#running.has(peer)) return
    this.#running.add(peer)
    this.#notifyAndReadBack(peer, person)
      .catch((error: unknown) => this.#parts.log.warn('return-failed', { message: String(error) }))
      .finally(() => this.#running.delete(peer))
  }

  async #notifyAndReadBack(peer: Peer, person: Uint8Array): Promise<void> {
    for (;;) {
      const row = this.#find(person)
      if (row === null || this.#isClosed || !peer.isOpen) return
      const isDone = row.isNotified === 0 ? await this.#notify(peer, row) : await this.#readBack(peer, row)
      if (isDone) this.events.emit('changed', null)
      else await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref())
    }
  }

  /** True if the contact accepted the new device. */
  async #notify(peer: Peer, row: ContactRow): Promise<boolean> {
    const { ledger } = this.#parts
    const request = this.#encode(row)
    if (request === null) return false
    const answer = await peer.request('return', request, ANSWER_MS)
    const accepted = answer === null ? null : readAnswer(answer)
    if (accepted === null) return false
    await ledger.write((tx) =>
      tx.run(
        'UPDATE contacts_to_notify SET is_notified = 1, end_at = ?, heard_at = ?, answered_by = ? WHERE person = ?',
        ...[accepted.length, accepted.repeated, peer.device, row.person],
      ),
    )
    return true
  }

  /**
   * Seals the present secret of the pair, which can be that of a return of the contact. Null while
   * the contact's KEM key has not arrived.
   */
  #encode({ person, since, core }: ContactRow): Uint8Array | null {
    const { ledger, addressBook, acquaintances, feeds, identity } = this.#parts
    const contact = addressBook.find(ledger, person)
    const theirKey = acquaintances.findKemKey(ledger, person)
    const pair = feeds.find(ledger, person)
    if (contact === null || theirKey === null || pair === null) return null
    const { cardBytes: card, boxKeys, person: me, device } = identity
    const sealed = sealKemBox(theirKey, returnPlace(me, person, device.publicKey), pair.pairSecret)
    const boxNumber = latestBoxKey(contact.card).number
    return returnForm.encode({ card, kemKey: boxKeys.kemKey, boxNumber, sealed, since, core })
  }

  /**
   * Reads back record by record, with all consequences; then waits for the contact's own feed. The
   * doubts end only when that feed is read.
   */
  async #readBack(peer: Peer, row: ContactRow): Promise<boolean> {
    const { ledger } = this.#parts
    if (!(await readFormerFeed(this.#parts, peer, row, row.endAt ?? 0))) return false
    if (!(await this.#waitForTheirFeed(peer, row))) return false
    await ledger.write((tx) => {
      finishFeed(tx, this.#parts, row)
      tx.run('UPDATE contacts_to_notify SET is_read = 1 WHERE person = ?', row.person)
    })
    return true
  }

  /**
   * True if the contact's feed was read up to `heardAt`. A succeeded feed repeats the records in
   * the next one.
   */
  async #waitForTheirFeed(peer: Peer, { person, heardAt }: ContactRow): Promise<boolean> {
    const { ledger, feeds } = this.#parts
    for (let waitedMs = 0; waitedMs < FEED_WAIT_MS && peer.isOpen && !this.#isClosed; waitedMs += POLL_MS) {
      const pair = feeds.find(ledger, person)
      if (pair === null) return false
      if (pair.theirGeneration > 0 || pair.nextPosition >= (heardAt ?? 0)) return true
      feeds.catchUp(person)
      await new Promise((resolve) => setTimeout(resolve, POLL_MS).unref())
    }
    return false
  }
}

function readAnswer(bytes: Uint8Array): ReturnAnswer | null {
  try {
    return returnAnswerForm.decode(bytes)
  } catch (error) {
    if (error instanceof MalformedRecord) return null
    throw error
  }
}

/**
 * True if the own return to this person waits for its answer, or was answered by `device`. A return
 * from that device then crosses the own one.
 */
export function isReturningTo(rows: Rows, person: Uint8Array, device: Uint8Array): boolean {
  const sql = `SELECT 1 FROM contacts_to_notify
    WHERE person = ? AND is_begun = 1 AND (is_notified = 0 OR answered_by = ?)`
  return rows.get(sql, person, device) !== undefined
}
