// Hold, let go, recall: what an author can still do between storing an object and its first reference by a reader.
// Each act is decided and written in one transaction with the records that tell the readers of it.
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Transaction } from '../ledger/index.ts'
import { decideAct } from './decide.ts'
import type { ActDecision, AuthorAct } from './decide.ts'
import { expireObject } from './expiry.ts'
import { destroyContentKey, destroyGrant, findContentKey, hasAnyRight, loadAudiences } from './facts.ts'
import type { AudienceRow } from './facts.ts'
import { findDueNotice, markNotified } from './notices.ts'
import type { DueNotice } from './notices.ts'
import type { Outcome } from './states.ts'

export interface ReaderOutcome {
  readonly person: Uint8Array
  readonly outcome: Outcome
}

export interface ActResult {
  readonly readers: ReaderOutcome[]
  /** Those who have a notice and for whom something changed: they need a withdrawal record in their feed. */
  readonly noticed: Uint8Array[]
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
export function holdObject(tx: Transaction, objectId: Uint8Array, now: number): ActResult {
  return summarise(act(tx, { objectId, now, kind: 'hold' }))
}

export function letGoObject(tx: Transaction, objectId: Uint8Array, now: number): LetGoResult {
  const decided = act(tx, { objectId, now, kind: 'let-go' })
  const due = decided.filter(({ row, decision }) => row.noticedAt === null && decision.outcome === 'notified')
  return { ...summarise(decided), due: due.flatMap(({ row }) => announce(tx, objectId, row.person, now)) }
}

/**
 * Recalls from all readers, or only from `persons`. Whoever was released to keeps it, and is `too-late` in the result.
 * The author's words live on only where the caller saved them before: destroying the key makes them unreadable here too.
 */
export function recallObject(
  tx: Transaction,
  objectId: Uint8Array,
  now: number,
  persons?: readonly Uint8Array[],
): RecallResult {
  const decided = act(tx, { objectId, now, kind: 'recall', persons })
  for (const { row, decision } of decided) {
    if (decision.next !== decision.from) destroyGrant(tx, { objectId, person: row.person })
  }
  const destroyed = findContentKey(tx, objectId) !== null && !hasAnyRight(tx, objectId)
  if (destroyed) destroyContentKey(tx, objectId)
  return { ...summarise(decided), destroyed }
}

interface ActOrder {
  readonly objectId: Uint8Array
  readonly now: number
  readonly kind: AuthorAct
  readonly persons?: readonly Uint8Array[]
}

interface DecidedRow {
  readonly row: AudienceRow
  readonly decision: ActDecision
}

const RECORD: Readonly<Record<AuthorAct, string>> = {
  hold: 'UPDATE access_audiences SET held_at = ? WHERE object = ? AND audience = ?',
  'let-go': 'UPDATE access_audiences SET held_at = ? WHERE object = ? AND audience = ?',
  recall: 'UPDATE access_audiences SET recalled_at = ? WHERE object = ? AND audience = ?',
}

function act(tx: Transaction, { objectId, now, kind, persons }: ActOrder): DecidedRow[] {
  mustExist(tx, objectId)
  // What the author is told must not change again when the clock goes back: what has expired by now is recorded first.
  expireObject(tx, objectId, now)
  const meant = persons && new Set(persons.map(toHex))
  const rows = loadAudiences(tx, objectId).filter((row) => meant?.has(toHex(row.person)) ?? true)
  const decided = rows.map((row) => ({ row, decision: decideAct(row, kind, now) }))
  for (const { row, decision } of decided) {
    if (decision.next === decision.from) continue
    tx.run(RECORD[kind], kind === 'let-go' ? null : now, objectId, row.person)
  }
  return decided
}

function mustExist(tx: Transaction, objectId: Uint8Array): void {
  if (tx.get('SELECT 1 FROM access_keys WHERE object = ?', objectId) === undefined) {
    throw new EngineError('NOT_FOUND', 'no object of mine has this name')
  }
}

function announce(tx: Transaction, objectId: Uint8Array, person: Uint8Array, now: number): DueNotice[] {
  markNotified(tx, objectId, [person], now)
  const notice = findDueNotice(tx, { objectId, person })
  return notice === null ? [] : [notice]
}

function summarise(decided: readonly DecidedRow[]): ActResult {
  return {
    readers: decided.map(({ row, decision }) => ({ person: row.person, outcome: decision.outcome })),
    noticed: decided
      .filter(({ row, decision }) => row.noticedAt !== null && decision.next !== decision.from)
      .map(({ row }) => row.person),
  }
}
