// Handlers for letters: sending, reading, the author's actions and the reader's reports.
import { endQuiet, isQuiet } from '../../accounts/index.ts'
import { outcomesOf, tallyOf, type ActResult as Acted } from '../../access/index.ts'
import { equalBytes } from '../../base/index.ts'
import type { ActResult, DraftId, Handlers, RecallResult } from '../../contract/index.ts'
import { EngineError } from '../../contract/errors.ts'
import {
  askFor,
  defaultMode,
  findPolicy,
  findByWords,
  findDeletion,
  hold,
  letGo,
  schedule,
  costOf,
  listAsks,
  markObject,
  nudgeReaders,
  recall,
  standingOfDeletion,
  type DeletedObject,
  type Wait,
} from '../../delivery/index.ts'
import {
  confirmLetter,
  findRecalledDraft,
  getDraft,
  readItem,
  undoSend,
  type LetterParts,
} from '../../letters/index.ts'
import { untilCommitted } from '../../ledger/index.ts'
import { showAddress, takeAgain } from '../../mail/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { parseTypedAddress, readAnswer } from '../../outside/index.ts'
import { getRef, isWide, linkTo, objectId, type Ref } from '../../store/index.ts'
import { readTidy, tidyObject } from '../../tidy/index.ts'
import { describeReactions } from './describe-reactions.ts'
import { describeMail, describeThreadItem } from './describe-mail.ts'
import { getSummary } from './listing-handlers.ts'
import { loadPictures, openPage } from './mail-part.ts'
import { describeByMail, describeStatus, inOrder } from './describe-readers.ts'
import { describeNudged, describeSilence, resolveSilent } from './describe-silence.ts'
import {
  hexId,
  isoTime,
  isoTimeOrNull,
  partyOf,
  refText,
  resolveRef,
  wideAddressee,
} from '../../contract-ids.ts'
import { letCheck } from './let-check.ts'
import { resolveRecipients } from './recipients.ts'
import { sendWritten } from './send-written.ts'
import { stopMails } from './stop-mails.ts'
import type { Served, Serving } from '../serving.ts'

