// What readers state about own objects in their feeds: arrived, done, accepted, declined, with a
// note.
// This is the state step on the side of the author. All of it is foreign input, so malformed
// records are refused with a reason, never thrown.
import { equalBytes, utf8Length } from '../base/index.ts'
import { isAnswer, type Answer } from '../contract/reader-states.ts'
import { MAX_NOTE_BYTES } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { noMemberships, type Memberships } from './memberships.ts'
import { situationOf } from './decide.ts'
import { isReleasedTo, listRoutes } from './facts.ts'
import { restoreReport } from './former-acts.ts'
import { restoreGateReport } from './gate-standing.ts'

/**
 * A state as the device of the reader wrote it. `n` is one higher than the highest number that this
 * device had seen from the person.
 */
export interface StateRecord {
  readonly objectId: Uint8Array
  readonly person: Uint8Array
  readonly device: Uint8Array
  readonly n: number
  readonly value: string
  /** ms since the epoch by the reader's clock. */
  readonly at: number
  readonly note: string | null
}

/** Per object and reader; further states are refused. */
export const MAX_STATES_PER_READER = 1000

type StateRefusal =
  /** Not a reader, or without a notice so far. */
  | 'not-a-reader'
  /** Has a notice, but the object was never released to them. */
  | 'not-referenced'
  | 'malformed'
  /** The same state was recorded before. */
  | 'known'
  /** The same device wrote another state with the same number. */
  | 'rewritten'
  | 'too-many'

type StateVerdict =
  | { readonly accepted: true; /** True if it is now the latest state. */ readonly isLatest: boolean }
  | { readonly accepted: false; readonly reason: StateRefusal }

/**
 * Records a state of a reader. Records of several devices can arrive in any order, so the larger
 * `n` wins, then the larger device key.
 * A controlled object needs a release before it; for an open object the state itself implies that
 * it was referenced.
 */
export function recordState(
  tx: Transaction,
  record: StateRecord,
  memberships: Memberships = noMemberships,
): StateVerdict {
  // A person who states something about the object has it; stations or a lost device may have
  // released it to them.
  if (isWellFormed(record) && !isReleasedTo(tx, record) && !restoreGateReport(tx, record, record.at))
    restoreReport(tx, record, record.at, memberships)
  const reason = findRefusal(tx, record, memberships)
  if (reason !== null) return { accepted: false, reason }
  const { objectId, person, n, device, value, at, note } = record
  tx.run(
    'INSERT INTO access_states (object, person, n, device, value, at, note) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ...[objectId, person, n, device, value, at, note],
  )
  const latest = findLatestState(tx, objectId, person)
  return { accepted: true, isLatest: latest?.n === n && equalBytes(latest.device, device) }
}

/**
 * Records when the notice reached the reader, as their feed reports. Only the first report counts.
 */
export function markArrived(tx: Transaction, objectId: Uint8Array, person: Uint8Array, at: number): boolean {
  return tx.run(ARRIVE, at, objectId, person).changes > 0
}

const ARRIVE = `
  UPDATE access_audiences SET arrived_at = ?
  WHERE object = ? AND kind = 'person' AND audience = ? AND noticed_at IS NOT NULL AND arrived_at IS NULL`

const STATES_LATEST_FIRST = `
  SELECT value, at, note, n, device FROM access_states WHERE object = ? AND person = ?
  ORDER BY n DESC, device DESC`

const STATE_OF_DEVICE = `
  SELECT value, at, note FROM access_states WHERE object = ? AND person = ? AND n = ? AND device = ?`

const STATE_COUNT = 'SELECT count(*) AS count FROM access_states WHERE object = ? AND person = ?'

/** Returns all states of a reader for an object. The first one counts. */
export function listStates(rows: Rows, objectId: Uint8Array, person: Uint8Array): RecordedState[] {
  return rows.all<RecordedState>(STATES_LATEST_FIRST, objectId, person)
}

/** Null if the reader has stated nothing. */
export function findLatestState(rows: Rows, objectId: Uint8Array, person: Uint8Array): RecordedState | null {
  return rows.get<RecordedState>(`${STATES_LATEST_FIRST} LIMIT 1`, objectId, person) ?? null
}

interface RecordedState {
  value: Answer
  at: number
  note: string | null
  n: number
  device: Uint8Array
}

function findRefusal(rows: Rows, record: StateRecord, memberships: Memberships): StateRefusal | null {
  if (!isWellFormed(record)) return 'malformed'
  // A person with a release may state something, even as a former member.
  if (isReleasedTo(rows, record)) return findClash(rows, record)
  const routes = listRoutes(rows, record, memberships).filter(({ noticedAt }) => noticedAt !== null)
  if (routes.length === 0) return 'not-a-reader'
  return routes.some((route) => situationOf(route) === 'open-notified')
    ? findClash(rows, record)
    : 'not-referenced'
}

function isWellFormed({ n, value, at, note }: StateRecord): boolean {
  if (!Number.isSafeInteger(n) || n < 1 || !Number.isSafeInteger(at) || at < 0) return false
  return isAnswer(value) && (note === null || utf8Length(note) <= MAX_NOTE_BYTES)
}

function findClash(rows: Rows, record: StateRecord): StateRefusal | null {
  const { objectId, person, n, device, value, at, note } = record
  const same = rows.get<RecordedState>(STATE_OF_DEVICE, objectId, person, n, device)
  if (same !== undefined) {
    return same.value === value && same.at === at && same.note === note ? 'known' : 'rewritten'
  }
  const count = rows.get<{ count: number }>(STATE_COUNT, objectId, person)?.count ?? 0
  return count >= MAX_STATES_PER_READER ? 'too-many' : null
}
