// Hold, let go, recall: what an author can still do between storing an object and its first reference by a reader.
// Each act is decided and written in one transaction with the records that tell the readers of it.
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Transaction } from '../ledger/index.ts'
import { noMemberships, type Audience, type Memberships } from './audience.ts'
import { decideAct, situationOf } from './decide.ts'
import type { ActDecision, AuthorAct } from './decide.ts'
import { letGoOfDoubt } from './doubts.ts'
import { expireObject } from './expiry.ts'
import { destroyContentKey, destroyGrant, findContentKey, hasAnyRight, loadAudiences } from './facts.ts'
import type { AudienceRow } from './facts.ts'
import { findDueNotice, markNotified } from './notices.ts'
import type { DueNotice } from './notices.ts'
import { summariseOutcomes } from './outcomes.ts'
import type { AudienceOutcome, DecidedRow, ReaderOutcome } from './outcomes.ts'

export interface ActResult {
  /** One line per person: members of groups, and whoever has it released though they are no reader any more. */
  readonly readers: ReaderOutcome[]
  /** What it came to for groups and the public as such. */
  readonly wide: AudienceOutcome[]
  /** Those who have a notice and for whom something changed: they need a withdrawal record in their feed. */
  readonly noticed: Audience[]
}

export interface LetGoResult extends ActResult {
  /** Already marked as notified: their notice must be appended in this transaction. */
  readonly due: DueNotice[]
}

export interface RecallResult extends ActResult {
  /** The content key was destroyed by this call, because nobody has a right left; acknowledge after `ledger.checkpoint()`. */
  readonly destroyed: boolean
}

/** @throws EngineError NOT_FOUND when no such object was ever granted; so do the other acts */
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
  const decided = act(tx, { objectId, now, kind: 'let-go' })
  const due = decided.filter(({ row, decision }) => row.noticedAt === null && decision.outcome === 'notified')
  return {
    ...summarise(tx, { objectId }, decided, memberships),
    due: due.flatMap(({ row }) => announce(tx, objectId, row.audience.key, now)),
  }
}

interface RecallOrder {
  only?: readonly Uint8Array[]
  memberships?: Memberships
  /** Its author reads it without any audience, and still does when nobody else can. */
  keepsKey?: boolean
}

/**
 * Recalls from all audiences, or only from those of these keys. Whoever was released to keeps it, and is `too-late` in the result.
 * The author's words live on only where the caller saved them before: destroying the key makes them unreadable here too. While somebody
 * is in doubt the key stays: they may have it, and are answered the same again then.
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
  const destroyed = !keepsKey && findContentKey(tx, objectId) !== null && !hasAnyRight(tx, objectId)
  if (destroyed) destroyContentKey(tx, objectId)
  return { ...summarise(tx, { objectId, only }, decided, memberships), destroyed }
}

/** From now on it is published no more. Whoever has it keeps it: the key went out with its notice. */
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
  // What the author is told must not change again when the clock goes back: what has expired by now is recorded first.
  expireObject(tx, objectId, now)
  const meant = only && new Set(only.map(toHex))
  const all = loadAudiences(tx, objectId)
  // What anyone can read is taken back from nobody.
  const isPublished = all.some(
    (row) => row.audience.kind === 'public' && situationOf(row) === 'open-notified',
  )
  const rows = all.filter((row) => meant?.has(toHex(row.audience.key)) ?? true)
  const decided = rows.map((row) => ({
    row,
    decision: isPublished ? tooLate(row) : decideAct(row, kind, now),
  }))
  for (const { row, decision } of decided) {
    if (kind === 'let-go') letGoOfDoubt(tx, objectId, row.audience.key)
    if (decision.next === decision.from) continue
    tx.run(RECORD[kind], kind === 'let-go' ? null : now, objectId, row.audience.key)
  }
  return decided
}

function tooLate(row: AudienceRow): ActDecision {
  const from = situationOf(row)
  return { from, next: from, outcome: 'too-late' }
}

function mustExist(tx: Transaction, objectId: Uint8Array): void {
  if (tx.get('SELECT 1 FROM access_keys WHERE object = ?', objectId) === undefined) {
    throw new EngineError('NOT_FOUND', 'no object of mine has this name')
  }
}

function announce(tx: Transaction, objectId: Uint8Array, key: Uint8Array, now: number): DueNotice[] {
  markNotified(tx, objectId, [key], now)
  const notice = findDueNotice(tx, objectId, key)
  return notice === null ? [] : [notice]
}

function summarise(
  tx: Transaction,
  { objectId, only }: Pick<ActOrder, 'objectId' | 'only'>,
  decided: readonly DecidedRow[],
  memberships: Memberships,
): ActResult {
  return {
    ...summariseOutcomes(tx, { objectId, decided, memberships, isWhole: only === undefined }),
    noticed: decided
      .filter(({ row, decision }) => row.noticedAt !== null && decision.next !== decision.from)
      .map(({ row }) => row.audience),
  }
}
