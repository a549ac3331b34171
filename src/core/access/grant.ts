// Grants an object to audiences: stores its content key, and one sealed grant per audience.
// The step from store to notify writes this in the same transaction as the object. A grant releases
// nothing.
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { AccessMode } from './decide.ts'
import { personAudience } from './memberships.ts'
import { letGoOfDoubt } from './doubts.ts'
import { endedAt, findAudience, type AudienceRow } from './facts.ts'
import { isPublished, NO_EPOCH, type Audience, type Epoch } from '../store/index.ts'

/** One audience, with the content key sealed for it. */
export interface AudienceGrant {
  readonly audience: Audience
  /** The epoch of the group whose secret seals the key; 0 and 0 for other audiences. */
  readonly since: Epoch
  /** The number of the box key on the card of the person; 0 for other audiences. */
  readonly boxNumber: number
  /**
   * The key sealed to the box of the person or under the secret of the group; for the public, the
   * unsealed key.
   */
  readonly grant: Uint8Array
  /** For an audience that does not have the mode of the object. */
  readonly mode?: AccessMode
}

export function personGrant(person: Uint8Array, boxNumber: number, grant: Uint8Array): AudienceGrant {
  return { audience: personAudience(person), since: NO_EPOCH, boxNumber, grant }
}

export interface ObjectGrant {
  readonly objectId: Uint8Array
  readonly contentKey: Uint8Array
  readonly mode: AccessMode
  /** Empty for an object that is for its author alone, until it is shared. */
  readonly grants: readonly AudienceGrant[]
  /** True if the object exists already and gets one more audience. */
  readonly isShared?: boolean
  readonly heldAt?: number | null
  /**
   * The time at which the notices of the object are appended, if this transaction appends them;
   * else the notices are due.
   */
  readonly noticedAt?: number | null
  /** The time at which the notice of the object is due; absent for at once. */
  readonly notBefore?: number | null
  /** Only for controlled objects, because the notice of an open object is already the release. */
  readonly expiresAt?: number | null
  /** The current time. */
  readonly at: number
}

/**
 * May be called again for more audiences of the same object; the body is not copied.
 * @throws EngineError INVALID if the policy is impossible or an audience already has the object;
 * RECALLED if the content key of the object is destroyed
 */
export function grantObject(tx: Transaction, object: ObjectGrant): void {
  checkPolicy(object)
  keepContentKey(tx, object)
  for (const grant of object.grants) grantTo(tx, object, grant)
}

/**
 * Replaces the grant of a group by one for its current epoch, before its notice goes out or is
 * repeated.
 */
export function regrant(
  tx: Transaction,
  objectId: Uint8Array,
  { audience, since, grant }: AudienceGrant,
): void {
  const { key } = audience
  const where = 'WHERE object = ? AND audience = ?'
  // A member to whom the object was released gets the same answer again, in any later epoch.
  tx.run(
    `UPDATE access_releases SET sealed_key = (SELECT sealed_key FROM access_grants ${where}) ${where} AND sealed_key = x''`,
    ...[objectId, key, objectId, key],
  )
  tx.run(`UPDATE access_grants SET sealed_key = ? ${where}`, grant, objectId, key)
  tx.run(`UPDATE access_audiences SET era = ?, epoch = ? ${where}`, since.era, since.epoch, objectId, key)
}

/**
 * Removes an audience from which the object was taken back, so that the object can be given to it
 * again. Group members to whom it was released still get the same answer.
 * Returns false if there is no such audience.
 */
export function forgetTakenBack(tx: Transaction, objectId: Uint8Array, key: Uint8Array): boolean {
  const row = findAudience(tx, objectId, key)
  if (row === null || (endedAt(row) === null && !isGrantLost(tx, objectId, row))) return false
  const where = 'WHERE object = ? AND audience = ?'
  tx.run(
    `UPDATE access_releases SET sealed_key = (SELECT sealed_key FROM access_grants ${where})
     ${where} AND sealed_key = x'' AND EXISTS (SELECT 1 FROM access_grants ${where})`,
    ...[objectId, key, objectId, key, objectId, key],
  )
  tx.run(`DELETE FROM access_grants ${where}`, objectId, key)
  tx.run(`DELETE FROM access_audiences ${where}`, objectId, key)
  // After a new share the object may be released. Who got it from a lost device is still in doubt.
  letGoOfDoubt(tx, objectId, key)
  return true
}