export const letterHandlers = {
  async send(home, { to, policy, ...letter }, { checkLetter }) {
    const recipients = resolveRecipients(home, to)
    await letCheck(home, recipients, letter, checkLetter)
    return sendWritten(home, recipients, {
      ...letter,
      policy: { ...policy, mode: policy.mode ?? defaultMode(recipients.audiences) },
    })
  },
  async read({ parts, reference }, { ref, waitMs }, { signal, publish }) {
    const resolved = await resolveRef(parts, ref)
    const object = objectId(resolved)
    // A mark that the person sets during the reading stays.
    const wasUnread = readTidy(parts.ledger, object).isUnread
    const onFetched = (bytes: number): void =>
      publish({ type: 'letter-fetching', ref: refText(resolved), bytes })
    const opened = await reference.open(resolved, { waitMs, signal, onFetched })
    if (wasUnread || isQuiet(parts.ledger, object)) await endUnread(parts, object)
    const reply = linkTo(opened.header, 'reply')
    const original =
      reply === null ? null : await describeThreadItem(parts, await readItem(parts, reference, reply.ref))
    return { ...(await describeMail(parts, resolved, opened)), original }
  },
  async answerTo({ parts, outside }, { ref }) {
    const answer = await readAnswer(parts, await resolveOwn(parts, ref), (one) => outside.isOwnAddress(one))
    if (answer === null) throw new EngineError('INVALID', 'It is not a mail.')
    const { sender, all, from } = answer
    return { sender: sender.map(showAddress), all: all.map(showAddress), from }
  },
  async unsubscribe(home, { ref }, served) {
    return stopMails(home, await resolveOwn(home.parts, ref), served)
  },
  async takeAgain({ parts }, { ref }, { publish }) {
    const own = await resolveOwn(parts, ref)
    await parts.ledger.write((tx) => takeAgain(tx, objectId(own)))
    publish({ type: 'letter-changed', ref: refText(own) })
    return getSummary(parts, own)
  },
  async asMade(home, { ref }) {
    return openPage(home, await resolveRef(home.parts, ref))
  },
  async loadPictures(home, { ref, hosts }, { signal }) {
    return loadPictures(home, await resolveRef(home.parts, ref), new Set(hosts), signal)
  },
  async status(home, { ref, limit, after }) {
    const { parts } = home
    const deleted = await findDeleted(parts, ref)
    const own = deleted?.ref ?? (await resolveOwn(parts, ref))
    return {
      ...{ ref: refText(own), ...describeStatus(home, objectId(own), { limit, after }) },
      deletedAt: isoTimeOrNull(deleted?.deletedAt ?? null),
      draft: draftOf(parts, own),
      byMail: describeByMail(parts, objectId(own)),
      silence: describeSilence(parts, objectId(own)),
      reactions: describeReactions(parts, objectId(own)),
    }
  },
  hold: (home, { ref }) => act(home.parts, ref, hold),
  async letGo(home, { ref }) {
    const acted = await act(home.parts, ref, letGo)
    await home.outside.tryAgain(objectId(getRef(acted.ref)))
    return acted
  },
  async readdress({ parts, outside }, { ref, from, to }) {
    const object = objectId(await resolveOwn(parts, ref))
    const address = parseTypedAddress(to)
    if (address === null) throw new EngineError('INVALID', `${to} is no mail address.`)
    await outside.readdress(object, from, address)
    return describeByMail(parts, object)
  },
  schedule: (home, { ref, at }) =>
    act(home.parts, ref, (parts, object) => schedule(parts, object, at === null ? null : Date.parse(at))),
  async recall(home, { ref, unlessTold, waitMs = 0 }, { signal, publish }) {
    const own = await resolveActed(home.parts, ref)
    return unlessTold === true ? undo(home, own, publish) : recallWhole(home, own, { waitMs, signal })
  },
  async cost({ parts }, { ref }) {
    return costOf(parts, objectId(await resolveOwn(parts, ref)))
  },
  async mark({ parts, reference }, { ref, value, note }) {
    const resolved = await resolveRef(parts, ref)
    checkHeard(parts, objectId(resolved))
    // What came with its notice is opened by its answer; nobody has to be asked for it.
    if (findByWords(parts, objectId(resolved)) !== null) await reference.open(resolved, { waitMs: 0 })
    if (value === 'confirmed') await confirmLetter(parts, objectId(resolved), note ?? '')
    else await markObject(parts, objectId(resolved), value, note ?? '')
    return { ref: refText(resolved), state: value }
  },
  async nudge({ parts }, { ref, to }) {
    const own = await resolveActed(parts, ref)
    const only = to === undefined ? null : resolveSilent(parts, objectId(own), to)
    return describeNudged(parts, own, await nudgeReaders(parts, objectId(own), only))
  },
  async ask({ parts }, { ref, text }) {
    const resolved = await resolveRef(parts, ref)
    const via = (await parts.index.listReplies(objectId(resolved)))[0]?.object ?? null
    await askFor(parts, resolved, { text, via })
    return { ref: refText(resolved), state: 'asked' }
  },
  asks: (home) => describeAsks(home.parts),
} satisfies Partial<Serving<'letters'>>

/** @throws INVALID for a mail that nobody shared with this person */
function checkHeard({ store, inbox, ledger }: LetterParts, object: Uint8Array): void {
  const mail = store.findOwn(ledger, object) ?? store.findKept(ledger, object)
  if (mail?.header.kind === 'mail' && inbox.find(ledger, object) === null)
    throw new EngineError('INVALID', 'Nobody would hear it: no reader of Fumikura wrote this mail.')
}

