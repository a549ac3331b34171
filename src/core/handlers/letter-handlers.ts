// The contract's letters: writing and reading, what their authors do to them, what their readers say.
import { listStates, statusOf, type ReaderOutcome } from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import type { ActResult, DraftId, Handlers } from '../contract/index.ts'
import { EngineError } from '../contract/errors.ts'
import {
  askFor,
  findOwnLetter,
  getDraftId,
  holdLetter,
  letGoLetter,
  letterCost,
  listAsks,
  markLetter,
  readItem,
  readThread,
  recallLetter,
  sendLetter,
  type LetterParts,
} from '../letters/index.ts'
import type { OpenHome } from '../open-home.ts'
import { linkTo, objectId, type Ref } from '../store/index.ts'
import type { EventPublisher } from './event-publisher.ts'
import { tellItem, tellLetter } from './letter-tell.ts'
import { isoTime, isoTimeOrNull, partyOf, refText, resolveRef } from './names.ts'

type LetterHandlers = Handlers['letters']
type Listing = 'list' | 'counts' | 'search' | 'summary' | 'tidy' | 'export'

/** `open` gives the open home or refuses. */
export function createLetterHandlers(
  open: () => OpenHome,
  events: Pick<EventPublisher, 'publish'>,
): Omit<LetterHandlers, Listing> {
  return {
    async send(input) {
      const { parts } = open()
      if (input.to.some((who) => who === 'self' || who === 'public')) {
        throw new EngineError(
          'INVALID',
          'Letters go to persons; notes to oneself and public posts are not there yet.',
        )
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
      return { ...tellLetter(parts, resolved, opened), original }
    },
    async thread({ ref }) {
      const { parts, reference } = open()
      const items = await readThread(parts, reference, await resolveRef(parts, ref))
      return items.map(({ depth, ...item }) => ({ ...tellItem(parts, item), depth }))
    },
    async status({ ref }) {
      const { parts } = open()
      const own = await resolveOwn(parts, ref)
      return { ref: refText(own), readers: tellReaders(parts, objectId(own)) }
    },
    hold: async ({ ref }) => act(open().parts, ref, holdLetter),
    letGo: async ({ ref }) => act(open().parts, ref, letGoLetter),
    recall: async ({ ref }) => act(open().parts, ref, recallLetter),
    async cost({ ref }) {
      const { parts } = open()
      return letterCost(parts, objectId(await resolveOwn(parts, ref)))
    },
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
    asks: async () => tellAsks(open().parts),
  }
}

function tellReaders(parts: LetterParts, object: Uint8Array) {
  const { ledger, clockGuard } = parts
  const readers = statusOf(ledger, object, clockGuard.read().now)
  return inOrderOfAddress(parts, object, readers).map(({ person, state, at, arrivedAt, note }) => ({
    ...partyOf(parts, person),
    state,
    at: isoTime(at),
    arrivedAt: isoTimeOrNull(arrivedAt),
    note,
    history: listStates(ledger, object, person).map((said) => ({
      value: said.value,
      at: isoTime(said.at),
      note: said.note,
    })),
  }))
}

/** Readers as the letter was addressed, not by their keys. */
function inOrderOfAddress<T extends { person: Uint8Array }>(
  parts: LetterParts,
  object: Uint8Array,
  readers: T[],
): T[] {
  const to = parts.store.findOwn(parts.ledger, object)?.header.to ?? []
  const placeOf = ({ person }: T): number => to.findIndex((one) => equalBytes(one, person))
  return [...readers].sort((a, b) => placeOf(a) - placeOf(b))
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
async function resolveOwn(parts: LetterParts, text: string): Promise<Ref> {
  const ref = await resolveRef(parts, text)
  const object = objectId(ref)
  const own = parts.store.findOwn(parts.ledger, object)
  if (own !== null && findOwnLetter(parts.ledger, object) !== null) return own.ref
  const isAnothers =
    parts.inbox.find(parts.ledger, object) !== null || !equalBytes(ref.person, parts.identity.person)
  if (isAnothers) throw new EngineError('NOT_YOURS', 'Only its author can do that.')
  throw new EngineError('NOT_FOUND', 'There is no such letter here.')
}

async function act(
  parts: LetterParts,
  text: string,
  perform: (parts: LetterParts, object: Uint8Array) => Promise<ReaderOutcome[]>,
): Promise<ActResult> {
  const own = await resolveOwn(parts, text)
  const readers = await perform(parts, objectId(own))
  return {
    ref: refText(own),
    readers: inOrderOfAddress(parts, objectId(own), readers).map(({ person, outcome }) => ({
      ...partyOf(parts, person),
      outcome,
    })),
  }
}
