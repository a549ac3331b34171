// compose: checks a letter, seals it once as an object, and gives it to its audiences.
// It counts as sent when its transaction is on disk. Its body does not depend on its audiences.
import { equalBytes, utf8 } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { GivenPolicy } from '../contract/policy.ts'
import { keepCorrespondent } from '../correspondents/index.ts'
import {
  canHaveVersions,
  checkPolicy,
  checkRecipients,
  findPolicy,
  isCorrectedOut,
  MAX_CORRECTIONS,
  giveObject,
  namedIn,
  notBeforeOf,
  prepareLinks,
  stateAfter,
  type GivenState,
  type Giving,
  type Recipients,
} from '../delivery/index.ts'
import { removeSentDraft, type ReadDraft } from './drafts.ts'
import type { LetterParts } from './parts.ts'
import { keepReply } from './replies.ts'
import { keepSent } from './sent-drafts.ts'
import { isTitle, wordsOf } from '../feeds/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { setReminder } from '../reminders/index.ts'
import {
  MAX_ATTACHMENTS,
  MAX_TAG_BYTES,
  MAX_TAGS,
  MAX_TITLE_BYTES,
  isPublished,
  keyOf,
  objectId,
  type Link,
  type ObjectHeader,
  type PreparedObject,
  type Ref,
  type Audience,
} from '../store/index.ts'
import { touch } from '../views/index.ts'

export interface LetterOrder {
  recipients: Recipients
  policy: GivenPolicy
  /** No notice is sent before this time, whatever the policy says. ms since the epoch. */
  earliest: number | null
  subject: string
  text: string
  reply: Ref | null
  /**
   * The own earlier version that it replaces: of a public letter, a note, or something that was
   * said.
   */
  replaces: Ref | null
  tags: string[]
  /** Own files, each with its key and its label. */
  attachments: Link[]
  /**
   * The attached files that keep the location where they were taken, by the choice of the sender.
   */
  keepsLocation: readonly Uint8Array[]
  /** How long after its notice its author is reminded if nobody answers. Null for no reminder. */
  remindAfterMs: number | null
  /** The draft with these words; the letter takes its place. */
  draft: ReadDraft | null
}

/** The tag of an urgent letter that asks its readers whether they are safe. Persisted and sent. */
export const SAFETY_TAG = 'fumikura:safety'

const LETTER_TYPE = 'text/markdown; charset=utf-8'

/**
 * Resolves when the letter is on disk.
 * @throws INVALID, BLOCKED, TOO_LARGE, NO_SPACE, NOT_FOUND, NOT_A_POSTER, CORRECTED_OFTEN
 */
export async function sendLetter(
  parts: LetterParts,
  order: LetterOrder,
): Promise<{ ref: Ref; state: GivenState }> {
  const recipients = checkRecipients(parts.ledger, parts, order.recipients)
  const { now } = parts.clockGuard.read()
  const giving = { ...order, recipients, at: now }
  checkPolicy(giving)
  checkReplaced(parts, order)
  checkAttached(order)
  if (order.remindAfterMs !== null) checkCanAnswer(recipients.audiences)
  const attachments = await prepareLinks(parts, recipients.audiences, order.attachments)
  const header = composeHeader({ ...order, recipients, attachments }, now)
  const body = utf8(order.text)
  const prepared = await parts.store.prepare(header, body)
  try {
    const words = wordsOf(prepared, body)
    const ref = await parts.ledger.write((tx) => storeLetter(tx, parts, { ...giving, words }, prepared))
    return { ref, state: stateAfter(giving) }
  } catch (error) {
    await parts.store.discard(prepared)
    throw error
  }
}

