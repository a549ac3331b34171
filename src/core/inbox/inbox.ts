// receive: check a notice and file it. What stands here is known from notices alone; nothing was fetched yet.
// From the moment a notice is filed its author may learn that it arrived, and nothing else.
import { decodeWithdrawal, isWithdrawalGenuine } from '../access/index.ts'
import {
  decodeRecord,
  Emitter,
  encodeRecord,
  equalBytes,
  MalformedRecord,
  type Clock,
} from '../base/index.ts'
import { isTitle, noticeEncoding, type FeedSource, type Notice, type PairFeeds } from '../feeds/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger, Reader, Schema, Transaction } from '../ledger/index.ts'
import type { Replicate } from '../network/index.ts'
import { isPossibleSize, MAX_CHUNKS_AT_ONCE, objectId } from '../store/index.ts'
import { touch } from '../views/index.ts'

export const inboxSchema: Schema = {
  noun: 'inbox',
  steps: [
    `CREATE TABLE received (
       object BLOB PRIMARY KEY, author BLOB NOT NULL, device BLOB NOT NULL, core BLOB NOT NULL, position INTEGER NOT NULL,
       notice BLOB NOT NULL, arrived_at INTEGER NOT NULL, is_told INTEGER NOT NULL DEFAULT 0,
       withdrawn TEXT, withdrawn_at INTEGER, opened_at INTEGER, release_record BLOB
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX received_untold ON received (author) WHERE is_told = 0;`,
  ],
}

/** What the author's feed last said of access to it. */
export type Withdrawn = 'recalled' | 'expired' | 'held'

export interface ReceivedLetter {
  object: Uint8Array
  author: Uint8Array
  notice: Notice
  arrivedAt: number
  withdrawn: Withdrawn | null
  withdrawnAt: number | null
  openedAt: number | null
}

interface ReceivedRow {
  object: Uint8Array
  author: Uint8Array
  notice: Uint8Array
  arrived_at: number
  withdrawn: Withdrawn | null
  withdrawn_at: number | null
  opened_at: number | null
}

interface Options {
  ledger: Ledger
  identity: Identity
  clock: Clock
  replicate: Replicate
}

const MAX_ARRIVALS_AT_ONCE = 100
const NOWHERE = new Uint8Array(32)

export class Inbox {
  /** After the commit that filed them. */
  readonly events = new Emitter<{ arrived: { object: Uint8Array; author: Uint8Array } }>()
  readonly #options: Options
  #fresh: { object: Uint8Array; author: Uint8Array }[] = []

  constructor(options: Options) {
    this.#options = options
    options.ledger.onCommit(() => {
      const filed = this.#fresh.splice(0).filter(({ object }) => this.find(options.ledger, object) !== null)
      for (const letter of filed) this.events.emit('arrived', letter)
    })
  }

  /** @throws MalformedRecord when the notice is not one that its author may send to this person */
  receiveNotice(tx: Transaction, source: FeedSource, notice: Notice): void {
    const { identity, clock, replicate } = this.#options
    this.#check(source, notice)
    const object = objectId(notice.ref)
    const known = tx.get<ReceivedRow>('SELECT * FROM received WHERE object = ?', object)
    if (known !== undefined) return this.#receiveAgain(tx, source, known, notice)
    tx.run(
      'INSERT INTO received (object, author, device, core, position, notice, arrived_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      object,
      source.person,
      source.device,
      source.core,
      source.position,
      encodeRecord(noticeEncoding, notice),
      clock.now(),
    )
    for (const person of [source.person, ...notice.to]) {
      if (!equalBytes(person, identity.person)) replicate.allowForeign(tx, notice.ref.core, person)
    }
    touch(tx, object)
    this.#fresh.push({ object, author: source.person })
  }

