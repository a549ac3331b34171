// Turns a written letter into an order to the store: resolves its refs, makes links of its files.
// This is the compose step, for a call with the words and for a draft.
import { toHex, utf8 } from '../../base/index.ts'
import {
  findMailExcess,
  PLAIN_POLICY,
  type Asks,
  type GivenPolicy,
  type SentDraft,
  type SentLetter,
} from '../../contract/index.ts'
import { EngineError, isEngineError } from '../../contract/errors.ts'
import type { Recipients } from '../../delivery/index.ts'
import { findSent, SAFETY_TAG, sendLetter, type DraftVersion, type LetterOrder } from '../../letters/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { noAccount, readAnswer } from '../../outside/index.ts'
import type { Link, Ref, SentByMail } from '../../store/index.ts'
import { refText, resolveRef } from '../../contract-ids.ts'

export interface WrittenLetter {
  subject: string
  text: string
  policy: GivenPolicy
  replyTo?: string | null
  replaces?: string | null
  tags?: string[]
  /** Own files, by their ids or refs. */
  attachments?: string[]
  /** Attached files to give as they are if their location cannot be removed. */
  asIs?: string[]
  /** The draft with these words, removed in the same transaction. */
  draft?: LetterOrder['draft']
  remindAfterMs?: number | null
  /** No notice is sent before this time. ms since the epoch. */
  earliest?: number | null
  /** The own address that it is from, for mail addresses. */
  from?: string
}

/**
 * Sends the letter. Resolves when it is on disk.
 * @throws the codes of `letters.send`
 */
export async function sendWritten(
  home: OpenHome,
  given: Recipients,
  {
    from,
    replyTo,
    replaces,
    tags = [],
    attachments = [],
    asIs = [],
    draft,
    earliest,
    remindAfterMs,
    ...letter
  }: WrittenLetter,
): Promise<SentLetter> {
  const { parts } = home
  const keepPlace = given.audiences.length === 0 || letter.policy.keepPlace
  const reply = await resolveOrNull(home, replyTo)
  const links = await linksTo(home, attachments, keepPlace, asIs)
  const mail = { text: letter.text, attachments: links.attachments }
  const recipients = await addressed(home, given, { from, reply, mail })
  const { ref, state } = await sendLetter(parts, {
    ...letter,
    ...links,
    recipients,
    reply,
    replaces: await resolveOrNull(home, replaces),
    tags,
    earliest: earliest ?? null,
    remindAfterMs: remindAfterMs ?? null,
    draft: draft ?? null,
  })
  return { ref: refText(ref), state, ...describeMailed(recipients.byMail) }
}

function describeMailed(byMail: SentByMail | undefined): Pick<SentLetter, 'byMail'> {
  if (byMail === undefined) return {}
  return { byMail: byMail.to.map(({ address }) => ({ address, by: 'words' })) }
}

/**
 * Decides which own address a letter to mail addresses is from: of an answer the one that the mail came
 * to.
 * @throws INVALID if no account sends from it; TOO_LARGE if its server would not take the mail
 */
async function addressed(
  { outside, parts }: OpenHome,
  recipients: Recipients,
  { from, reply, mail }: { from: string | undefined; reply: Ref | null; mail: MailContent },
): Promise<Recipients> {
  if (recipients.byMail === undefined) return recipients
  const answer =
    reply === null ? null : await readAnswer(parts, reply, (address) => outside.isOwnAddress(address))
  const account =
    outside.findSendingAccount(from ?? answer?.from ?? null) ??
    (from === undefined ? outside.findSendingAccount(null) : null)
  if (account === null && from !== undefined && outside.findSendingAccount(null) !== null)
    throw new EngineError('INVALID', `None of your accounts sends from ${from}.`)
  if (account === null) throw noAccount()
  checkMailSize(mail, account.maxBytes)
  return { ...recipients, byMail: { ...recipients.byMail, from: account.address } }
}

interface MailContent {
  text: string
  attachments: readonly Link[]
}

/** @throws TOO_LARGE if a server that takes `maxBytes` would refuse this mail */
function checkMailSize({ text, attachments }: MailContent, maxBytes: number | null): void {
  const files = attachments.map(({ label }) => label?.size ?? 0)
  const excess = findMailExcess(utf8(text).byteLength, files, maxBytes)
  if (excess === null) return
  throw new EngineError('TOO_LARGE', 'The mail server does not take a mail of this size.', {
    details: { ...excess },
  })
}

/**
 * Returns the answer of the call that has sent this version of a draft, because its answer may have
 * been lost. Null if none has. Without a version: the last one.
 * @throws NOT_FOUND if that letter was undone or deleted since
 */
export function findSentBefore(
  { parts }: OpenHome,
  draft: { id: Uint8Array; version: string | null },
): SentDraft | null {
  const sent = findSent(parts.ledger, draft)
  if (sent === null) return null
  const own = parts.store.findOwn(parts.ledger, sent.object)
  if (own === null) throw new EngineError('NOT_FOUND', 'The letter of this draft is gone.')
  const undoMs = Math.max(0, (sent.earliest ?? 0) - parts.clockGuard.read().now)
  const state = sent.state as SentLetter['state']
  return { ref: refText(own.ref), state, ...describeMailed(own.header.byMail), undoMs }
}

/**
 * Sends a version of a draft, unless it was sent before or is sent by another call meanwhile; then
 * returns that answer.
 */
export async function sendOnce(
  home: OpenHome,
  draft: DraftVersion,
  send: () => Promise<SentDraft>,
): Promise<SentDraft> {
  const before = findSentBefore(home, draft)
  if (before !== null) return before
  try {
    return await send()
  } catch (error) {
    const meanwhile = isEngineError(error, 'NOT_FOUND') ? findSentBefore(home, draft) : null
    if (meanwhile === null) throw error
    return meanwhile
  }
}

export interface SaidWords extends Pick<
  WrittenLetter,
  'text' | 'replyTo' | 'replaces' | 'attachments' | 'asIs' | 'draft' | 'from'
> {
  /** Makes it urgent. */
  asks: Asks | null
}

/**
 * Says it in the talk with these readers: an open letter without a subject.
 * @throws INVALID without words and files, and as `sendWritten`
 */
export async function sayWritten(
  home: OpenHome,
  recipients: Recipients,
  { asks, ...words }: SaidWords,
): Promise<SentLetter> {
  if (words.text.trim() === '' && (words.attachments ?? []).length === 0)
    throw new EngineError('INVALID', 'There is nothing to say.')
  const policy = { ...PLAIN_POLICY, mode: 'open' as const, urgent: asks !== null }
  return sendWritten(home, recipients, {
    subject: '',
    policy,
    tags: asks === 'safety' ? [SAFETY_TAG] : [],
    ...words,
  })
}

async function resolveOrNull({ parts }: OpenHome, ref: string | null | undefined): Promise<Ref | null> {
  return ref === null || ref === undefined ? null : resolveRef(parts, ref)
}

/**
 * Returns the links by which a letter attaches own files. They name copies without a location,
 * unless the location is kept.
 * @throws NOT_FOUND, NOT_YOURS, PLACE_REMAINS
 */
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
