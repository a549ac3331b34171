// The contract's letters and drafts, told in the words of the nouns that do them.
import { listStates, statusOf, type ReaderOutcome } from '../access/index.ts'
import { equalBytes, toHex } from '../base/index.ts'
import type { Addressee, ActResult, Cursor, DraftId, Handlers, Letter, LetterState, LetterSummary, PersonId, RefText, ThreadGap } from '../contract/index.ts'
import { EngineError } from '../contract/errors.ts'
import {
  askFor,
  findOwnLetter,
  getDraftId,
  holdLetter,
  letGoLetter,
  listAsks,
  listDrafts,
  markLetter,
  readItem,
  readThread,
  recallLetter,
  removeDraft,
  saveDraft,
  sendLetter,
  type LetterParts,
  type StoredDraft,
  type ThreadItem,
} from '../letters/index.ts'
import type { OpenHome } from '../open-home.ts'
import { linkTo, objectId, type OpenedObject, type Ref } from '../store/index.ts'
import type { ListedEntry } from '../views/index.ts'
import { hexId, isoTime, isoTimeOrNull, keyOf, partyOf, refText, resolveRef } from './names.ts'

/** `open` gives the open home or refuses. */
export function createLetterHandlers(open: () => OpenHome): Pick<Handlers, 'letters' | 'drafts'> {
  return {
    letters: {
      async send(input) {
        const { parts } = open()
        if (input.to.some((who) => who === 'self' || who === 'public')) {
          throw new EngineError('INVALID', 'Letters go to persons; notes to oneself and public posts are not there yet.')
        }
        const { ref, state } = await sendLetter(parts, {
          to: input.to.map((who) => parts.addressBook.resolve(who)),
          subject: input.subject,
          text: input.text,
          reply: input.replyTo === undefined ? null : await resolveRef(parts, input.replyTo),
          hold: input.hold,
          notBefore: input.at === undefined ? null : Date.parse(input.at),
          expiresAt: input.expires === undefined ? null : Date.parse(input.expires),
          mode: input.mode ?? 'controlled',
          urgent: input.urgent,
          draft: input.draftId === undefined ? null : getDraftId(parts.ledger, input.draftId),
        })
        return { ref: refText(ref), state }
      },
      async list({ box, limit, before }) {
        const { parts } = open()
        if (box === 'drafts') return listDraftSummaries(parts, limit, before ?? null)
        const entries = await parts.index.list(box, limit, before ?? null)
        return entries.map((entry) => summarise(parts, entry))
      },
      async read({ ref, waitMs }, { signal }) {
        const { parts, reference } = open()
        const resolved = await resolveRef(parts, ref)
        const opened = await reference.open(resolved, { waitMs, signal })
        const reply = linkTo(opened.header, 'reply')
        const original = reply === null ? null : tellItem(parts, await readItem(parts, reference, reply.ref))
        return { ...tellLetter(parts, resolved, opened), original }
      },
      async thread({ ref }) {
        const { parts, reference } = open()
        const items = await readThread(parts, reference, await resolveRef(parts, ref))
        return items.map(({ depth, ...item }) => ({ ...tellItem(parts, item), depth }))
      },
      async status({ ref }) {
        const { parts } = open()
        const { own } = await resolveOwn(parts, ref)
        const object = objectId(own)
        const readers = statusOf(parts.ledger, object, parts.clockGuard.read().now).map(({ person, state, at, arrivedAt, note }) => ({
          ...partyOf(parts, person),
          state,
          at: isoTime(at),
          arrivedAt: isoTimeOrNull(arrivedAt),
          note,
          history: listStates(parts.ledger, object, person).map((said) => ({ value: said.value, at: isoTime(said.at), note: said.note })),
        }))
        return { ref: refText(own), readers }
      },
      hold: async ({ ref }) => act(open().parts, ref, holdLetter),
      letGo: async ({ ref }) => act(open().parts, ref, letGoLetter),
      recall: async ({ ref }) => act(open().parts, ref, recallLetter),
      async mark({ ref, value, note }) {
        const { parts } = open()
        const resolved = await resolveRef(parts, ref)
        await markLetter(parts, objectId(resolved), value, note ?? '')
        return { ref: refText(resolved), state: value }
      },
      async ask({ ref, text }) {
        const { parts } = open()
        const resolved = await resolveRef(parts, ref)
        await askFor(parts, resolved, text)
        return { ref: refText(resolved), state: 'asked' }
      },
      async asks() {
        const { parts } = open()
        return listAsks(parts.ledger).flatMap(({ object, person, via, text, at }) => {
          const own = parts.store.findOwn(parts.ledger, object)
          if (own === null) return []
          const met = via === null ? null : parts.store.findOwn(parts.ledger, via)?.ref ?? parts.inbox.find(parts.ledger, via)?.notice.ref ?? null
          return [{ ref: refText(own.ref), from: partyOf(parts, person), text, at: isoTime(at), via: met === null ? null : refText(met) }]
        })
      },
    },
    drafts: {
      async save({ draft, ...text }) {
        const { parts } = open()
        const now = parts.clock.now()
        const known = draft === undefined ? null : getDraftId(parts.ledger, draft)
        const kept = { ...text, replyTo: text.replyTo ?? null, at: text.at ?? null, expires: text.expires ?? null, mode: text.mode ?? null }
        const id = await saveDraft(parts.ledger, known, kept, now)
        return { draft: hexId(id) as DraftId, savedAt: isoTime(now) }
      },
      async list() {
        return listDrafts(open().parts.ledger).map(({ id, savedAt, replyTo, ...text }) => ({
          ...text,
          draft: hexId(id) as DraftId,
          replyTo: replyTo as RefText | null,
          savedAt: isoTime(savedAt),
        }))
      },
      async remove({ draft }) {
        const { ledger } = open().parts
        const id = getDraftId(ledger, draft)
        await ledger.write((tx) => removeDraft(tx, id))
        return { draft: hexId(id) as DraftId }
      },
    },
  }
}

