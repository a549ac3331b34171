// What an object costs: one body in the store of its author, and one notice per audience. No body
// is copied.
import { loadAudiences, type AudienceRow, type DueNotice } from '../access/index.ts'
import { EngineError } from '../contract/errors.ts'
import { blankWords, EPOCH_BYTES, feedBlockBytes, type Words } from '../feeds/index.ts'
import type { Rows } from '../ledger/index.ts'
import { findGiven, makeNotice, type GivenObject } from './notify.ts'
import { findWordBytes } from './own-words.ts'
import { isOutside } from '../store/index.ts'
import type { DeliveryParts } from './parts.ts'

type Parts = Pick<DeliveryParts, 'ledger' | 'store' | 'identity' | 'audiences'>

/**
 * The bytes in the store and in the feeds. A whole group has one notice, and so has the public.
 * @throws NOT_FOUND
 */
export function costOf(
  parts: Parts,
  object: Uint8Array,
): { bodies: 1; bodyBytes: number; notices: number; noticeBytes: number } {
  const given = findGiven(parts.ledger, parts, object)
  if (given === null) throw new EngineError('NOT_FOUND', 'There is no such letter here.')
  const told = loadAudiences(parts.ledger, object).filter(
    ({ audience, noticedAt }) => noticedAt !== null && !isOutside(audience),
  )
  const noticeBytes = told.reduce((sum, row) => sum + bytesOfNotice(parts, given, row), 0)
  return { bodies: 1, bodyBytes: given.bytes, notices: told.length, noticeBytes }
}

/**
 * Returns the size of the notice as it was appended, also after a release or a recall. The grant of
 * an audience has a fixed size.
 */
function bytesOfNotice(parts: Parts, given: GivenObject, row: AudienceRow): number {
  const { ledger, audiences } = parts
  const { audience, since, mode, expiresAt, isShared } = row
  const due: DueNotice = {
    ...{ objectId: given.object, audience, since, mode, expiresAt, isShared, boxNumber: 1 },
    grant: mode === 'open' ? new Uint8Array(audiences[audience.kind].grantBytes) : null,
  }
  const readers = audiences[audience.kind].readersOf(ledger, due, given.header)
  if (readers === null) return 0
  const words = isShared ? null : wordsLike(ledger, given)
  const notice = { ...makeNotice(ledger, parts, given, { due, readers }), words }
  return feedBlockBytes({ type: 'notice', notice }, 'group' in audience ? EPOCH_BYTES : 0)
}

/** Words of the same length as those that the first notice contained. */
function wordsLike(rows: Rows, { object, header }: GivenObject): Words | null {
  const bodyBytes = findWordBytes(rows, object)
  return bodyBytes === null ? null : blankWords(header, bodyBytes)
}
