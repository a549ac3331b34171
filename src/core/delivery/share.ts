// One object for one more audience, or for one less: a new grant and a new notice. Its body is not touched and not copied.
// The same access rule as when it was sent. What is taken back from one audience stays with the others, and can be given again.
import {
  findAudience,
  findContentKey,
  forgetTakenBack,
  grantObject,
  statusOf,
  type ActResult,
  type Audience,
} from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { touch } from '../views/index.ts'
import { recall, type ActingParts } from './author-acts.ts'
import { announceGranted, findGiven } from './notify.ts'
import { findPolicy } from './policy.ts'

/** On disk, and announced, when it resolves. @throws RECALLED, EXPIRED, INVALID (they have it already), BLOCKED, NOT_FOUND, NOT_A_POSTER */
export async function shareObject(
  parts: ActingParts,
  object: Uint8Array,
  { kind, key }: Audience,
  mode: 'open' | 'controlled',
): Promise<void> {
  const { ledger, clockGuard } = parts
  const way = parts.audiences[kind]
  way.check(ledger, key)
  const contentKey = findContentKey(ledger, object)
  if (contentKey === null)
    throw new EngineError('RECALLED', 'Its key was destroyed: nobody can read it any more.')
  const { now } = clockGuard.read()
  const expiresAt = mode === 'open' ? null : (findPolicy(ledger, object)?.expiresAt ?? null)
  if (expiresAt !== null && expiresAt <= now) throw new EngineError('EXPIRED', 'Its time has run out.')
  const publish = await way.prepareShare?.(object)
  await ledger.write((tx) => {
    forgetTakenBack(tx, object, key)
    const grants = [way.seal(tx, key, object, contentKey)]
    const how = { mode, expiresAt, isShared: true }
    grantObject(tx, { objectId: object, contentKey, grants, ...how, at: now, noticedAt: now })
    publish?.(tx)
    touch(tx, object)
    const given = findGiven(tx, parts, object)
    if (given !== null) announceGranted(tx, parts, given, grants, how)
  })
}

/** Those of this audience who have not opened it by now cannot any more. @throws NOT_FOUND if it was not given to them */
export async function withdrawObject(
  parts: ActingParts,
  object: Uint8Array,
  audience: Audience,
): Promise<ActResult> {
  const row = findAudience(parts.ledger, object, audience.key)
  if (row === null) throw new EngineError('NOT_FOUND', 'It was not given to them.')
  const way = parts.audiences[audience.kind]
  if (way.withdraw === undefined || row.noticedAt === null) {
    const result = await recall(parts, object, [audience.key])
    return { ...result, readers: withoutThoseWhoStillCan(parts, object, result.readers) }
  }
  const at = parts.clockGuard.read().now
  await parts.ledger.write((tx) => {
    way.withdraw?.(tx, object, at)
    touch(tx, object)
  })
  return { readers: [], wide: [{ audience, outcome: 'too-late' }], noticed: [] }
}

/** Nothing was taken from those who can read it by another of its audiences. */
function withoutThoseWhoStillCan(
  { ledger, clockGuard, audiences }: ActingParts,
  object: Uint8Array,
  readers: ActResult['readers'],
): ActResult['readers'] {
  const standings = statusOf(ledger, object, clockGuard.read().now, audiences)
  const canStill = (person: Uint8Array): boolean =>
    standings.some((standing) => equalBytes(standing.person, person) && !GONE.has(standing.state))
  return readers.filter(({ person, outcome }) => TOLD_ANYWAY.has(outcome) || !canStill(person))
}

const TOLD_ANYWAY: ReadonlySet<string> = new Set(['too-late', 'unknown'])
const GONE: ReadonlySet<string> = new Set(['recalled', 'recalling', 'expired'])