/** An open letter of a person who was forgotten before its notice arrived has no grant. */
function isGrantLost(rows: Rows, objectId: Uint8Array, { audience, isReleased, mode }: AudienceRow): boolean {
  const sql = 'SELECT 1 FROM access_grants WHERE object = ? AND audience = ?'
  return mode === 'open' && !isReleased && rows.get(sql, objectId, audience.key) === undefined
}

/**
 * Seals again the keys that a person has not stored safely, because their box key has a higher
 * number now, or the pair has another secret.
 * @param seal seals the content key of an object to the box key with `boxNumber`
 * @returns how many grants were sealed again
 */
export function resealGrants(
  tx: Transaction,
  person: Uint8Array,
  { boxNumber, below }: { boxNumber: number; below: number },
  seal: (object: Uint8Array, contentKey: Uint8Array) => Uint8Array,
): number {
  const unreleased = tx.all<Resealable>(OLD_GRANTS, person, below)
  for (const { object, contentKey } of unreleased)
    tx.run(RENEW_GRANT, boxNumber, seal(object, contentKey), object, person)
  const unkept = tx.all<Resealable>(OLD_RELEASES, person, below)
  for (const { object, contentKey } of unkept)
    tx.run(RENEW_RELEASE, boxNumber, seal(object, contentKey), object, person)
  return unreleased.length + unkept.length
}

interface Resealable {
  object: Uint8Array
  contentKey: Uint8Array
}

const OLD_GRANTS = `
  SELECT g.object, k.content_key AS contentKey FROM access_grants g JOIN access_keys k ON k.object = g.object
  WHERE g.audience = ? AND g.box_number < ? AND k.content_key IS NOT NULL`

const OLD_RELEASES = `
  SELECT r.object, k.content_key AS contentKey FROM access_releases r JOIN access_keys k ON k.object = r.object
  WHERE r.person = ? AND r.kept_at IS NULL AND r.box_number < ? AND k.content_key IS NOT NULL`

const RENEW_GRANT =
  'UPDATE access_grants SET box_number = ?, sealed_key = ? WHERE object = ? AND audience = ?'

const RENEW_RELEASE =
  'UPDATE access_releases SET box_number = ?, sealed_key = ? WHERE object = ? AND person = ?'

function checkPolicy({ mode, notBefore, expiresAt, at, grants }: ObjectGrant): void {
  if (mode !== 'open' && grants.some(({ audience }) => isPublished(audience)))
    throw new EngineError('INVALID', 'a public object must be open')
  if (expiresAt === null || expiresAt === undefined) return
  if (mode === 'open')
    throw new EngineError('INVALID', 'an open object cannot expire: its notice is its release')
  if (expiresAt <= at) throw new EngineError('INVALID', 'it would expire in the past')
  if (expiresAt <= (notBefore ?? at))
    throw new EngineError('INVALID', 'it would expire before it can be opened')
}

function keepContentKey(tx: Transaction, { objectId, contentKey }: ObjectGrant): void {
  const known = tx.get<{ contentKey: Uint8Array | null }>(
    'SELECT content_key AS contentKey FROM access_keys WHERE object = ?',
    objectId,
  )
  if (known === undefined) {
    tx.run('INSERT INTO access_keys (object, content_key) VALUES (?, ?)', objectId, contentKey)
  } else if (known.contentKey === null) {
    throw new EngineError('RECALLED', 'the content key of this object is destroyed')
  } else if (!equalBytes(known.contentKey, contentKey)) {
    throw new EngineError('INTERNAL', 'one object cannot have two content keys')
  } else {
    tx.run('UPDATE access_keys SET destroy_at = NULL WHERE object = ?', objectId)
  }
}

function grantTo(
  tx: Transaction,
  object: ObjectGrant,
  { audience, since, boxNumber, grant, mode = object.mode }: AudienceGrant,
): void {
  const { objectId, heldAt = null, noticedAt = null } = object
  const { notBefore, expiresAt = null, at, isShared = false } = object
  if (findAudience(tx, objectId, audience.key) !== null)
    throw new EngineError('INVALID', 'this object was already given to this reader')
  tx.run(
    `INSERT INTO access_audiences
       (object, audience, kind, era, epoch, is_shared, mode, not_before, expires_at, held_at, noticed_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[objectId, audience.key, audience.kind, since.era, since.epoch, isShared ? 1 : 0],
    ...[mode, notBefore ?? at, expiresAt, heldAt, noticedAt],
  )
  tx.run(
    'INSERT INTO access_grants (object, audience, box_number, sealed_key) VALUES (?, ?, ?, ?)',
    ...[objectId, audience.key, boxNumber, grant],
  )
}
