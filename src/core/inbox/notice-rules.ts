// What a notice must be to count, by who wrote it and for which audience: pure rules, no rows.
// The first half of receive; whatever breaks one is counted, skipped, and never filed.
import { encodeRecord, equalBytes, MalformedRecord } from '../base/index.ts'
import { isTitle, noticeEncoding, type FeedSource, type Notice } from '../feeds/index.ts'
import { factsOf, isPossibleSize, MAX_CHUNKS_AT_ONCE, MAX_LINKS } from '../store/index.ts'

const CONTENT_KEY_BYTES = 32

export interface NoticeReader {
  /** The notice is for those who read the feed in which it was written. @throws MalformedRecord */
  checkAudience(): void
  /** The content key in a notice's grant, or null when it is not for this reader. */
  openGrant(notice: Notice): Uint8Array | null
  /** Whether the author wrote with this device, or did before the one that says it now. */
  isDeviceOf(person: Uint8Array, device: Uint8Array): boolean
  /** Whether the believed card of the author names this device as their desk. */
  isDeskOf(person: Uint8Array, device: Uint8Array): boolean
}

/** A notice counts only for its own author's objects, for this reader, and with a grant exactly where one belongs. @throws MalformedRecord */
export function checkIncoming(source: FeedSource, notice: Notice, reader: NoticeReader): void {
  const { ref, mode, grant, expiresAt, releaser } = notice
  const isOwn =
    equalBytes(ref.person, source.person) &&
    (equalBytes(ref.device, source.device) || reader.isDeviceOf(ref.person, ref.device))
  if (!isOwn) throw new MalformedRecord('a notice of another’s object')
  const isReleaser =
    equalBytes(releaser.device, source.device) || reader.isDeskOf(source.person, releaser.device)
  if (!isReleaser) throw new MalformedRecord('another’s releaser')
  reader.checkAudience()
  if ((mode === 'open') !== (grant !== null))
    throw new MalformedRecord('a grant where none belongs, or none where one does')
  if (mode === 'open' && expiresAt !== null) throw new MalformedRecord('an open notice that expires')
  if (grant !== null && reader.openGrant(notice)?.byteLength !== CONTENT_KEY_BYTES)
    throw new MalformedRecord('a grant not for us')
  if (!isPossibleSize(ref.chunkCount, notice.size)) throw new MalformedRecord('an impossible size')
  if (factsOf(notice.kind).isReadWhole && ref.chunkCount > MAX_CHUNKS_AT_ONCE)
    throw new MalformedRecord('larger than any letter')
  checkAttached(notice)
  if (notice.title !== null && !isTitle(notice.title))
    throw new MalformedRecord('a title that is not one line')
}

/** As many as one object may link, and no bytes of nothing. */
function checkAttached({ attached: { count, bytes } }: Notice): void {
  if (count > MAX_LINKS || (count === 0 && bytes > 0)) throw new MalformedRecord('impossible attachments')
}

/** Whether both say the same of the same object to the same audience; a place, a grant and an epoch may be other ones. */
export function isSameNotice(one: Notice, other: Notice): boolean {
  return equalBytes(withoutHints(one), withoutHints(other))
}

const NOTHING = new Uint8Array(32)

function withoutHints(notice: Notice): Uint8Array {
  const { audience } = notice
  const place = { era: 0, epoch: 0, number: 0, record: NOTHING }
  return encodeRecord(noticeEncoding, {
    ...notice,
    ref: { ...notice.ref, core: NOTHING, start: 0 },
    releaser: { device: NOTHING, term: 0 },
    boxNumber: 0,
    grant: null,
    audience: audience.kind === 'group' ? { ...audience, ...place } : audience,
  })
}
