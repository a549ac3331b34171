// What a letter cost: one body in the author's store, and one notice for each reader who was told. Nothing was copied.
import { listNoticedPersons } from '../access/index.ts'
import { EngineError } from '../contract/errors.ts'
import { feedBlockBytes, GRANT_BYTES } from '../feeds/index.ts'
import { findOwnLetter, makeNotice } from './notify.ts'
import type { LetterParts } from './parts.ts'

/** Bytes as they lie in the store and in the feeds. @throws NOT_FOUND */
export function letterCost(
  parts: LetterParts,
  object: Uint8Array,
): { bodies: 1; bodyBytes: number; notices: number; noticeBytes: number } {
  const own = parts.store.findOwn(parts.ledger, object)
  if (own === null) throw new EngineError('NOT_FOUND', 'There is no such letter here.')
  const persons = listNoticedPersons(parts.ledger, object)
  const noticeBytes = persons.length * bytesOfNotice(parts, object)
  return { bodies: 1, bodyBytes: own.bytes, notices: persons.length, noticeBytes }
}

/** A grant of an open letter has one size, so the notices of one letter are equally long whoever reads them, also after a release or recall. */
function bytesOfNotice(parts: LetterParts, object: Uint8Array): number {
  const mode = findOwnLetter(parts.ledger, object)?.mode ?? 'controlled'
  const grant = mode === 'open' ? new Uint8Array(GRANT_BYTES) : null
  const due = { objectId: object, person: parts.identity.person, mode, boxNumber: 1, grant }
  const notice = makeNotice(parts.ledger, parts, due)
  return notice === null ? 0 : feedBlockBytes({ type: 'notice', notice })
}
