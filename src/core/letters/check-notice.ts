// Whether a letter is what its notice announced: a field that stands in both must be equal in both.
// The last check of reference, before anything is believed or kept.
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { isTitle, noticeTitle, type Notice } from '../feeds/index.ts'
import { linkTo, objectId, type ObjectHeader } from '../store/index.ts'

/** @throws ALTERED */
export function checkNotice(notice: Notice, header: ObjectHeader, blocks: Uint8Array[]): void {
  const size = blocks.reduce((sum, block) => sum + block.byteLength, 0)
  if (isNoticeOf(notice, header) && isTitle(header.title) && notice.size === size) return
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
  const isSameTo =
    notice.to.length === header.to.length && notice.to.every((person, i) => equalBytes(person, header.to[i]!))
  const isSameTitle = notice.title === null || notice.title === noticeTitle(header.title)
  return isSameReply && isSameTo && isSameTitle && notice.kind === header.kind && notice.at === header.at
}
