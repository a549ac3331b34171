// The contract's letters: writing and reading, what their authors do to them, what their readers say.
import {
  listStates,
  statusOf,
  tallyOf,
  type ActResult as Acted,
  type ReaderStatus as Standing,
} from '../../access/index.ts'
import { equalBytes, toHex } from '../../base/index.ts'
import type { ActResult, DraftId, Handlers } from '../../contract/index.ts'
import { EngineError } from '../../contract/errors.ts'
import {
  askFor,
  findPolicy,
  hold,
  letGo,
  costOf,
  listAsks,
  markObject,
  recall,
} from '../../delivery/index.ts'
import {
  getDraft,
  readItem,
  readThread,
  sendLetter,
  undoSend,
  type LetterParts,
  type LetterOrder,
} from '../../letters/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { linkTo, objectId, type Ref } from '../../store/index.ts'
import type { EventPublisher } from '../../event-publisher.ts'
import { tellItem } from './letter-tell.ts'
import { tellMail, tellThreadItem } from './mail-tell.ts'
import {
  hexId,
  isoTime,
  isoTimeOrNull,
  partyOf,
  personId,
  refText,
  resolveRef,
  wideAddressee,
} from '../../contract-ids.ts'
import { defaultMode, resolveRecipients } from './recipients.ts'

type LetterHandlers = Handlers['letters']
type Listing = 'list' | 'counts' | 'search' | 'summary' | 'history' | 'tidy' | 'export'
type Sharing = 'share' | 'withdraw' | 'who'

/** `open` gives the open home or refuses. */
export function createLetterHandlers(
  open: () => OpenHome,
  events: Pick<EventPublisher, 'publish'>,
): Omit<LetterHandlers, Listing | Sharing> {
  return {
    async send(input) {
      const home = open()
      const { parts } = home
      const recipients = resolveRecipients(home, input.to)
      const keepPlace = recipients.audiences.length === 0 || (input.keepPlace ?? false)
      const attached = await linksTo(home, input.attachments ?? [], keepPlace, input.asIs ?? [])
      const { ref, state } = await sendLetter(parts, {
        recipients,
        subject: input.subject,
        text: input.text,
        reply: input.replyTo === undefined ? null : await resolveRef(parts, input.replyTo),
        replaces: input.replaces === undefined ? null : await resolveRef(parts, input.replaces),
        tags: input.tags ?? [],
        ...attached,
        policy: {
          mode: input.mode ?? defaultMode(recipients.audiences),
          urgent: input.urgent,
          hold: input.hold,
          notBefore: input.at === undefined ? null : Date.parse(input.at),
          expiresAt: input.expires === undefined ? null : Date.parse(input.expires),
        },
        draft: input.draftId === undefined ? null : getDraft(parts.ledger, input.draftId).id,
      })
      if (input.draftId !== undefined)
        events.publish({ type: 'draft-changed', draft: input.draftId as DraftId })
      return { ref: refText(ref), state }
    },
    async read({ ref, waitMs }, { signal }) {
      const { parts, reference } = open()
      const resolved = await resolveRef(parts, ref)
      const opened = await reference.open(resolved, { waitMs, signal })
      const reply = linkTo(opened.header, 'reply')
      const original = reply === null ? null : tellItem(parts, await readItem(parts, reference, reply.ref))
      return { ...(await tellMail(parts, resolved, opened)), original }
    },
    async thread({ ref }) {
      const { parts, reference } = open()
      const items = await readThread(parts, reference, await resolveRef(parts, ref))
      return Promise.all(
        items.map(async ({ depth, ...item }) => ({ ...(await tellThreadItem(parts, item)), depth })),
      )
    },
    async status({ ref, limit, after }) {
      const { parts } = open()
      const own = await resolveOwn(parts, ref)
      return { ref: refText(own), ...tellReaders(parts, objectId(own), { limit, after }) }
    },
    async undo({ ref }) {
      const { parts, space } = open()
      const own = await resolveOwn(parts, ref)
      const id = await undoSend(parts, objectId(own), (tx, place) => space.giveUp(tx, place))
      const draft = hexId(id) as DraftId
      events.publish({ type: 'letter-changed', ref: refText(own) })
      events.publish({ type: 'draft-changed', draft })
      return { draft }
    },
    hold: async ({ ref }) => act(open().parts, ref, hold),
    letGo: async ({ ref }) => act(open().parts, ref, letGo),
    recall: async ({ ref }) => act(open().parts, ref, recall),
    async cost({ ref }) {
      const { parts } = open()
      return costOf(parts, objectId(await resolveOwn(parts, ref)))
    },
    async mark({ ref, value, note }) {
      const { parts } = open()
      const resolved = await resolveRef(parts, ref)
      await markObject(parts, objectId(resolved), value, note ?? '')
      return { ref: refText(resolved), state: value }
    },
    async ask({ ref, text }) {
      const { parts } = open()
      const resolved = await resolveRef(parts, ref)
      const via = (await parts.index.listReplies(objectId(resolved)))[0]?.object ?? null
      await askFor(parts, resolved, { text, via })
      return { ref: refText(resolved), state: 'asked' }
    },
    asks: async () => tellAsks(open().parts),
  }
}