  /** A notice counts only for its own author's objects, for this reader, and with a grant exactly where one belongs. */
  #check(source: FeedSource, notice: Notice): void {
    const { identity } = this.#options
    const { ref, to, mode, grant, boxNumber, expiresAt, releaser } = notice
    const isOwn = equalBytes(ref.person, source.person) && equalBytes(ref.device, source.device)
    if (!isOwn) throw new MalformedRecord('a notice of another’s object')
    if (!equalBytes(releaser.device, source.device)) throw new MalformedRecord('another’s releaser')
    if (!to.some((person) => equalBytes(person, identity.person)))
      throw new MalformedRecord('a notice for somebody else')
    if ((mode === 'open') !== (grant !== null))
      throw new MalformedRecord('a grant where none belongs, or none where one does')
    if (mode === 'open' && expiresAt !== null) throw new MalformedRecord('an open notice that expires')
    if (grant !== null && identity.openSealed(boxNumber, grant)?.byteLength !== 32)
      throw new MalformedRecord('a grant not for us')
    if (!isPossibleSize(ref.chunkCount, notice.size)) throw new MalformedRecord('an impossible size')
    if (notice.kind === 'letter' && ref.chunkCount > MAX_CHUNKS_AT_ONCE)
      throw new MalformedRecord('larger than any letter')
    if (notice.title !== null && !isTitle(notice.title))
      throw new MalformedRecord('a title that is not one line')
  }

  /** Announced again, in a new feed or for a new place of the object: the same letter, or it does not count. */
  #receiveAgain(tx: Transaction, source: FeedSource, known: ReceivedRow, notice: Notice): void {
    const isSame = equalBytes(withoutHints(decodeNotice(known.notice)), withoutHints(notice))
    if (!equalBytes(known.author, source.person) || !isSame)
      throw new MalformedRecord('a second, different notice of one object')
    for (const person of [source.person, ...notice.to])
      this.#options.replicate.allowForeign(tx, notice.ref.core, person)
    const bytes = encodeRecord(noticeEncoding, notice)
    tx.run('UPDATE received SET is_told = 0, notice = ? WHERE object = ?', bytes, known.object)
    touch(tx, known.object)
  }

  /** A signed recall, expiry, hold or let-go from the author of the object. @throws MalformedRecord */
  receiveWithdrawal(tx: Transaction, source: FeedSource, bytes: Uint8Array): void {
    const record = decodeWithdrawal(bytes)
    if (!isWithdrawalGenuine(record, source.device))
      throw new MalformedRecord('a withdrawal not signed by its author')
    const row = tx.get<ReceivedRow>(
      'SELECT * FROM received WHERE object = ? AND author = ?',
      record.objectId,
      source.person,
    )
    if (row === undefined) throw new MalformedRecord('a withdrawal of what was never announced')
    if (row.opened_at !== null || row.withdrawn === 'recalled') return
    const withdrawn = record.kind === 'let-go' ? null : record.kind
    tx.run(
      'UPDATE received SET withdrawn = ?, withdrawn_at = ? WHERE object = ?',
      withdrawn,
      record.at,
      record.objectId,
    )
    touch(tx, record.objectId)
  }

  find(reader: Reader, object: Uint8Array): ReceivedLetter | null {
    const row = reader.get<ReceivedRow>('SELECT * FROM received WHERE object = ?', object)
    return row === undefined ? null : toReceived(row)
  }

  /** The letter was opened here; what released it stays as evidence. */
  markOpened(tx: Transaction, object: Uint8Array, at: number, releaseRecord: Uint8Array | null): void {
    tx.run(
      'UPDATE received SET opened_at = ?, withdrawn = NULL, release_record = ? WHERE object = ? AND opened_at IS NULL',
      at,
      releaseRecord,
      object,
    )
    touch(tx, object)
  }

  /** What the releaser answered is newer than what the feed said. */
  markWithdrawn(tx: Transaction, object: Uint8Array, withdrawn: Withdrawn, at: number): void {
    tx.run(
      'UPDATE received SET withdrawn = ?, withdrawn_at = ? WHERE object = ? AND opened_at IS NULL',
      withdrawn,
      at,
      object,
    )
    touch(tx, object)
  }

  /** Tells authors, in their pair's feed, which notices have arrived: several to a record. */
  async tellArrivals(feeds: PairFeeds): Promise<void> {
    const { ledger, clock } = this.#options
    const authors = ledger.all<{ author: Uint8Array }>(
      'SELECT DISTINCT author FROM received WHERE is_told = 0',
    )
    for (const { author } of authors.filter((row) => feeds.find(ledger, row.author) !== null)) {
      let told = MAX_ARRIVALS_AT_ONCE
      while (told === MAX_ARRIVALS_AT_ONCE) {
        told = await ledger.write((tx) => this.#tellSome(tx, feeds, author, clock.now()))
      }
    }
  }

  #tellSome(tx: Transaction, feeds: PairFeeds, author: Uint8Array, at: number): number {
    const rows = tx.all<{ object: Uint8Array }>(
      'SELECT object FROM received WHERE author = ? AND is_told = 0 LIMIT ?',
      author,
      MAX_ARRIVALS_AT_ONCE,
    )
    const objects = rows.map(({ object }) => object)
    if (objects.length > 0) feeds.append(tx, author, { type: 'arrived', objects, at })
    for (const object of objects) tx.run('UPDATE received SET is_told = 1 WHERE object = ?', object)
    return objects.length
  }

  /** Everything of this author is to be told once more as arrived; gives the objects. */
  forgetTold(tx: Transaction, author: Uint8Array): Uint8Array[] {
    tx.run('UPDATE received SET is_told = 0 WHERE author = ?', author)
    const rows = tx.all<{ object: Uint8Array }>('SELECT object FROM received WHERE author = ?', author)
    return rows.map(({ object }) => object)
  }

  listObjects(reader: Reader): Uint8Array[] {
    return reader.all<{ object: Uint8Array }>('SELECT object FROM received').map(({ object }) => object)
  }
}

/** What a notice says of its object, apart from hints: a grant may be sealed anew, and a place may be another one. */
function withoutHints(notice: Notice): Uint8Array {
  const { device } = notice.releaser
  const ref = { ...notice.ref, core: NOWHERE, start: 0 }
  return encodeRecord(noticeEncoding, {
    ...notice,
    ref,
    releaser: { device, term: 0 },
    boxNumber: 0,
    grant: null,
  })
}

function decodeNotice(bytes: Uint8Array): Notice {
  return decodeRecord(noticeEncoding, bytes)
}

function toReceived(row: ReceivedRow): ReceivedLetter {
  return {
    object: row.object,
    author: row.author,
    notice: decodeNotice(row.notice),
    arrivedAt: row.arrived_at,
    withdrawn: row.withdrawn,
    withdrawnAt: row.withdrawn_at,
    openedAt: row.opened_at,
  }
}
