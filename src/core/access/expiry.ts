// expiry: a request after the expiry is refused at once; the content key is destroyed only days
// later, in case a clock was wrong.
// Expiry ends the time between notify and reference. It is recorded, so an expired object remains
// expired if the clock is set back.
import type { Rows, Transaction } from '../ledger/index.ts'
import { hasRight, situationAt, situationOf } from './decide.ts'
import { destroyContentKey, destroyGrant, loadAudiences } from './facts.ts'
import { hasAnyRight } from './rights.ts'
import type { AudienceKind } from '../store/index.ts'
import type { ObjectAudience } from './facts.ts'

/**
 * How long the content key of an expired object is kept, so that its author can rescue the words if
 * a clock was wrong.
 */
export const EXPIRED_KEY_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000

interface ExpiryResult {
  /**
   * Audiences with a notice for which an expiry was recorded since the last call. Their feeds need
   * a withdrawal record.
   */
  readonly expired: ObjectAudience[]
  /** Objects whose content key this call destroyed. Only `ledger.checkpoint()` makes this final. */
  readonly destroyed: Uint8Array[]
}

/**
 * Records every expiry that is due, and destroys the keys of objects that expired long enough ago.
 * @param isReady false for an object whose words must still be saved; its key waits for the next
 * call
 */
export function expireDue(
  tx: Transaction,
  now: number,
  isReady: (object: Uint8Array) => boolean = () => true,
): ExpiryResult {
  for (const { object } of tx.all<StoredObject>(OBJECTS_EXPIRING, now)) expireObject(tx, object, now)
  const expired = removePendingExpiries(tx)
  const destroyed = listDoomed(tx, now).filter(isReady)
  for (const objectId of destroyed) destroyContentKey(tx, objectId)
  return { expired, destroyed }
}

/**
 * Returns the objects whose key `expireDue` would destroy at that time. This is the last moment to
 * save their text as a draft.
 */
export function listDoomed(rows: Rows, now: number): Uint8Array[] {
  return rows.all<StoredObject>(OBJECTS_DOOMED, now).map(({ object }) => object)
}

/** Records the expiries of one object that are due; `expireDue` returns them later. */
export function expireObject(tx: Transaction, objectId: Uint8Array, now: number): void {
  const passed = loadAudiences(tx, objectId).filter(
    (row) =>
      row.expiresAt !== null && row.expiresAt <= now && row.expiredAt === null && row.recalledAt === null,
  )
  if (passed.length === 0) return
  for (const row of passed) {
    // Record the expiry for released readers too, because the release overrides it, and the row is
    // not examined again.
    const isTaken = hasRight(situationOf(row)) && !hasRight(situationAt(row, now))
    tx.run(EXPIRE, now, isTaken && row.noticedAt !== null ? 1 : 0, objectId, row.audience.key)
    if (isTaken) destroyGrant(tx, objectId, row)
  }
  if (!hasAnyRight(tx, objectId)) tx.run(DOOM, now + EXPIRED_KEY_LIFETIME_MS, objectId)
}

interface StoredObject {
  object: Uint8Array
}

const OBJECTS_EXPIRING = `
  SELECT DISTINCT object FROM access_audiences
  WHERE expires_at <= ? AND expires_at IS NOT NULL AND recalled_at IS NULL AND expired_at IS NULL`

const OBJECTS_DOOMED = `
  SELECT object FROM access_keys WHERE destroy_at <= ? AND destroy_at IS NOT NULL AND content_key IS NOT NULL`

const EXPIRE =
  'UPDATE access_audiences SET expired_at = ?, is_expiry_pending = ? WHERE object = ? AND audience = ?'

const DOOM = 'UPDATE access_keys SET destroy_at = ? WHERE object = ?'

const PENDING = 'SELECT object, audience, kind FROM access_audiences WHERE is_expiry_pending = 1'

const CLEAR_PENDING = 'UPDATE access_audiences SET is_expiry_pending = 0 WHERE object = ? AND audience = ?'

function removePendingExpiries(tx: Transaction): ObjectAudience[] {
  const untold = tx.all<{ object: Uint8Array; audience: Uint8Array; kind: AudienceKind }>(PENDING)
  for (const { object, audience } of untold) tx.run(CLEAR_PENDING, object, audience)
  return untold.map(({ object, audience, kind }) => ({ objectId: object, audience: { kind, key: audience } }))
}