/** What a letter attaches files of mine by; where places are not kept, copies without. @throws NOT_FOUND, NOT_YOURS, PLACE_REMAINS */
async function linksTo(
  { files }: OpenHome,
  ids: readonly string[],
  keepPlace: boolean | readonly string[],
  asIs: readonly string[],
): Promise<Pick<LetterOrder, 'attachments' | 'keepsLocation'>> {
  const objectsOf = (some: readonly string[]): Uint8Array[] => some.map((id) => files.getOwnFile(id).object)
  const own = ids.map((id) => files.getOwnFile(id))
  const named = new Set((typeof keepPlace === 'boolean' ? [] : objectsOf(keepPlace)).map(toHex))
  const isKept = ({ object }: (typeof own)[number]): boolean => keepPlace === true || named.has(toHex(object))
  const others = own.filter((file) => !isKept(file))
  const placeless = (await files.placeless.ofFiles(others, objectsOf(asIs))).values()
  return {
    attachments: own.map((file) => (isKept(file) ? files.linkTo(file) : placeless.next().value!)),
    keepsLocation: own.filter(isKept).map(({ object }) => object),
  }
}

interface ReaderPage {
  limit: number
  after: string | undefined
}

function tellReaders(parts: LetterParts, object: Uint8Array, page: ReaderPage) {
  const { ledger, clockGuard, audiences } = parts
  const { now } = clockGuard.read()
  const tally = tallyOf(ledger, object, now, audiences)
  const readers = page.limit === 0 ? [] : statusOf(ledger, object, now, audiences)
  const ordered = pageOf(inOrder(parts, object, readers), page)
  return { tally, readers: ordered.map((reader) => tellReader(parts, object, reader)) }
}

function tellReader(
  parts: LetterParts,
  object: Uint8Array,
  { person, state, at, arrivedAt, note }: Standing,
) {
  return {
    ...partyOf(parts, person),
    state,
    at: isoTime(at),
    arrivedAt: isoTimeOrNull(arrivedAt),
    note,
    history: listStates(parts.ledger, object, person).map((said) => ({
      value: said.value,
      at: isoTime(said.at),
      note: said.note,
    })),
  }
}

export function pageOf<T extends { person: Uint8Array }>(list: T[], { limit, after }: ReaderPage): T[] {
  const start = after === undefined ? 0 : list.findIndex(({ person }) => personId(person) === after) + 1
  return list.slice(start, start + limit)
}

/** How far a reader has come: who has done something stands first. */
const PROGRESS: Readonly<Record<string, number>> = { done: 0, accepted: 0, declined: 0, referenced: 1 }

/** Readers as the letter was addressed, not by their keys; members of a group by what they did, then by name. */
export function inOrder<T extends { person: Uint8Array; state?: string }>(
  parts: LetterParts,
  object: Uint8Array,
  readers: T[],
): T[] {
  const to = parts.store.findOwn(parts.ledger, object)?.header.to ?? []
  const placed = readers.map((reader) => {
    const place = to.findIndex((one) => equalBytes(one, reader.person))
    const progress = PROGRESS[reader.state ?? ''] ?? 2
    const { name } = partyOf(parts, reader.person)
    return { reader, name, place: place === -1 ? to.length + progress : place }
  })
  placed.sort((a, b) => a.place - b.place || a.name.localeCompare(b.name))
  return placed.map(({ reader }) => reader)
}

function tellAsks(parts: LetterParts): Awaited<ReturnType<LetterHandlers['asks']>> {
  const { store, ledger, inbox } = parts
  return listAsks(ledger).flatMap(({ object, person, via, text, at }) => {
    const own = store.findOwn(ledger, object)
    if (own === null) return []
    const met =
      via === null ? null : (store.findOwn(ledger, via)?.ref ?? inbox.find(ledger, via)?.notice.ref ?? null)
    const from = partyOf(parts, person)
    return [{ ref: refText(own.ref), from, text, at: isoTime(at), via: met === null ? null : refText(met) }]
  })
}

/** An author's own letter by its ref. @throws NOT_FOUND, NOT_YOURS */
export async function resolveOwn(parts: LetterParts, text: string): Promise<Ref> {
  const ref = await resolveRef(parts, text)
  const object = objectId(ref)
  const own = parts.store.findOwn(parts.ledger, object)
  if (own !== null && findPolicy(parts.ledger, object) !== null) return own.ref
  const isAnothers =
    parts.inbox.find(parts.ledger, object) !== null || !equalBytes(ref.person, parts.identity.person)
  if (isAnothers) throw new EngineError('NOT_YOURS', 'Only its author can do that.')
  throw new EngineError('NOT_FOUND', 'There is no such letter here.')
}

async function act(
  parts: LetterParts,
  text: string,
  perform: (parts: LetterParts, object: Uint8Array) => Promise<Acted>,
): Promise<ActResult> {
  const own = await resolveOwn(parts, text)
  const kind = parts.store.findOwn(parts.ledger, objectId(own))?.header.kind
  if (kind !== undefined) parts.kinds[kind].checkAct?.()
  return tellActed(parts, own, await perform(parts, objectId(own)))
}

export function tellActed(parts: LetterParts, own: Ref, { readers, wide }: Acted): ActResult {
  return {
    ref: refText(own),
    readers: inOrder(parts, objectId(own), [...readers]).map(({ person, outcome }) => ({
      ...partyOf(parts, person),
      outcome,
    })),
    audiences: wide.flatMap(({ audience: { kind, key }, outcome }) =>
      kind === 'person' ? [] : [{ ...wideAddressee(parts, { kind, key }), outcome }],
    ),
  }
}
