// The contract's drafts.
import type { Draft, DraftId, Handlers, RefText } from '../../contract/index.ts'
import type { Ledger } from '../../ledger/index.ts'
import {
  beginDraft,
  getDraft,
  listDrafts,
  removeDraft,
  saveDraft,
  type DraftText,
  type StoredDraft,
} from '../../letters/index.ts'
import type { OpenHome } from '../../open-home.ts'
import type { EventPublisher } from '../../event-publisher.ts'
import { resolveDraftReaders, tellDraftAddressees, tellDraftReaders } from './draft-readers.ts'
import { tellKnownFiles } from '../files/file-tell.ts'
import { hexId, isoTime } from '../../contract-ids.ts'

export function createDraftHandlers(
  open: () => OpenHome,
  events: Pick<EventPublisher, 'publish'>,
): Pick<Handlers, 'drafts'> {
  return {
    drafts: {
      async save({ draft, begins, ...text }) {
        const home = open()
        const { parts } = home
        const { to, typed } = resolveDraftReaders(home, text.to)
        const now = parts.clock.now()
        const kept = {
          ...text,
          to,
          typed: [...typed, ...(text.typed ?? [])],
          replyTo: text.replyTo ?? null,
          replaces: text.replaces ?? null,
          attachments: text.attachments ?? [],
          keepPlace: text.keepPlace ?? false,
          at: text.at ?? null,
          expires: text.expires ?? null,
          mode: text.mode ?? null,
        }
        const id = await keep(parts.ledger, { draft, begins }, kept, now)
        const saved = hexId(id) as DraftId
        events.publish({ type: 'draft-changed', draft: saved })
        return { draft: saved, savedAt: isoTime(now) }
      },
      async get({ draft }) {
        const home = open()
        return tellWhole(home, getDraft(home.parts.ledger, draft))
      },
      async list() {
        const home = open()
        return listDrafts(home.parts.ledger).map((draft) => tellWhole(home, draft))
      },
      async remove({ draft }) {
        const { ledger } = open().parts
        const { id } = getDraft(ledger, draft)
        await ledger.write((tx) => removeDraft(tx, id))
        await ledger.checkpoint()
        const removed = hexId(id) as DraftId
        events.publish({ type: 'draft-changed', draft: removed })
        return { draft: removed }
      },
    },
  }
}

function keep(
  ledger: Ledger,
  { draft, begins = false }: { draft: string | undefined; begins: boolean | undefined },
  text: DraftText,
  now: number,
): Promise<Uint8Array> {
  if (draft === undefined) return saveDraft(ledger, null, text, now)
  return begins
    ? beginDraft(ledger, draft, text, now)
    : saveDraft(ledger, getDraft(ledger, draft).id, text, now)
}

function tellWhole(
  home: OpenHome,
  { id, savedAt, replyTo, replaces, attachments, keepPlace, ...text }: StoredDraft,
): Draft {
  return {
    ...text,
    to: tellDraftReaders(text),
    readers: tellDraftAddressees(home.parts, text),
    attachments: tellKnownFiles(home, attachments),
    keepPlace: tellPlaced(home, keepPlace),
    replaces: replaces as RefText | null,
    draft: hexId(id) as DraftId,
    replyTo: replyTo as RefText | null,
    savedAt: isoTime(savedAt),
  }
}

/** Files that are no more keep nothing. */
function tellPlaced(home: OpenHome, keepPlace: boolean | string[]): Draft['keepPlace'] {
  if (typeof keepPlace === 'boolean') return keepPlace
  const files = tellKnownFiles(home, keepPlace).map(({ file }) => file)
  return files.length === 0 ? false : files
}