/** An author's own letter by its ref. @throws NOT_FOUND, NOT_YOURS */
async function resolveOwn(parts: LetterParts, text: string): Promise<{ own: Ref }> {
  const ref = await resolveRef(parts, text)
  const own = parts.store.findOwn(parts.ledger, objectId(ref))
  if (own !== null && findOwnLetter(parts.ledger, objectId(ref)) !== null) return { own: own.ref }
  const isKnown = parts.inbox.find(parts.ledger, objectId(ref)) !== null || !equalBytes(ref.person, parts.identity.person)
  throw isKnown ? new EngineError('NOT_YOURS', 'Only its author can do that.') : new EngineError('NOT_FOUND', 'There is no such letter here.')
}

async function act(
  parts: LetterParts,
  text: string,
  perform: (parts: LetterParts, object: Uint8Array) => Promise<ReaderOutcome[]>,
): Promise<ActResult> {
  const { own } = await resolveOwn(parts, text)
  const readers = await perform(parts, objectId(own))
  return { ref: refText(own), readers: readers.map(({ person, outcome }) => ({ ...partyOf(parts, person), outcome })) }
}

function tellLetter(parts: LetterParts, ref: Ref, { header, body }: OpenedObject): Omit<Letter, 'original'> {
  const object = objectId(ref)
  const notice = parts.inbox.find(parts.ledger, object)?.notice
  const own = findOwnLetter(parts.ledger, object)
  return {
    ref: refText(ref),
    from: partyOf(parts, ref.person),
    to: header.to.map((person) => partyOf(parts, person)),
    subject: header.title,
    text: Buffer.from(body).toString('utf8'),
    sentAt: isoTime(header.at),
    links: header.links.map((link) => ({ rel: link.rel, ref: refText(link.ref) })),
    verified: true,
    mode: own?.mode ?? notice?.mode ?? 'controlled',
    urgent: own?.urgent ?? notice?.urgent ?? false,
  }
}

function tellItem(parts: LetterParts, { ref, entry, opened, code }: Omit<ThreadItem, 'depth'>): Omit<Letter, 'original'> | ThreadGap {
  if (opened !== null) return tellLetter(parts, ref, opened)
  return {
    ref: refText(ref),
    // A ref names its author only as a hint; what is not announced to us is shown with no more than that.
    from: partyOf(parts, ref.person),
    to: entry === null ? [] : addressees(parts, entry.to),
    subject: entry?.subject ?? null,
    sentAt: entry === null ? null : isoTime(entry.at),
    code: code!,
  }
}

function addressees(parts: LetterParts, to: string[]): Addressee[] {
  return to.map((person) => partyOf(parts, keyOf(person)))
}

function summarise(parts: LetterParts, entry: ListedEntry): LetterSummary {
  return {
    ref: entry.ref as RefText,
    draft: null,
    from: partyOf(parts, entry.author),
    to: addressees(parts, entry.to),
    subject: entry.subject,
    sentAt: isoTime(entry.at),
    size: entry.size,
    mode: entry.mode,
    state: stateNow(parts, entry),
    urgent: entry.urgent,
    replyTo: (entry.reply?.ref ?? null) as RefText | null,
    expiresAt: isoTimeOrNull(entry.expiresAt),
    cursor: entry.cursor as Cursor,
  }
}

/** A sealed letter's time can run out without anybody saying so. */
function stateNow(parts: LetterParts, entry: ListedEntry): LetterState {
  const isOver = entry.expiresAt !== null && entry.expiresAt <= parts.clockGuard.read().now
  return entry.state === 'sealed' && isOver ? 'expired' : (entry.state as LetterState)
}

function listDraftSummaries(parts: LetterParts, limit: number, before: string | null): LetterSummary[] {
  const drafts = listDrafts(parts.ledger)
  const start = before === null ? 0 : drafts.findIndex(({ id }) => toHex(id) === before) + 1
  return drafts.slice(start, start + limit).map((draft) => summariseDraft(parts, draft))
}

function summariseDraft(parts: LetterParts, draft: StoredDraft): LetterSummary {
  return {
    ref: null,
    draft: hexId(draft.id) as DraftId,
    from: partyOf(parts, parts.identity.person),
    to: draft.to.map((who) => draftAddressee(parts, who)),
    subject: draft.subject,
    sentAt: isoTime(draft.savedAt),
    size: Buffer.byteLength(draft.text),
    mode: draft.mode ?? 'controlled',
    state: 'draft',
    urgent: draft.urgent,
    replyTo: draft.replyTo as RefText | null,
    expiresAt: draft.expires,
    cursor: hexId(draft.id) as Cursor,
  }
}

/** Half a name is a fine thing to have in a draft: it is shown as typed, and has no id. */
function draftAddressee(parts: LetterParts, who: string): Addressee {
  try {
    return partyOf(parts, parts.addressBook.resolve(who).person)
  } catch {
    return { person: '' as PersonId, name: who }
  }
}
