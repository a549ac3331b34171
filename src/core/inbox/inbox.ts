// receive: checks a notice and files it. The rows here come from notices alone; no object was
// fetched yet.
// Once a notice is filed, its author may learn that it arrived, and nothing else.
import { withdrawalForm, isWithdrawalGenuine, strategyOf, type Audiences } from '../access/index.ts'
import { Emitter, equalBytes, MalformedRecord, orderedAt, type Clock } from '../base/index.ts'
import {
  hasWords,
  noticeForm,
  resealWords,
  textBytesOf,
  type FeedSource,
  type Notice,
} from '../feeds/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { keyOf, objectId, type Ref } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { checkIncoming, isSameNotice } from './notice-rules.ts'
import { mayNudge, recordNudge } from './nudges.ts'
import { forgetOtherRoute, forgetRoutesOfGroup, keepOtherRoute, removeOtherRoute } from './other-routes.ts'
import {
  decodeNotice,
  findRow,
  isClosed,
  isOfSameAudience,
  listReceived,
  RECEIVED,
  toReceived,
  type ReceivedLetter,
  type ReceivedRow,
  type Withdrawn,
} from './received-row.ts'
import { countDaily } from './daily-costs.ts'

interface Options {
  /**
   * A function, because the table of audiences is complete only before the first record is read.
   */
  audiences: () => Audiences
  /** True if the person uses this device, or used it before. */
  isDeviceOf: (rows: Rows, person: Uint8Array, device: Uint8Array) => boolean
  /**
   * True if the newest card of the person names this device as their desk, and the card is
   * believed.
   */
  isDeskOf: (rows: Rows, person: Uint8Array, device: Uint8Array) => boolean
  /**
   * Called in the transaction that files a letter for this person (`isNew`), or in which its text
   * becomes readable.
   */
  onFiled?: (tx: Transaction, object: Uint8Array, isNew: boolean) => void
  ledger: Ledger
  identity: Identity
  clock: Clock
  badInput: Pick<BadInput, 'count'>
}

interface Announced {
  object: Uint8Array
  author: Uint8Array
}

export class Inbox {
  /** `arrived` is emitted after the commit that filed the notice. */
  readonly events = new Emitter<{
    arrived: Announced
    /** Its author reminded this person of a letter that waits for them. */
    nudged: Announced
  }>()
  readonly #options: Options
  #unannounced: (Announced & { as: 'arrived' | 'nudged' })[] = []

  constructor(options: Options) {
    this.#options = options
    options.ledger.onCommit(() => {
      const filed = this.#unannounced
        .splice(0)
        .filter(({ object }) => this.find(options.ledger, object) !== null)
      for (const { as, ...letter } of filed) this.events.emit(as, letter)
    })
  }

  /**
   * @param how `isNews: false` for a notice that this person looked up: no `arrived` event is
   * emitted
   * @throws MalformedRecord if its author may not send this notice to this person
   */
  receiveNotice(
    tx: Transaction,
    source: FeedSource,
    announced: Notice,
    how: { isNews: boolean } = { isNews: true },
  ): void {
    checkIncoming(source, announced, {
      checkAudience: () => strategyOf(this.#audiences, source).checkNotice(source, announced),
      openGrant: (incoming) => this.openGrant(tx, incoming),
      isDeviceOf: (person, device) => this.#options.isDeviceOf(tx, person, device),
      isDeskOf: (person, device) => this.#options.isDeskOf(tx, person, device),
    })
    const notice = this.#withTrueWords(tx, source, announced)
    const object = objectId(notice.ref)
    this.allowCore(tx, source.person, notice, notice.ref)
    const known = findRow(tx, object)
    if (known === undefined) return this.#file(tx, source.person, notice, object, how.isNews)
    if (!equalBytes(known.author, source.person)) throw new MalformedRecord('a second author for one object')
    // Its author took it back and gives it again, perhaps to another audience.
    if (isClosed(known)) return this.#fileAgain(tx, source.person, notice, object)
    if (isOfSameAudience(known, notice)) return this.#receiveAgain(tx, known, notice)
    keepOtherRoute(tx, object, notice)
  }

  /** Removes words that give another object than the one that the notice names. */
  #withTrueWords(rows: Rows, source: FeedSource, notice: Notice): Notice {
    if (!hasWords(notice) || resealWords(notice, this.openGrant(rows, notice)!) !== null) return notice
    this.#options.badInput.count('words-false', source.device)
    return { ...notice, words: null }
  }