async function undo({ parts, space }: OpenHome, own: Ref, publish: Served['publish']): Promise<RecallResult> {
  const undone = await undoSend(parts, objectId(own), (tx, blocks) => space.giveUp(tx, blocks))
  const draft = hexId(undone.draft) as DraftId
  publish({ type: 'letter-changed', ref: refText(own) })
  const { savedAt } = getDraft(parts.ledger, draft)
  publish({ type: 'draft-changed', draft, savedAt: isoTime(savedAt), isNew: true })
  return { ...describeActResult(parts, own, undone.acted), draft }
}

/** Ends the mark of a letter that was marked as unread. The server of a mail learns that it was read. */
async function endUnread({ ledger }: LetterParts, object: Uint8Array): Promise<void> {
  await ledger.write((tx) => {
    tidyObject(tx, object, { unread: false })
    endQuiet(tx, object)
  })
}

async function recallWhole({ parts }: OpenHome, own: Ref, wait: Wait): Promise<RecallResult> {
  const { ledger, clockGuard, audiences } = parts
  const object = objectId(own)
  const first = await recall(parts, object)
  const hasWaited = await awaitCertainty(parts, object, wait)
  // A destroyed key must be off the disk before the answer says so.
  if (hasWaited) await ledger.checkpoint()
  const outcomes = hasWaited ? outcomesOf(ledger, object, clockGuard.read().now, audiences) : first
  return { ...describeActResult(parts, own, outcomes), draft: draftOf(parts, own) }
}

/** The draft with the words of a letter that nobody can open. */
function draftOf({ ledger }: LetterParts, own: Ref): DraftId | null {
  const draft = findRecalledDraft(ledger, objectId(own))
  return draft === null ? null : (hexId(draft) as DraftId)
}

/** Returns false if the caller does not wait, or nothing is to be waited for. */
async function awaitCertainty(
  { ledger, clockGuard, audiences }: LetterParts,
  object: Uint8Array,
  { waitMs, signal }: Wait,
): Promise<boolean> {
  const isOpen = (): boolean => (tallyOf(ledger, object, clockGuard.read().now, audiences).recalling ?? 0) > 0
  if (waitMs === 0 || !isOpen()) return false
  await untilCommitted(ledger, () => !isOpen(), waitMs, signal)
  return true
}

function describeAsks(parts: LetterParts): Awaited<ReturnType<Handlers['letters']['asks']>> {
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

/**
 * Returns an own letter by its ref.
 * @throws NOT_FOUND, NOT_YOURS
 */
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

/** Returns a deleted letter of which it is not certain who has it. */
async function findDeleted(parts: LetterParts, text: string): Promise<DeletedObject | null> {
  const { ledger, clockGuard, audiences } = parts
  const deleted = findDeletion(ledger, objectId(await resolveRef(parts, text)))
  const isShown =
    deleted !== null && standingOfDeletion(ledger, deleted, clockGuard.read().now, audiences) !== null
  return isShown ? deleted : null
}

async function act(
  parts: LetterParts,
  text: string,
  perform: (parts: LetterParts, object: Uint8Array) => Promise<Acted>,
): Promise<ActResult> {
  const own = await resolveActed(parts, text)
  return describeActResult(parts, own, await perform(parts, objectId(own)))
}

/**
 * Returns an own letter that can be held, let go and recalled.
 * @throws NOT_FOUND, NOT_YOURS, INVALID if its kind has no such action
 */
async function resolveActed(parts: LetterParts, text: string): Promise<Ref> {
  const own = await resolveOwn(parts, text)
  const kind = parts.store.findOwn(parts.ledger, objectId(own))?.header.kind
  if (kind !== undefined) parts.kinds[kind].checkAct?.()
  return own
}

export function describeActResult(parts: LetterParts, own: Ref, { readers, wide }: Acted): ActResult {
  return {
    ref: refText(own),
    readers: inOrder(parts, objectId(own), [...readers]).map(({ person, outcome }) => ({
      ...partyOf(parts, person),
      outcome,
    })),
    audiences: wide.flatMap(({ audience, outcome }) =>
      isWide(audience) ? [{ ...wideAddressee(parts, audience), outcome }] : [],
    ),
  }
}
