// One object for one more audience, or for one less: a new grant and a new notice; its body is not touched and not copied.
// The same access rule as when it was sent; what is taken back from one audience stays with the others, and can be given to it again.
import {
  findAudience,
  findContentKey,
  forgetTakenBack,
  grantObject,
  statusOf,
  withdrawPublic,
  type ActResult,
  type Audience,
} from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { touch } from '../views/index.ts'
import { canPublishAttached, forbidAttached, readSmallAttached } from './attachments.ts'
import { recall } from './author-acts.ts'
import { announce, audiencesOf, checkReader, sealGrants, type Recipients } from './give.ts'
import type { DeliveryParts } from './parts.ts'
import { findPolicy } from './policy.ts'

export type NewAudience = Exclude<Recipients, { kind: 'self' }>

/** On disk, and announced, when it resolves. @throws RECALLED, EXPIRED, INVALID (they have it already), BLOCKED, NOT_FOUND, NOT_A_POSTER */
export async function shareObject(
  parts: DeliveryParts,
  object: Uint8Array,
  audience: NewAudience,
  mode: 'open' | 'controlled',
): Promise<void> {
  const { ledger, store, clockGuard } = parts
  if (audience.kind === 'persons') for (const contact of audience.to) checkReader(parts, contact)
  const contentKey = findContentKey(ledger, object)
  if (contentKey === null)
    throw new EngineError('RECALLED', 'Its key was destroyed: nobody can read it any more.')
  const { now } = clockGuard.read()
  const expiresAt = mode === 'open' ? null : (findPolicy(ledger, object)?.expiresAt ?? null)
  if (expiresAt !== null && expiresAt <= now) throw new EngineError('EXPIRED', 'Its time has run out.')
  if (audience.kind === 'public' && !canPublishAttached(ledger, parts, object))
    throw new EngineError(
      'INVALID',
      'It is large and attaches small files that lie among private ones: write it to everyone anew.',
    )
  const block = audience.kind === 'public' ? await readOnlyBlock(parts, object) : null
  const small = block === null ? [] : await readSmallAttached(parts, object)
  await ledger.write((tx) => {
    for (const key of audiencesOf(audience)) forgetTakenBack(tx, object, key)
    const grants = sealGrants(tx, parts, audience, object, contentKey)
    grantObject(tx, { objectId: object, contentKey, mode, ...grants, isShared: true, expiresAt, at: now })
    if (block !== null) store.publish(tx, object, block, small)
    touch(tx, object)
    announce(tx, parts, object, audiencesOf(audience), now)
  })
}

/** The one sealed block of a small object; null for a large one, which is not written again. @throws DAMAGED */
async function readOnlyBlock(
  { store, ledger }: DeliveryParts,
  object: Uint8Array,
): Promise<Uint8Array | null> {
  const own = store.findOwn(ledger, object)
  if (own === null || own.ref.chunkCount > 1) return null
  const blocks = await store.readBlocks(own.ref, 0)
  if (blocks === null) throw new EngineError('DAMAGED', 'A block of this letter is missing here.')
  return blocks[0]!
}

/** Whoever of this audience has not opened it by now cannot any more. @throws NOT_FOUND when it was not given to them */
export async function withdrawObject(
  parts: DeliveryParts,
  object: Uint8Array,
  audience: Audience,
): Promise<ActResult> {
  const row = findAudience(parts.ledger, object, audience.key)
  if (row === null) throw new EngineError('NOT_FOUND', 'It was not given to them.')
  if (audience.kind !== 'public' || row.noticedAt === null) {
    const result = await recall(parts, object, [audience.key])
    return { ...result, readers: withoutThoseWhoStillCan(parts, object, result.readers) }
  }
  const at = parts.clockGuard.read().now
  await parts.ledger.write((tx) => {
    withdrawPublic(tx, object, at)
    parts.publicFeed.withdraw(tx, object)
    forbidAttached(tx, parts, object)
    touch(tx, object)
  })
  return { readers: [], wide: [{ audience, outcome: 'too-late' }], noticed: [] }
}

/** Of whoever can read it by another of its audiences nothing was taken. */
function withoutThoseWhoStillCan(
  { ledger, clockGuard, groups }: DeliveryParts,
  object: Uint8Array,
  readers: ActResult['readers'],
): ActResult['readers'] {
  const standings = statusOf(ledger, object, clockGuard.read().now, groups.memberships)
  const canStill = (person: Uint8Array): boolean =>
    standings.some((standing) => equalBytes(standing.person, person) && !GONE.has(standing.state))
  return readers.filter(({ person, outcome }) => TOLD_ANYWAY.has(outcome) || !canStill(person))
}

const TOLD_ANYWAY: ReadonlySet<string> = new Set(['too-late', 'unknown'])
const GONE: ReadonlySet<string> = new Set(['recalled', 'recalling', 'expired'])