function checkReplaced(parts: LetterParts, { replaces, tags, recipients, policy }: LetterOrder): void {
  const { store, ledger } = parts
  const hasVersions = canHaveVersions(parts, recipients)
  if (!hasVersions && tags.some((tag) => tag !== SAFETY_TAG))
    throw new EngineError('INVALID', 'Only what is public or for oneself has tags.')
  if (tags.length > MAX_TAGS || tags.some((tag) => utf8(tag).byteLength > MAX_TAG_BYTES))
    throw new EngineError('TOO_LARGE', 'Too many tags, or too long ones.')
  if (replaces === null) return
  const earlier = store.findOwn(ledger, objectId(replaces))
  if (earlier === null) throw new EngineError('NOT_YOURS', 'Only its author can replace it.')
  if (!hasVersions) checkEdited(parts, objectId(replaces), earlier.header, { recipients, policy })
}

/**
 * What was said can be corrected: an open letter, for the same readers. A controlled letter that
 * nobody opened is recalled instead.
 */
function checkEdited(
  { ledger }: LetterParts,
  object: Uint8Array,
  earlier: ObjectHeader,
  { recipients, policy }: Pick<LetterOrder, 'recipients' | 'policy'>,
): void {
  const named = namedIn(recipients)
  const isForSame =
    earlier.madeFor.kind === named.madeFor.kind &&
    equalBytes(keyOf(earlier.madeFor), keyOf(named.madeFor)) &&
    earlier.to.length === named.to.length &&
    earlier.to.every((person) => named.to.some((one) => equalBytes(one, person)))
  if (!isForSame) throw new EngineError('INVALID', 'A correction has the same readers.')
  if (policy.mode !== 'open' || findPolicy(ledger, object)?.mode !== 'open')
    throw new EngineError('INVALID', 'Only an open letter can be corrected. Recall this one.')
  if (isCorrectedOut(ledger, object))
    throw new EngineError('CORRECTED_OFTEN', `It was corrected ${MAX_CORRECTIONS} times already.`)
}

/** @throws INVALID for the public and for oneself */
export function checkCanAnswer(audiences: readonly Audience[]): void {
  if (audiences.every(isPublished))
    throw new EngineError('INVALID', 'A reminder needs a reader who can answer.')
}

function checkAttached({ attachments }: LetterOrder): void {
  if (attachments.length > MAX_ATTACHMENTS)
    throw new EngineError('TOO_LARGE', `A letter attaches at most ${MAX_ATTACHMENTS} files.`)
}

function composeHeader(order: LetterOrder, at: number): ObjectHeader {
  if (!isTitle(order.subject))
    throw new EngineError('INVALID', 'A subject is one line without control characters.')
  if (utf8(order.subject).byteLength > MAX_TITLE_BYTES)
    throw new EngineError('TOO_LARGE', 'The subject is too long.')
  const { recipients, reply, replaces } = order
  return {
    kind: 'letter',
    title: order.subject,
    at,
    type: LETTER_TYPE,
    links: [...linksOf('reply', reply), ...linksOf('replaces', replaces), ...order.attachments],
    ...namedIn(recipients),
    tags: [...new Set(order.tags)],
  }
}

function linksOf(rel: Link['rel'], ref: Ref | null): Link[] {
  return ref === null ? [] : [{ rel, ref, key: null }]
}

function storeLetter(
  tx: Transaction,
  parts: LetterParts,
  giving: LetterOrder & Giving,
  prepared: PreparedObject,
): Ref {
  const ref = giveObject(tx, parts, prepared, giving)
  for (const one of giving.recipients.byMail?.to ?? []) keepCorrespondent(tx, one, giving.at)
  if (giving.reply !== null) {
    const answered = objectId(giving.reply)
    keepReply(tx, answered, prepared.object)
    touch(tx, answered)
  }
  if (giving.remindAfterMs !== null) {
    const goesAt = Math.max(giving.at, notBeforeOf(giving.policy, giving.earliest) ?? 0)
    setReminder(tx, prepared.object, goesAt + giving.remindAfterMs)
  }
  if (giving.draft !== null) {
    removeSentDraft(tx, giving.draft)
    const sent = { object: prepared.object, state: stateAfter(giving), earliest: giving.earliest }
    keepSent(tx, giving.draft, sent, giving.at)
  }
  return ref
}
