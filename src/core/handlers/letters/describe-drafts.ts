// Maps drafts to list entries, in each list order, filtered by reader.
// The compose step. The text of a draft is shown as typed, including incomplete names.
import type { Cursor, DraftId, LetterSummary, PersonId, RefText, Tidy } from '../../contract/index.ts'
import type { LetterParts, StoredDraft } from '../../letters/index.ts'
import { encodeCursor, excerptOf, pageOf, type Page, type ListPosition } from '../../views/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { describeDraftAddressees } from './draft-readers.ts'
import { describeKnownFiles } from '../files/describe-file.ts'
import { hexId, isoTime, partyOf, personId } from '../../contract-ids.ts'

/** Returns a page of drafts; only those to `person` if it is given. */
export function describeDrafts(
  home: OpenHome,
  drafts: StoredDraft[],
  person: Uint8Array | null,
  page: Page,
): LetterSummary[] {
  const { parts } = home
  const fitting = person === null ? drafts : drafts.filter((draft) => isFor(parts, draft, personId(person)))
  const positioned = fitting.map((draft) => ({ ...positionOf(draft), draft }))
  return pageOf(positioned, page).map(({ draft, ...position }) => describeDraft(home, draft, position))
}

function isFor(parts: LetterParts, draft: StoredDraft, person: PersonId): boolean {
  return describeDraftAddressees(parts, draft).some((addressee) => addressee.person === person)
}

/**
 * Returns the position of a draft in a list: by the time it was saved, or the bytes of its text.
 */
function positionOf({ id, savedAt, text }: StoredDraft): ListPosition {
  return { at: savedAt, size: Buffer.byteLength(text), object: id }
}

const UNTIDIED: Tidy = {
  ...{ archived: false, starred: false, unread: false },
  ...{ snoozedUntil: null, labels: [] },
}

function describeDraft(home: OpenHome, draft: StoredDraft, position: ListPosition): LetterSummary {
  const { parts } = home
  const files = describeKnownFiles(home, draft.attachments)
  return {
    kind: 'letter',
    mail: null,
    ref: null,
    draft: hexId(draft.id) as DraftId,
    from: partyOf(parts, parts.identity.person),
    to: describeDraftAddressees(parts, draft),
    unnamed: 0,
    opensFrom: null,
    subject: draft.subject,
    sentAt: isoTime(draft.savedAt),
    size: position.size,
    attached: {
      ...{ count: files.length, size: files.reduce((sum, { size }) => sum + size, 0) },
      names: files.map(({ name }) => name),
    },
    policy: draft.policy,
    deletedAt: null,
    state: 'draft',
    stateAt: null,
    tally: null,
    replyTo: draft.replyTo as RefText | null,
    replaces: draft.replaces as RefText | null,
    isReplaced: false,
    answer: null,
    confirmed: null,
    asks: null,
    remindsAt: null,
    nudgedAt: null,
    goesAt: null,
    arrivedAt: null,
    excerpt: excerptOf(draft.text),
    tidy: UNTIDIED,
    bin: null,
    imported: null,
    cursor: encodeCursor(position) as Cursor,
  }
}
