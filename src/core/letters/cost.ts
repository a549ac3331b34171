// What a letter cost: one body in the author's store, and one notice for each reader who was told. Nothing was copied.
import { listNoticed } from '../access/index.ts'
import { EngineError } from '../contract/errors.ts'
import { feedBlockBytes } from '../feeds/index.ts'
import { makeNotice } from './notify.ts'
import type { LetterParts } from './parts.ts'

/** Bytes as they lie in the store and in the feeds. @throws NOT_FOUND */
export function letterCost(
  parts: LetterParts,
  object: Uint8Array,
): { bodies: 1; bodyBytes: number; notices: number; noticeBytes: number } {
  const own = parts.store.findOwn(parts.ledger, object)
  if (own === null) throw new EngineError('NOT_FOUND', 'There is no such letter here.')
  const notices = listNoticed(parts.ledger, object)
  const bytes = notices.map((due) => {
    const notice = makeNotice(parts.ledger, parts, due)
    return notice === null ? 0 : feedBlockBytes({ type: 'notice', notice })
  })
  return {
    bodies: 1,
    bodyBytes: own.bytes,
    notices: notices.length,
    noticeBytes: bytes.reduce((sum, one) => sum + one, 0),
  }
}
