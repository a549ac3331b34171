// Turns a written letter into an order to the store: resolves its refs, makes links of its files.
// This is the compose step, for a call with the words and for a draft.
import { toHex } from '../../base/index.ts'
import { PLAIN_POLICY, type Asks, type GivenPolicy, type SentLetter } from '../../contract/index.ts'
import { EngineError } from '../../contract/errors.ts'
import type { Recipients } from '../../delivery/index.ts'
import { SAFETY_TAG, sendLetter, type LetterOrder } from '../../letters/index.ts'
import type { OpenHome } from '../../open-home.ts'
import type { Ref } from '../../store/index.ts'
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
}

/**
 * Sends the letter. Resolves when it is on disk.
 * @throws the codes of `letters.send`
 */
export async function sendWritten(
  home: OpenHome,
  recipients: Recipients,
  {
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
  const keepPlace = recipients.audiences.length === 0 || letter.policy.keepPlace
  const { ref, state } = await sendLetter(parts, {
    ...letter,
    ...(await linksTo(home, attachments, keepPlace, asIs)),
    recipients,
    reply: await resolveOrNull(home, replyTo),
    replaces: await resolveOrNull(home, replaces),
    tags,
    earliest: earliest ?? null,
    remindAfterMs: remindAfterMs ?? null,
    draft: draft ?? null,
  })
  return { ref: refText(ref), state }
}

export interface SaidWords extends Pick<
  WrittenLetter,
  'text' | 'replyTo' | 'replaces' | 'attachments' | 'asIs' | 'draft'
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
