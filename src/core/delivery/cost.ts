// What a letter cost: one body in the author's store, and one notice for each reader who was told. Nothing was copied.
import { findDueNotice, listNoticedAudiences, type Audience } from '../access/index.ts'
import { EngineError } from '../contract/errors.ts'
import { feedBlockBytes, GRANT_BYTES } from '../feeds/index.ts'
import { makeNotice } from './notify.ts'
import type { DeliveryParts } from './parts.ts'
import { findPolicy } from './policy.ts'

/** Bytes as they lie in the store and in the feeds: of a group or the public one notice, whoever is in it. @throws NOT_FOUND */
export function costOf(
  parts: DeliveryParts,
  object: Uint8Array,
): { bodies: 1; bodyBytes: number; notices: number; noticeBytes: number } {
  const own = parts.store.findOwn(parts.ledger, object)
  if (own === null) throw new EngineError('NOT_FOUND', 'There is no such letter here.')
  const audiences = listNoticedAudiences(parts.ledger, object)
  const noticeBytes = audiences.reduce((sum, audience) => sum + bytesOfNotice(parts, object, audience), 0)
  return { bodies: 1, bodyBytes: own.bytes, notices: audiences.length, noticeBytes }
}

/** As long as it was when it went out, also after a release or recall: a grant of an open letter has one size. */
function bytesOfNotice(parts: DeliveryParts, object: Uint8Array, audience: Audience): number {
  const mode = findPolicy(parts.ledger, object)?.mode ?? 'controlled'
  const due = findDueNotice(parts.ledger, object, audience.key)
  const notice = makeNotice(
    parts.ledger,
    parts,
    {
      objectId: object,
      audience,
      since: NO_EPOCH,
      isShared: due?.isShared ?? false,
      mode,
      boxNumber: 1,
      grant: mode === 'open' ? new Uint8Array(GRANT_BYTES) : null,
    },
    audience.kind === 'group' ? { group: audience.key, ...NO_EPOCH, number: 0, record: audience.key } : null,
  )
  return notice === null ? 0 : feedBlockBytes({ type: 'notice', notice })
}

const NO_EPOCH = { era: 0, epoch: 0 }
