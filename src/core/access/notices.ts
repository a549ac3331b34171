// Says which notices must be appended now, and marks them as gone out.
// The notify step: the caller appends them in the same transaction, so a notice is marked if and only if it is on its way.
import type { Reader, Transaction } from '../ledger/index.ts'
import type { AccessMode } from './decide.ts'
import type { ObjectReader } from './facts.ts'

/** What a notice that is due needs from here. */
export interface DueNotice extends ObjectReader {
  readonly mode: AccessMode
  readonly boxNumber: number
  /** The sealed content key, only for an open object: of a controlled one it stays here until it is asked for. */
  readonly grant: Uint8Array | null
}

interface StoredDue {
  object: Uint8Array
  audience: Uint8Array
  mode: AccessMode
  box_number: number
  sealed_key: Uint8Array
}

const NOTICES_DUE = `
  SELECT a.object, a.audience, a.mode, g.box_number, g.sealed_key
  FROM access_audiences a JOIN access_grants g ON g.object = a.object AND g.audience = a.audience
  WHERE a.noticed_at IS NULL AND a.held_at IS NULL AND a.recalled_at IS NULL AND a.expired_at IS NULL
    AND a.not_before <= ? AND (a.expires_at IS NULL OR a.expires_at > ?)
  ORDER BY a.not_before LIMIT ?`

/**
 * The notices whose time has come and which are not held, oldest first, marked as notified. Letters and their readers
 * can be many: call again until it returns none.
 */
export function takeDue(tx: Transaction, now: number, limit = 500): DueNotice[] {
  const due = tx.all<StoredDue>(NOTICES_DUE, now, now, limit).map(toDueNotice)
  for (const notice of due) markNoticed(tx, notice, now)
  return due
}

/** Marks these readers of an object as notified, whose notice the caller appends with this transaction anyway. */
export function markNotified(
  tx: Transaction,
  objectId: Uint8Array,
  persons: readonly Uint8Array[],
  at: number,
): void {
  for (const person of persons) markNoticed(tx, { objectId, person }, at)
}

/** What one notice needs from here, or null when there is no grant for this reader any more. */
export function findDueNotice(reader: Reader, { objectId, person }: ObjectReader): DueNotice | null {
  const stored = reader.get<StoredDue>(ONE_NOTICE, objectId, person)
  return stored === undefined ? null : toDueNotice(stored)
}

const ONE_NOTICE = `
  SELECT a.object, a.audience, a.mode, g.box_number, g.sealed_key
  FROM access_audiences a JOIN access_grants g ON g.object = a.object AND g.audience = a.audience
  WHERE a.object = ? AND a.audience = ?`

function markNoticed(tx: Transaction, { objectId, person }: ObjectReader, at: number): void {
  tx.run(
    'UPDATE access_audiences SET noticed_at = ? WHERE object = ? AND audience = ? AND noticed_at IS NULL',
    ...[at, objectId, person],
  )
}

function toDueNotice(stored: StoredDue): DueNotice {
  const { object, audience, mode, box_number, sealed_key } = stored
  return {
    objectId: object,
    person: audience,
    mode,
    boxNumber: box_number,
    grant: mode === 'open' ? sealed_key : null,
  }
}
