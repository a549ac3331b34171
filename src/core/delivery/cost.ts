// What an object cost: one body in the author's store, and one notice for each audience that was told. Nothing was copied.
import {
  findDueNotice,
  listNoticedAudiences,
  NO_EPOCH,
  type Audience,
  type DueNotice,
} from '../access/index.ts'
import { EngineError } from '../contract/errors.ts'
import { feedBlockBytes, GRANT_BYTES } from '../feeds/index.ts'
import { findGiven, makeNotice, type GivenObject } from './notify.ts'
import type { DeliveryParts } from './parts.ts'

type Parts = Pick<DeliveryParts, 'ledger' | 'store' | 'identity' | 'audiences'>

/** Bytes in the store and in the feeds: one notice for a whole group, and one for the public. @throws NOT_FOUND */
export function costOf(
  parts: Parts,
  object: Uint8Array,
): { bodies: 1; bodyBytes: number; notices: number; noticeBytes: number } {
  const given = findGiven(parts.ledger, parts, object)
  if (given === null) throw new EngineError('NOT_FOUND', 'There is no such letter here.')
  const audiences = listNoticedAudiences(parts.ledger, object)
  const noticeBytes = audiences.reduce((sum, audience) => sum + bytesOfNotice(parts, given, audience), 0)
  return { bodies: 1, bodyBytes: given.bytes, notices: audiences.length, noticeBytes }
}

/** As long as it was when it went out, also after a release or recall: a grant of an open object has one size. */
function bytesOfNotice(parts: Parts, given: GivenObject, audience: Audience): number {
  const { ledger, audiences } = parts
  const { mode, expiresAt } = given.policy
  const due: DueNotice = {
    ...{ objectId: given.object, audience, since: NO_EPOCH, mode, expiresAt, boxNumber: 1 },
    grant: mode === 'open' ? new Uint8Array(GRANT_BYTES) : null,
    isShared: findDueNotice(ledger, given.object, audience.key)?.isShared ?? false,
  }
  const readers = audiences[audience.kind].readersOf(ledger, due, given.header)
  if (readers === null) return 0
  return feedBlockBytes({ type: 'notice', notice: makeNotice(ledger, parts, given, { due, readers }) })
}