  #file(tx: Transaction, author: Uint8Array, notice: Notice, object: Uint8Array, isNews = true): void {
    const { audience } = notice
    tx.run(
      `INSERT INTO received (
         object, author, notice, arrived_at, audience, audience_key, is_arrival_reported, is_text_beyond
       ) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[object, author, noticeForm.encode(notice), this.#options.clock.now()],
      ...[audience.kind, keyOf(audience), this.#isReported(notice), this.#isTextBeyond(tx, author, notice)],
    )
    touch(tx, object)
    if (!isNews) return
    this.#unannounced.push({ as: 'arrived', object, author })
    this.#options.onFiled?.(tx, object, true)
  }

  /**
   * Lets the other readers of an object fetch its blocks, or those of a file that it attaches, from
   * this home once they are kept.
   */
  allowCore(tx: Transaction, author: Uint8Array, notice: Notice, ref: Ref): void {
    strategyOf(this.#audiences, notice).allowOthers(tx, author, notice, ref)
  }

  /**
   * Returns the content key in the grant of an open notice. Null if the grant is not for this
   * person.
   */
  openGrant(rows: Rows, notice: Notice): Uint8Array | null {
    const { audience, grant, boxNumber, ref } = notice
    if (grant === null) return null
    const sealed = { author: ref.person, boxNumber, grant }
    return strategyOf(this.#audiences, notice).open(rows, objectId(ref), sealed, audience)
  }

  get #audiences(): Audiences {
    return this.#options.audiences()
  }

  /**
   * Returns 1 if the arrival is not reported to the author. In a group, and for public objects, a
   * report would cost more than the notice.
   */
  #isReported(notice: Notice): number {
    return strategyOf(this.#audiences, notice).namesReaders ? 0 : 1
  }

  /** Counts the text of a notice. Returns 1 if it is not indexed until the object is opened. */
  #isTextBeyond(tx: Transaction, author: Uint8Array, notice: Notice): number {
    if (!hasWords(notice)) return 0
    const now = this.#options.clock.now()
    return countDaily(tx, { author, cost: 'text', bytes: textBytesOf(notice), now }) ? 0 : 1
  }

  /**
   * Counts a mail of another person before it is read for its words. False if its author may cost
   * nothing more today.
   * @throws NO_SPACE, CANCELLED
   */
  countMail(author: Uint8Array, bytes: number): Promise<boolean> {
    const { ledger, clock } = this.#options
    return ledger.write((tx) => countDaily(tx, { author, cost: 'mail', bytes, now: clock.now() }))
  }

  /**
   * Files a repeated notice: in a new feed or epoch, or after the object moved to another core. It
   * must match the first notice.
   */
  #receiveAgain(tx: Transaction, known: ReceivedRow, notice: Notice): void {
    const earlier = decodeNotice(known.notice)
    if (!isSameNotice(earlier, notice)) throw new MalformedRecord('a second, different notice of one object')
    const gate = newerGate(earlier.gate, notice.gate)
    const words = notice.words ?? earlier.words
    const bytes = noticeForm.encode({ ...notice, gate, words })
    const hasNewWords = hasWords(notice) && !hasWords(earlier)
    const isBeyond = hasNewWords ? this.#isTextBeyond(tx, known.author, notice) : known.isTextBeyond
    tx.run(
      'UPDATE received SET is_arrival_reported = ?, notice = ?, is_text_beyond = ? WHERE object = ?',
      ...[this.#isReported(notice), bytes, isBeyond, known.object],
    )
    touch(tx, known.object)
    if (hasNewWords) this.#options.onFiled?.(tx, known.object, false)
  }

  #fileAgain(tx: Transaction, author: Uint8Array, notice: Notice, object: Uint8Array): void {
    tx.run('DELETE FROM received WHERE object = ?', object)
    this.#file(tx, author, notice, object)
  }

  /**
   * Files a signed recall, expiry, hold or let-go from the author of the object.
   * @throws MalformedRecord
   */
  receiveWithdrawal(tx: Transaction, source: FeedSource, bytes: Uint8Array): void {
    const record = withdrawalForm.decode(bytes)
    if (!isWithdrawalGenuine(record, source.device))
      throw new MalformedRecord('a withdrawal not signed by its author')
    const row = tx.get<ReceivedRow>(
      `SELECT ${RECEIVED} FROM received WHERE object = ? AND author = ?`,
      record.objectId,
      source.person,
    )
    // Who joined later never had the notice, nor has anyone of whom its author removed it unread.
    if (row === undefined) return
    if (!isOfSameAudience(row, source)) {
      const isFinal = record.kind === 'recalled' || record.kind === 'expired'
      return isFinal ? forgetOtherRoute(tx, row.object, source.audience) : undefined
    }
    if (row.openedAt !== null || row.withdrawn === 'recalled') return
    const withdrawn = record.kind === 'let-go' ? null : record.kind
    tx.run(
      'UPDATE received SET withdrawn = ?, withdrawn_at = ? WHERE object = ?',
      withdrawn,
      orderedAt(record.at, this.#options.clock.now()),
      record.objectId,
    )
    touch(tx, record.objectId)
    if (withdrawn === 'recalled' || withdrawn === 'expired') this.#fallBackToOtherRoute(tx, row)
  }

  /**
   * The audience by which it was filed is closed. If there is a notice for another audience, file
   * that one.
   */
  #fallBackToOtherRoute(tx: Transaction, { object, author }: ReceivedRow): void {
    const notice = removeOtherRoute(tx, object)
    if (notice !== null) this.#fileAgain(tx, author, notice, object)
  }

  /** When this person leaves a group, its unopened posts become unreadable. */
  closeGroup(tx: Transaction, group: Uint8Array, at: number): void {
    forgetRoutesOfGroup(tx, group)
    const rows = tx.all<ReceivedRow>(
      `SELECT ${RECEIVED} FROM received WHERE audience = 'group' AND audience_key = ? AND opened_at IS NULL AND withdrawn IS NULL`,
      group,
    )
    for (const row of rows) {
      tx.run("UPDATE received SET withdrawn = 'recalled', withdrawn_at = ? WHERE object = ?", at, row.object)
      touch(tx, row.object)
      this.#fallBackToOtherRoute(tx, row)
    }
  }

  find(rows: Rows, object: Uint8Array): ReceivedLetter | null {
    const row = findRow(rows, object)
    return row === undefined ? null : toReceived(row)
  }

  /**
   * Records that the object was opened here.
   * @param evidence the signed records that prove the release. Null if its notice was the release
   */
  markOpened(tx: Transaction, object: Uint8Array, at: number, evidence: Uint8Array | null): void {
    tx.run(
      'UPDATE received SET opened_at = ?, withdrawn = NULL, release_evidence = ? WHERE object = ? AND opened_at IS NULL',
      at,
      evidence,
      object,
    )
    touch(tx, object)
    this.#options.onFiled?.(tx, object, false)
  }

  /** Records a final refusal. The answer of the releaser is newer than the feed. */
  markWithdrawn(tx: Transaction, object: Uint8Array, withdrawn: Withdrawn, at: number): void {
    tx.run(
      'UPDATE received SET withdrawn = ?, withdrawn_at = ? WHERE object = ? AND opened_at IS NULL',
      withdrawn,
      at,
      object,
    )
    touch(tx, object)
  }

  /**
   * Takes a reminder of a letter that waits for this person. Returns false if it changes nothing: the
   * reminder is older than the letter here, or its author reminds too often.
   * @param at when its author wrote it, not later than now
   */
  nudge(tx: Transaction, { object, author, arrivedAt, nudgedAt }: ReceivedLetter, at: number): boolean {
    const now = this.#options.clock.now()
    if (at <= arrivedAt || !mayNudge(tx, { author, nudgedAt, now })) return false
    recordNudge(tx, object, now)
    touch(tx, object)
    this.#unannounced.push({ as: 'nudged', object, author })
    return true
  }

  listObjects(rows: Rows): Uint8Array[] {
    return listReceived(rows)
  }
}

/**
 * Returns the gate that counts after a repeated notice. A restored author may repeat a gate that
 * they have replaced since.
 */
function newerGate(known: Notice['gate'], told: Notice['gate']): Notice['gate'] {
  return known !== null && told !== null && told.number < known.number ? known : told
}
