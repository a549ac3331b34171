// hold, let go, recall: what an author can do between storing an object and its first reference by
// a reader.
// Each act is decided and written in one transaction with the records that inform the readers.
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { noMemberships, type Memberships } from './memberships.ts'
import { decideAct, situationOf } from './decide.ts'
import type { ActDecision, AuthorAct } from './decide.ts'
import { letGoOfDoubt } from './doubts.ts'
import { expireObject } from './expiry.ts'
import { destroyContentKey, destroyGrant, findContentKey, loadAudiences } from './facts.ts'
import { hasAnyRight, hasOwnRight } from './rights.ts'
import type { AudienceRow } from './facts.ts'
import { findDueNotice, markNotified } from './notices.ts'
import type { DueNotice } from './notices.ts'
import { summariseOutcomes } from './outcomes.ts'
import type { AudienceOutcome, DecidedRow, ReaderOutcome } from './outcomes.ts'
import type { Situation } from './transitions.ts'
import { isPublished, type Audience } from '../store/index.ts'

export interface ActResult {
  /**
   * One entry per person: members of groups, and persons who have a release though they are no
   * longer readers.
   */
  readonly readers: ReaderOutcome[]
  /** The outcome for each group and for the public as a whole. */
  readonly wide: AudienceOutcome[]
  /**
   * Audiences that have a notice and for which the act changed something. Their feeds need a
   * withdrawal record.
   */
  readonly noticed: Audience[]
}

export interface LetGoResult extends ActResult {
  /** Already marked as notified. The caller must append these notices in this transaction. */
  readonly due: DueNotice[]
}

export interface ScheduleResult extends LetGoResult {
  /** How much later the first scheduled notice goes; negative if sooner, 0 if all were held. */
  readonly movedMs: number
}

interface RecallResult extends ActResult {
  /**
   * True if the object is taken back from its last readers, whether or not stations have confirmed
   * that. Its words are then the author's alone.
   */
  readonly isEnded: boolean
  /**
   * True if this call destroyed the content key, because no reader has a right left. Acknowledge
   * only after `ledger.checkpoint()`.
   */
  readonly destroyed: boolean
}

/** @throws EngineError NOT_FOUND if no such object was ever granted; the other acts throw it too */
export function holdObject(
  tx: Transaction,
  objectId: Uint8Array,
  now: number,
  memberships: Memberships = noMemberships,
): ActResult {
  return summarise(tx, { objectId }, act(tx, { objectId, now, kind: 'hold' }), memberships)
}

export function letGoObject(
  tx: Transaction,
  objectId: Uint8Array,
  now: number,
  memberships: Memberships = noMemberships,
): LetGoResult {
  return letGo(tx, { objectId, now, memberships })
}

/**
 * Moves the notices that are not out to another time, and ends their hold. A time that has come
 * sends them now.
 * @param notBefore ms since the epoch
 * @throws EngineError TOO_LATE if no notice is left to move; INVALID if the object expires before
 */
export function scheduleObject(
  tx: Transaction,
  objectId: Uint8Array,
  { now, notBefore, memberships }: { now: number; notBefore: number; memberships?: Memberships },
): ScheduleResult {
  mustExist(tx, objectId)
  expireObject(tx, objectId, now)
  const waiting = loadAudiences(tx, objectId).filter((row) => WAITING.has(situationOf(row)))
  if (waiting.length === 0) throw new EngineError('TOO_LATE', 'No notice of this letter is waiting.')
  if (waiting.some(({ expiresAt }) => expiresAt !== null && expiresAt <= notBefore))
    throw new EngineError('INVALID', 'The letter expires before this time.')
  const only = waiting.map(({ audience }) => audience.key)
  for (const key of only) tx.run(MOVE, notBefore, objectId, key)
  const times = waiting.filter(({ heldAt }) => heldAt === null).map((row) => row.notBefore)
  const movedMs = times.length === 0 ? 0 : notBefore - Math.min(...times)
  return { ...letGo(tx, { objectId, now, only, memberships }), movedMs }
}

const WAITING: ReadonlySet<Situation> = new Set(['scheduled', 'waiting-held'])
const MOVE = 'UPDATE access_audiences SET not_before = ? WHERE object = ? AND audience = ?'

interface LetGoOrder extends Omit<ActOrder, 'kind'> {
  readonly memberships?: Memberships
}

function letGo(tx: Transaction, { memberships = noMemberships, ...order }: LetGoOrder): LetGoResult {
  const { objectId, now } = order
  const decided = act(tx, { ...order, kind: 'let-go' })
  const due = decided.filter(({ row, decision }) => row.noticedAt === null && decision.outcome === 'notified')
  return {
    ...summarise(tx, order, decided, memberships),
    due: due.flatMap(({ row }) => announce(tx, objectId, row.audience.key, now)),
  }
}

interface RecallOrder {
  only?: readonly Uint8Array[]
  memberships?: Memberships
  /** True if the author reads the object without an audience, and still does when no reader can. */
  keepsKey?: boolean
}

