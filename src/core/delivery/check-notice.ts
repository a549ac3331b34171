// Whether a letter is what its notice announced: a field that stands in both must be equal in both.
// The last check of reference, before anything is believed or kept.
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { isNaming, isTitle, noticeTitle, type Notice } from '../feeds/index.ts'
import { keyOf, linkTo, objectId, type ObjectHeader } from '../store/index.ts'
import { sumAttached } from './attachments.ts'

/** @throws ALTERED */
export function checkNotice(
  notice: Notice,
  header: ObjectHeader,
  blocks: Uint8Array[],
  reader: Uint8Array,
): void {
  const size = blocks.reduce((sum, block) => sum + block.byteLength, 0)
  // Initials are short: only the header says whether this reader is really one of those it went to.
  const isForReader = notice.initials === null || header.to.some((person) => equalBytes(person, reader))
  if (isForReader && isNoticeOf(notice, header) && isTitle(header.title) && notice.size === size) return
  throw new EngineError('ALTERED', 'The notice announced something else than the letter is.', {
    details: { evidence: 'notice and header differ' },
  })
}

export function isNoticeOf(notice: Notice, header: ObjectHeader): boolean {
  const reply = linkTo(header, 'reply')
  const isSameReply =
    reply === null
      ? notice.reply === null
      : notice.reply !== null && equalBytes(objectId(reply.ref), objectId(notice.reply))
  const isSameAudience = notice.isShared || isMadeFor(notice, header)
  const attached = sumAttached(header, notice.ref.person)
  const isSameAttached = notice.attached.count === attached.count && notice.attached.bytes === attached.bytes
  const isSameTitle = notice.title === null || notice.title === noticeTitle(header.title)
  return (
    isSameReply &&
    isReplacing(notice, header) &&
    isSameAudience &&
    isSameTitle &&
    isSameAttached &&
    notice.kind === header.kind &&
    notice.at === header.at
  )
}

/** What was made for an audience says so itself; what was shared with it later cannot. */
function isMadeFor(notice: Notice, header: ObjectHeader): boolean {
  const { audience } = notice
  const { madeFor, to } = header
  return audience.kind === madeFor.kind && equalBytes(keyOf(audience), keyOf(madeFor)) && isNaming(notice, to)
}

function isReplacing({ replaces }: Notice, header: ObjectHeader): boolean {
  const named = linkTo(header, 'replaces')
  if (named === null || replaces === null) return named === null && replaces === null
  return equalBytes(objectId(named.ref), objectId(replaces))
}
