// The rules for a notice, by its author and its audience. The rules are pure functions, which read
// no rows. This is the first half of receive. A notice that breaks a rule is counted, skipped and
// never filed.
import { equalBytes, MalformedRecord } from '../base/index.ts'
import { isTitle, noticeForm, type FeedSource, type Notice } from '../feeds/index.ts'
import { factsOf, isPossibleSize, isPossiblyWritten, isPublished, MAX_LINKS } from '../store/index.ts'

const CONTENT_KEY_BYTES = 32

export interface NoticeReader {
  /**
   * Checks that the notice is for the readers of the feed that contains it.
   * @throws MalformedRecord
   */
  checkAudience(): void
  /** The content key in the grant of a notice; null if the grant is not for this reader. */
  openGrant(notice: Notice): Uint8Array | null
  /** True if the author uses this device, or used it before the current one. */
  isDeviceOf(person: Uint8Array, device: Uint8Array): boolean
  /** True if the believed card of the author names this device as their desk. */
  isDeskOf(person: Uint8Array, device: Uint8Array): boolean
}

/**
 * A notice counts only if it is for an object of its own author and for this reader, and has a
 * grant exactly if it is open.
 * @throws MalformedRecord
 */
export function checkIncoming(source: FeedSource, notice: Notice, reader: NoticeReader): void {
  const { ref, mode, grant, expiresAt, releaser } = notice
  const isOwn =
    equalBytes(ref.person, source.person) &&
    (equalBytes(ref.device, source.device) || reader.isDeviceOf(ref.person, ref.device))
  if (!isOwn) throw new MalformedRecord('a notice for the object of another author')
  const isReleaser =
    equalBytes(releaser.device, source.device) || reader.isDeskOf(source.person, releaser.device)
  if (!isReleaser) throw new MalformedRecord('a releaser that is not a device of the author')
  reader.checkAudience()
  if ((mode === 'open') !== (grant !== null))
    throw new MalformedRecord('a controlled notice with a grant, or an open one without')
  if (mode === 'open' && expiresAt !== null) throw new MalformedRecord('an open notice that expires')
  if (grant !== null && reader.openGrant(notice)?.byteLength !== CONTENT_KEY_BYTES)
    throw new MalformedRecord('a grant for another reader')
  if (!isPossibleSize(ref.chunkCount, notice.size)) throw new MalformedRecord('an impossible size')
  if (!isPossiblyWritten(notice.kind, ref.chunkCount, notice.attached.count))
    throw new MalformedRecord('larger than any letter')
  checkAttached(notice)
  checkGate(notice)
  checkWords(notice)
  if (notice.title !== null && !isTitle(notice.title))
    throw new MalformedRecord('a title that is not one line')
}

/** @throws MalformedRecord if no such set of stations can exist, or none may release the object */
function checkGate({ gate, mode, audience }: Notice): void {
  if (gate === null) return
  if (mode !== 'controlled' || isPublished(audience))
    throw new MalformedRecord('a gate before what needs none')
  const { number, need, hashes } = gate
  if (number < 1 || need < 1 || need > hashes.length) throw new MalformedRecord('an impossible gate')
}

/** @throws MalformedRecord if words come before an object that no words can give */
function checkWords({ words, mode, isShared, to, initials, ref, kind, attached }: Notice): void {
  if (words === null) return
  const isAlone = mode === 'open' && !isShared && to.length <= 1 && initials === null
  if (!isAlone || ref.chunkCount !== 1 || !factsOf(kind).mayHaveWords || attached.count > 0)
    throw new MalformedRecord('words of an object that is not a short open letter')
}

/** No more files than an object can link, and no bytes without a file. */
function checkAttached({ attached: { count, bytes } }: Notice): void {
  if (count > MAX_LINKS || (count === 0 && bytes > 0)) throw new MalformedRecord('impossible attachments')
}

/**
 * True if both notices say the same about the same object for the same audience. Position, grant,
 * gate, words and epoch may differ: words are checked against the object itself.
 */
export function isSameNotice(one: Notice, other: Notice): boolean {
  return equalBytes(withoutHints(one), withoutHints(other))
}

const NOTHING = new Uint8Array(32)

function withoutHints(notice: Notice): Uint8Array {
  const { audience } = notice
  const noEpoch = { era: 0, epoch: 0, number: 0, record: NOTHING }
  return noticeForm.encode({
    ...notice,
    ref: { ...notice.ref, core: NOTHING, start: 0 },
    releaser: { device: NOTHING, term: 0 },
    boxNumber: 0,
    grant: null,
    gate: null,
    words: null,
    audience: audience.kind === 'group' ? { ...audience, ...noEpoch } : audience,
  })
}