/**
 * Recalls an object from all audiences, or only from those with the keys in `only`. A reader to
 * whom it was released keeps it; the outcome is `too-late`.
 * Destroying the key makes the words unreadable for the author too, so the caller must save them
 * before. The key is kept while a reader is in doubt, because that reader may have it and must then
 * get the same answer again.
 */
export function recallObject(
  tx: Transaction,
  objectId: Uint8Array,
  now: number,
  { only, memberships = noMemberships, keepsKey = false }: RecallOrder = {},
): RecallResult {
  const decided = act(tx, { objectId, now, kind: 'recall', only })
  for (const { row, decision } of decided) {
    if (decision.next !== decision.from) destroyGrant(tx, objectId, row)
  }
  const isEnded = !keepsKey && findContentKey(tx, objectId) !== null && !hasOwnRight(tx, objectId)
  const destroyed = isEnded && !hasAnyRight(tx, objectId)
  if (destroyed) destroyContentKey(tx, objectId)
  return { ...summarise(tx, { objectId, only }, decided, memberships), isEnded, destroyed }
}

/** The outcomes of a recall as they are by now. */
export function outcomesOf(
  rows: Rows,
  objectId: Uint8Array,
  now: number,
  memberships: Memberships,
): ActResult {
  return summarise(rows, { objectId }, decideRows(rows, { objectId, now, kind: 'recall' }), memberships)
}

/**
 * The author has the words of an object that ended, so its key is destroyed without saving them
 * again.
 */
export function markWordsKept(tx: Transaction, objectId: Uint8Array): void {
  tx.run('UPDATE access_keys SET words_kept = 1 WHERE object = ?', objectId)
}

export function areWordsKept(rows: Rows, objectId: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM access_keys WHERE object = ? AND words_kept = 1', objectId) !== undefined
}

/**
 * Ends the publication of an object. Everyone who has it keeps it, because its notice contained the
 * key.
 */
export function withdrawPublic(tx: Transaction, objectId: Uint8Array, now: number): void {
  const sql = `UPDATE access_audiences SET withdrawn_at = ? WHERE object = ? AND kind = 'public' AND withdrawn_at IS NULL`
  tx.run(sql, now, objectId)
}

interface ActOrder {
  readonly objectId: Uint8Array
  readonly now: number
  readonly kind: AuthorAct
  readonly only?: readonly Uint8Array[]
}

const RECORD: Readonly<Record<AuthorAct, string>> = {
  hold: 'UPDATE access_audiences SET held_at = ? WHERE object = ? AND audience = ?',
  'let-go': 'UPDATE access_audiences SET held_at = ? WHERE object = ? AND audience = ?',
  recall: 'UPDATE access_audiences SET recalled_at = ? WHERE object = ? AND audience = ?',
}

function act(tx: Transaction, { objectId, now, kind, only }: ActOrder): DecidedRow[] {
  mustExist(tx, objectId)
  // Records first what has expired by now, because the outcome must not change if the clock is set
  // back later.
  expireObject(tx, objectId, now)
  const decided = decideRows(tx, { objectId, now, kind, only })
  for (const { row, decision } of decided) {
    if (kind === 'let-go') letGoOfDoubt(tx, objectId, row.audience.key)
    if (decision.next === decision.from) continue
    tx.run(RECORD[kind], kind === 'let-go' ? null : now, objectId, row.audience.key)
  }
  return decided
}

function decideRows(rows: Rows, { objectId, now, kind, only }: ActOrder): DecidedRow[] {
  const meant = only && new Set(only.map(toHex))
  const all = loadAudiences(rows, objectId)
  // A published object cannot be taken back from any reader.
  const isPublic = all.some((row) => isPublished(row.audience) && situationOf(row) === 'open-notified')
  return all
    .filter((row) => meant?.has(toHex(row.audience.key)) ?? true)
    .map((row) => ({ row, decision: isPublic ? tooLate(row) : decideAct(row, kind, now) }))
}

function tooLate(row: AudienceRow): ActDecision {
  const from = situationOf(row)
  return { from, next: from, outcome: 'too-late' }
}

function mustExist(tx: Transaction, objectId: Uint8Array): void {
  if (tx.get('SELECT 1 FROM access_keys WHERE object = ?', objectId) === undefined) {
    throw new EngineError('NOT_FOUND', 'no own object has this id')
  }
}

function announce(tx: Transaction, objectId: Uint8Array, key: Uint8Array, now: number): DueNotice[] {
  markNotified(tx, objectId, [key], now)
  const notice = findDueNotice(tx, objectId, key)
  return notice === null ? [] : [notice]
}

function summarise(
  rows: Rows,
  { objectId, only }: Pick<ActOrder, 'objectId' | 'only'>,
  decided: readonly DecidedRow[],
  memberships: Memberships,
): ActResult {
  return {
    ...summariseOutcomes(rows, { objectId, decided, memberships, isWhole: only === undefined }),
    noticed: decided
      .filter(({ row, decision }) => row.noticedAt !== null && decision.next !== decision.from)
      .map(({ row }) => row.audience),
  }
}
