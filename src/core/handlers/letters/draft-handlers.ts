// Handlers for drafts: save, show, list, send and remove them.
import type { CallContext } from '../../contract/calls.ts'
import { EngineError } from '../../contract/errors.ts'
import type { Draft, DraftId, Policy, RefText, SentDraft, SentLetter } from '../../contract/index.ts'
import { canHaveVersions, fitPolicy } from '../../delivery/index.ts'
import type { Ledger } from '../../ledger/index.ts'
import { isPublished } from '../../store/index.ts'
import {
  beginDraft,
  findDraft,
  getDraft,
  listDrafts,
  noDraft,
  parseDraftId,
  removeDraft,
  saveDraft,
  savedVersion,
  type DraftText,
  type StoredDraft,
} from '../../letters/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { resolveDraftReaders, describeDraftAddressees, describeDraftReaders } from './draft-readers.ts'
import { letCheck } from './let-check.ts'
import { resolveRecipients } from './recipients.ts'
import { findSentBefore, sayWritten, sendOnce, sendWritten, type WrittenLetter } from './send-written.ts'
import { describeKnownFiles } from '../files/describe-file.ts'
import { hexId, isoTime } from '../../contract-ids.ts'
import type { Serving } from '../serving.ts'

export const draftHandlers: Serving<'drafts'> = {
  async save(home, { draft, begins, ...text }, { publish }) {
    const { parts } = home
    const { to, typed } = resolveDraftReaders(home, text.to)
    const now = parts.clock.now()
    const kept = {
      ...text,
      to,
      typed: [...typed, ...(text.typed ?? [])],
      replyTo: text.replyTo ?? null,
      replaces: text.replaces ?? null,
      saying: text.saying ?? null,
      attachments: text.attachments ?? [],
      remindAfterMs: text.remindAfterMs ?? null,
      from: text.from ?? null,
    }
    const id = await keep(parts.ledger, { draft, begins }, kept, now)
    const saved = { draft: hexId(id) as DraftId, savedAt: isoTime(now) }
    publish({ type: 'draft-changed', ...saved, isNew: draft === undefined || begins === true })
    return saved
  },
  async get(home, { draft }) {
    return describeFullDraft(home, getDraft(home.parts.ledger, draft))
  },
  async list(home) {
    return listDrafts(home.parts.ledger).map((draft) => describeFullDraft(home, draft))
  },
  async send(home, { draft, savedAt, undoMs = 0, asIs }, { publish, checkLetter }) {
    const stored = findDraft(home.parts.ledger, draft)
    const before = findSentVersion(home, { draft, savedAt, isGone: stored === null })
    if (before !== null) return before
    if (stored === null) throw noDraft()
    const version = savedVersion(stored.savedAt)
    const sent = await sendOnce(home, { id: stored.id, version }, async () => {
      const earliest = undoMs === 0 ? null : home.parts.clockGuard.read().now + undoMs
      return { ...(await sendDraft(home, stored, { asIs, earliest }, checkLetter)), undoMs }
    })
    publish({ type: 'draft-changed', draft: draft as DraftId, savedAt: null, isNew: false })
    return sent
  },
  async remove({ parts: { ledger } }, { draft }, { publish }) {
    const { id } = getDraft(ledger, draft)
    await ledger.write((tx) => removeDraft(tx, id))
    await ledger.checkpoint()
    const removed = hexId(id) as DraftId
    publish({ type: 'draft-changed', draft: removed, savedAt: null, isNew: false })
    return { draft: removed }
  },
}

function keep(
  ledger: Ledger,
  { draft, begins = false }: { draft: string | undefined; begins: boolean | undefined },
  text: DraftText,
  now: number,
): Promise<Uint8Array> {
  if (draft === undefined) return saveDraft(ledger, null, text, now)
  if (begins) return beginDraft(ledger, draft, text, now)
  const id = parseDraftId(draft)
  if (id === null) throw noDraft()
  return saveDraft(ledger, id, text, now)
}

/**
 * Sends a draft. Drops policy choices that its readers cannot have; they may have been made before
 * the readers were chosen.
 */
async function sendDraft(
  home: OpenHome,
  stored: StoredDraft,
  more: Pick<WrittenLetter, 'asIs' | 'earliest'>,
  checkLetter: CallContext['checkLetter'],
): Promise<SentLetter> {
  const [unknown] = stored.typed
  if (unknown !== undefined) throw new EngineError('NOT_FOUND', `Nobody and no group is called ${unknown}.`)
  const { id, savedAt, subject, text, policy, replyTo, replaces, saying, tags, remindAfterMs } = stored
  const from = stored.from ?? undefined
  const recipients = resolveRecipients(home, describeDraftReaders(stored))
  await letCheck(home, recipients, { replyTo, replaces }, checkLetter)
  const draft = { id, savedAt, version: savedVersion(savedAt) }
  const isHere = (file: string): boolean => home.files.findOwnFile(file) !== null
  const attachments = stored.attachments.filter(isHere)
  if (saying !== null) {
    const links = { replyTo, replaces, attachments, asIs: more.asIs, from }
    return sayWritten(home, recipients, { text, asks: saying.asks, draft, ...links })
  }
  const keepPlace = typeof policy.keepPlace === 'boolean' ? policy.keepPlace : policy.keepPlace.filter(isHere)
  return sendWritten(home, recipients, {
    ...{ subject: subject.trim(), text, replyTo, draft, attachments, from },
    ...(canHaveVersions(home.parts, recipients) ? { replaces, tags } : {}),
    remindAfterMs: recipients.audiences.every(isPublished) ? null : remindAfterMs,
    policy: fitPolicy({ ...policy, keepPlace }, recipients.audiences),
    ...more,
  })
}

/** The answer for this version of a draft if it was sent; for any version if no words are left. */
function findSentVersion(
  home: OpenHome,
  { draft, savedAt, isGone }: { draft: string; savedAt: string | undefined; isGone: boolean },
): SentDraft | null {
  const id = parseDraftId(draft)
  if (id === null) return null
  const version = savedAt === undefined ? null : savedVersion(Date.parse(savedAt))
  const exact = version === null ? null : findSentBefore(home, { id, version })
  return exact ?? (isGone ? findSentBefore(home, { id, version: null }) : null)
}

function describeFullDraft(
  home: OpenHome,
  { id, savedAt, replyTo, replaces, attachments, policy, ...text }: StoredDraft,
): Draft {
  return {
    ...text,
    to: describeDraftReaders(text),
    readers: describeDraftAddressees(home.parts, text),
    attachments: describeKnownFiles(home, attachments),
    policy: { ...policy, keepPlace: describeKeptPlaces(home, policy.keepPlace) },
    replaces: replaces as RefText | null,
    draft: hexId(id) as DraftId,
    replyTo: replyTo as RefText | null,
    savedAt: isoTime(savedAt),
  }
}

/** Leaves out deleted files. */
function describeKeptPlaces(home: OpenHome, keepPlace: boolean | string[]): Policy['keepPlace'] {
  if (typeof keepPlace === 'boolean') return keepPlace
  const files = describeKnownFiles(home, keepPlace).map(({ file }) => file)
  return files.length === 0 ? false : files
}
