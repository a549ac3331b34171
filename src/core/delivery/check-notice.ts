// Compares an opened object with its notice. A field that both contain must be equal.
// This is the last check of reference before the object is believed or kept.
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
  // Initials are short, so only the header proves that this reader is one of its addressees.
  const isForReader = notice.initials === null || header.to.some((person) => equalBytes(person, reader))
  if (isForReader && isNoticeOf(notice, header) && isTitle(header.title) && notice.size === size) return
  throw new EngineError('ALTERED', 'The notice does not match the letter.', {
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

/**
 * An object names the audience that it was made for. Audiences of a later share are not in its
 * header.
 */
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
