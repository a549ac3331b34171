// share: gives an existing object to one more audience, or takes it back from one. The body is
// neither changed nor copied.
// The access rules are the same as for sending. Taking an object back from one audience does not
// affect the others, and the object can be shared with that audience again.
import {
  findAudience,
  findContentKey,
  forgetTakenBack,
  grantObject,
  statusOf,
  type ActResult,
} from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { groupOf } from '../contract/reader-states.ts'
import type { Rows } from '../ledger/index.ts'
import type { Audience } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { recall, type ActingParts } from './author-acts.ts'
import { dealGates } from './deal-gates.ts'
import { announceGranted, findGiven } from './notify.ts'
import { findPolicy, toNoticed } from './policy.ts'

/**
 * Resolves when the share is on disk and its notice is appended.
 * @throws RECALLED, EXPIRED, INVALID if the audience already has it, BLOCKED, NOT_FOUND,
 * NOT_A_POSTER
 */
export async function shareObject(
  parts: ActingParts,
  object: Uint8Array,
  { kind, key }: Audience,
  mode: 'open' | 'controlled',
): Promise<void> {
  const { ledger, clockGuard } = parts
  const strategy = parts.audiences[kind]
  strategy.check(ledger, key)
  const contentKey = findContentKey(ledger, object)
  if (contentKey === null)
    throw new EngineError('RECALLED', 'Its key was destroyed, so it cannot be read any longer.')
  const { now } = clockGuard.read()
  const expiresAt = mode === 'open' ? null : expiresAtOf(ledger, object)
  if (expiresAt !== null && expiresAt <= now) throw new EngineError('EXPIRED', 'It has expired.')
  const publish = await strategy.prepareShare?.(object)
  await ledger.write((tx) => {
    forgetTakenBack(tx, object, key)
    const grants = [strategy.seal(tx, key, object, contentKey)]
    const how = { mode, expiresAt, isShared: true }
    grantObject(tx, { objectId: object, contentKey, grants, ...how, at: now, noticedAt: now })
    dealGates(tx, parts, { objectId: object, mode, grants, from: now, at: now })
    publish?.(tx)
    touch(tx, object)
    const given = findGiven(tx, parts, object)
    if (given !== null) announceGranted(tx, parts, given, grants, how)
  })
}

function expiresAtOf(rows: Rows, object: Uint8Array): number | null {
  const policy = findPolicy(rows, object)
  return policy === null ? null : toNoticed(policy).expiresAt
}

/**
 * Takes an object back from one audience. Its readers who have not opened it by now cannot open it
 * any longer.
 * @throws NOT_FOUND if the object was not given to this audience
 */
export async function withdrawObject(
  parts: ActingParts,
  object: Uint8Array,
  audience: Audience,
): Promise<ActResult> {
  const row = findAudience(parts.ledger, object, audience.key)
  if (row === null) throw new EngineError('NOT_FOUND', 'It was not given to them.')
  const strategy = parts.audiences[audience.kind]
  if (strategy.withdraw === undefined || row.noticedAt === null) {
    const result = await recall(parts, object, [audience.key])
    return { ...result, readers: withoutThoseWhoStillCan(parts, object, result.readers) }
  }
  const at = parts.clockGuard.read().now
  await parts.ledger.write((tx) => {
    strategy.withdraw?.(tx, object, at)
    touch(tx, object)
  })
  return { readers: [], wide: [{ audience, outcome: 'too-late' }], noticed: [] }
}

/** Leaves out readers who can still open the object through another of its audiences. */
function withoutThoseWhoStillCan(
  { ledger, clockGuard, audiences }: ActingParts,
  object: Uint8Array,
  readers: ActResult['readers'],
): ActResult['readers'] {
  const standings = statusOf(ledger, object, clockGuard.read().now, audiences)
  const canStill = (person: Uint8Array): boolean =>
    standings.some((standing) => equalBytes(standing.person, person) && groupOf(standing.state) !== 'gone')
  return readers.filter(({ person, outcome }) => ALWAYS_REPORTED.has(outcome) || !canStill(person))
}

const ALWAYS_REPORTED: ReadonlySet<string> = new Set(['too-late', 'unknown'])
