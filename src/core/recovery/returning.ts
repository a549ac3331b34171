// The restored side: every contact is told of the new device as soon as theirs is met, and asked for the end of the lost one's feed.
// What is written meanwhile goes into the feed that they will read from then on.
import { Emitter, MalformedRecord } from '../base/index.ts'
import { latestBoxKey } from '../identity/index.ts'
import { repeatRecords, type DeliveryParts } from '../delivery/index.ts'
import type { Peer } from '../network/index.ts'
import { sealToBox } from '../seal/index.ts'
import { adoptRecord, openFormerRecord, settleFeed, type FormerFeed } from './read-back.ts'
import { decodeReturnAnswer, encodeReturn, type ReturnAnswer } from './return-record.ts'

interface ReturningRow extends FormerFeed {
  device: Uint8Array
  position: number
  nextSecret: Uint8Array
  since: number
  isBegun: number
  isTold: number
  endAt: number | null
  /** Up to where their own feed says again what they have; null before they answered. */
  heardAt: number | null
  isRead: number
}

const COLUMNS = `
  person, device, former_device AS formerDevice, pair_secret AS pairSecret, era, core,
  position, next_secret AS nextSecret, since, is_begun AS isBegun, is_told AS isTold,
  end_at AS endAt, heard_at AS heardAt, is_read AS isRead`

const ANSWER_MS = 10_000
const BLOCK_MS = 5_000
const AGAIN_MS = 2_000
const HEARD_MS = 10_000
const LOOK_MS = 100

export class Returning {
  /** Somebody has heard of the new device, or was heard to the end. */
  readonly events = new Emitter<{ changed: null }>()
  readonly #parts: DeliveryParts
  readonly #underWay = new Set<Peer>()
  #isClosed = false

  constructor(parts: DeliveryParts) {
    this.#parts = parts
    parts.peers.events.on('connected', (peer) => this.#meet(peer))
  }

  /** Before anybody is met: the feeds of the new device, and in them what may not have been heard. */
  async begin(): Promise<void> {
    const { ledger, feeds } = this.#parts
    for (const row of this.#list('is_begun = 0')) {
      await ledger.write((tx) => {
        if (this.#parts.addressBook.find(tx, row.person) === null)
          return tx.run('DELETE FROM contacts_to_tell WHERE person = ?', row.person)
        feeds.create(tx, { person: row.person, device: row.device, pairSecret: row.nextSecret })
        repeatRecords(tx, this.#parts, row.person)
        return tx.run('UPDATE contacts_to_tell SET is_begun = 1 WHERE person = ?', row.person)
      })
    }
  }

  /** Contacts who have not heard of the new device yet, or whose side was not heard. */
  listWaiting(): Uint8Array[] {
    return this.#list('is_told = 0 OR is_read = 0').map(({ person }) => person)
  }

  close(): void {
    this.#isClosed = true
  }

  #list(where: string): ReturningRow[] {
    return this.#parts.ledger.all<ReturningRow & Record<string, never>>(
      `SELECT ${COLUMNS} FROM contacts_to_tell WHERE ${where}`,
    )
  }

  #find(person: Uint8Array): ReturningRow | null {
    const sql = `SELECT ${COLUMNS} FROM contacts_to_tell WHERE person = ? AND is_begun = 1 AND is_read = 0`
    return this.#parts.ledger.get<ReturningRow & Record<string, never>>(sql, person) ?? null
  }

  #meet(peer: Peer): void {
    const { person } = peer
    if (person === null || this.#isClosed || this.#underWay.has(peer)) return
    this.#underWay.add(peer)
    this.#settle(peer, person)
      .catch((error: unknown) => this.#parts.log.warn('return-failed', { message: String(error) }))
      .finally(() => this.#underWay.delete(peer))
  }

  async #settle(peer: Peer, person: Uint8Array): Promise<void> {
    for (;;) {
      const row = this.#find(person)
      if (row === null || this.#isClosed || !peer.isOpen) return
      const isDone = row.isTold === 0 ? await this.#tell(peer, row) : await this.#readBack(peer, row)
      if (isDone) this.events.emit('changed', null)
      else await new Promise((resolve) => setTimeout(resolve, AGAIN_MS).unref())
    }
  }

  /** Whether they have taken it. */
  async #tell(peer: Peer, row: ReturningRow): Promise<boolean> {
    const { ledger, identity, addressBook } = this.#parts
    const contact = addressBook.find(ledger, row.person)
    if (contact === null) return false
    const { number, publicKey } = latestBoxKey(contact.card)
    const sealed = sealToBox(publicKey, row.nextSecret)
    const { since, core } = row
    const request = encodeReturn({ card: identity.cardBytes, boxNumber: number, sealed, since, core })
    const answer = await peer.request('return', request, ANSWER_MS)
    const said = answer === null ? null : readAnswer(answer)
    if (said === null) return false
    await ledger.write((tx) =>
      tx.run(
        'UPDATE contacts_to_tell SET is_told = 1, end_at = ?, heard_at = ? WHERE person = ?',
        ...[said.length, said.told, row.person],
      ),
    )
    return true
  }

  /** Record by record, each with what follows from it; then what they say that they have. Only that ends the doubt. */
  async #readBack(peer: Peer, row: ReturningRow): Promise<boolean> {
    const { ledger, foreignCores } = this.#parts
    const end = row.endAt ?? 0
    if (row.position < end) peer.attach(await foreignCores.take(row.core))
    for (let position = row.position; position < end; position++) {
      const block = await foreignCores.fetch(row.core, position, BLOCK_MS)
      if (block === null) return false
      const record = openFormerRecord(row, position, block)
      await ledger.write((tx) => {
        tx.run('UPDATE contacts_to_tell SET position = ? WHERE person = ?', position + 1, row.person)
        if (record !== null) adoptRecord(tx, this.#parts, row, record)
      })
    }
    if (!(await this.#hear(peer, row))) return false
    await ledger.write((tx) => {
      settleFeed(tx, this.#parts, row)
      tx.run('UPDATE contacts_to_tell SET is_read = 1 WHERE person = ?', row.person)
    })
    return true
  }

  /** Whether their feed was read up to where they have said what is kept there. A feed that was succeeded says it in the next one. */
  async #hear(peer: Peer, { person, heardAt }: ReturningRow): Promise<boolean> {
    const { ledger, feeds } = this.#parts
    for (let waitedMs = 0; waitedMs < HEARD_MS && peer.isOpen && !this.#isClosed; waitedMs += LOOK_MS) {
      const pair = feeds.find(ledger, person)
      if (pair === null) return false
      if (pair.theirGeneration > 0 || pair.nextPosition >= (heardAt ?? 0)) return true
      feeds.catchUp(person)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS).unref())
    }
    return false
  }
}

function readAnswer(bytes: Uint8Array): ReturnAnswer | null {
  try {
    return decodeReturnAnswer(bytes)
  } catch (error) {
    if (error instanceof MalformedRecord) return null
    throw error
  }
}
