// compose and store: a letter becomes an object, sealed once, and is sent the moment its transaction is on disk.
// notify follows in the same transaction, unless the letter is held or scheduled. Whom it is for changes nothing of its body.
import {
  findDueNotice,
  grantObject,
  markNotified,
  PUBLIC_KEY,
  type GroupGrant,
  type ReaderGrant,
} from '../access/index.ts'
import { equalBytes, utf8 } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Contact } from '../contacts/index.ts'
import { isTitle } from '../feeds/index.ts'
import { latestBoxKey } from '../identity/index.ts'
import type { Reader, Transaction } from '../ledger/index.ts'
import { sealToBox } from '../seal/index.ts'
import {
  MAX_ATTACHMENTS,
  MAX_PERSONS,
  MAX_TAG_BYTES,
  MAX_TAGS,
  MAX_TITLE_BYTES,
  objectId,
  type Link,
  type MadeFor,
  type ObjectHeader,
  type PreparedObject,
  type Ref,
} from '../store/index.ts'
import { touch } from '../views/index.ts'
import { attachmentsOf, keepAttached, publishAttached } from './attachments.ts'
import { removeDraft } from './drafts.ts'
import { appendNotices } from './notify.ts'
import type { LetterParts } from './parts.ts'
import { keepVersion } from './versions.ts'

/** Whom a letter is for when it is sent. */
export type Recipients =
  | { kind: 'persons'; to: Contact[] }
  | { kind: 'group'; group: Uint8Array }
  | { kind: 'self' }
  | { kind: 'public' }

export interface LetterOrder {
  recipients: Recipients
  subject: string
  text: string
  reply: Ref | null
  /** The version of mine that it takes the place of; of what is public or for oneself. */
  replaces: Ref | null
  tags: string[]
  /** Own files, each with its key and what is shown of it. */
  attachments: Link[]
  /** Objects among them that go with their place, by the sender's word. */
  keepsPlace: readonly Uint8Array[]
  hold: boolean
  /** Not before; null is now. ms since the epoch. */
  notBefore: number | null
  expiresAt: number | null
  mode: 'open' | 'controlled'
  urgent: boolean
  draft: Uint8Array | null
}

/** `stored`: it is for me alone, and nobody is told. */
export type SentState = 'held' | 'scheduled' | 'notified' | 'stored'

const LETTER_TYPE = 'text/markdown; charset=utf-8'

/** Resolves when the letter is on disk. @throws INVALID, BLOCKED, TOO_LARGE, NO_SPACE, NOT_FOUND, NOT_A_POSTER */
export async function sendLetter(
  parts: LetterParts,
  order: LetterOrder,
): Promise<{ ref: Ref; state: SentState }> {
  const recipients = checkRecipients(parts, order.recipients)
  const { now } = parts.clockGuard.read()
  checkTimes(order, now)
  checkReplaced(parts, order)
  checkAttached(order)
  const attachments =
    recipients.kind === 'public' ? await publishAttached(parts, order.attachments) : order.attachments
  const header = composeHeader({ ...order, recipients, attachments }, now)
  const prepared = await parts.store.prepare(header, utf8(order.text))
  try {
    const ref = await parts.ledger.write((tx) =>
      storeLetter(tx, parts, { ...order, recipients }, prepared, now),
    )
    return { ref, state: sentState(order, now) }
  } catch (error) {
    await parts.store.discard(prepared)
    throw error
  }
}

function sentState(order: LetterOrder, now: number): SentState {
  if (order.recipients.kind === 'self') return 'stored'
  if (order.hold) return 'held'
  return order.notBefore !== null && order.notBefore > now ? 'scheduled' : 'notified'
}

function checkRecipients(parts: LetterParts, recipients: Recipients): Recipients {
  switch (recipients.kind) {
    case 'persons':
      return { kind: 'persons', to: checkReaders(parts, recipients.to) }
    case 'group':
      parts.groups.getPlaceToPost(parts.ledger, recipients.group)
      return recipients
    default:
      return recipients
  }
}

function checkReaders(parts: LetterParts, to: Contact[]): Contact[] {
  const unique = to.filter(
    (contact, i) => to.findIndex((other) => equalBytes(other.person, contact.person)) === i,
  )
  for (const contact of unique) checkReader(parts, contact)
  if (unique.length === 0) throw new EngineError('INVALID', 'A letter needs a reader.')
  if (unique.length > MAX_PERSONS)
    throw new EngineError('TOO_LARGE', `A letter goes to at most ${MAX_PERSONS} persons.`)
  return unique
}

/** @throws BLOCKED, NOT_FOUND (not paired), INVALID (oneself) */
export function checkReader({ feeds, ledger, identity }: LetterParts, contact: Contact): void {
  if (contact.isBlocked) throw new EngineError('BLOCKED', `You have blocked ${contact.name}.`)
  if (feeds.find(ledger, contact.person) === null)
    throw new EngineError('NOT_FOUND', `You are not paired with ${contact.name}.`)
  if (equalBytes(contact.person, identity.person))
    throw new EngineError('INVALID', 'A letter goes to others.')
}

function checkTimes(order: LetterOrder, now: number): void {
  const { expiresAt, notBefore, mode, recipients } = order
  if (recipients.kind === 'self' && (order.hold || notBefore !== null || expiresAt !== null))
    throw new EngineError('INVALID', 'What is for oneself waits for nobody.')
  if (recipients.kind === 'public' && mode !== 'open')
    throw new EngineError('INVALID', 'What is public is open.')
  if (expiresAt === null) return
  if (mode === 'open') throw new EngineError('INVALID', 'An open letter cannot expire.')
  if (expiresAt <= now) throw new EngineError('INVALID', 'It would expire in the past.')
  if (notBefore !== null && expiresAt <= notBefore)
    throw new EngineError('INVALID', 'It would expire before it is announced.')
}

function checkReplaced({ store, ledger }: LetterParts, { replaces, tags, recipients }: LetterOrder): void {
  const isKeptUp = recipients.kind === 'self' || recipients.kind === 'public'
  if (!isKeptUp && (replaces !== null || tags.length > 0))
    throw new EngineError('INVALID', 'Only what is public or for oneself has versions and tags.')
  if (tags.length > MAX_TAGS || tags.some((tag) => utf8(tag).byteLength > MAX_TAG_BYTES))
    throw new EngineError('TOO_LARGE', 'Too many tags, or too long ones.')
  if (replaces !== null && store.findOwn(ledger, objectId(replaces)) === null)
    throw new EngineError('NOT_YOURS', 'Only its author can replace it.')
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
    to: recipients.kind === 'persons' ? recipients.to.map((contact) => contact.person) : [],
    links: [...linksOf('reply', reply), ...linksOf('replaces', replaces), ...order.attachments],
    madeFor: madeFor(recipients),
    tags: [...new Set(order.tags)],
  }
}

function linksOf(rel: Link['rel'], ref: Ref | null): Link[] {
  return ref === null ? [] : [{ rel, ref, key: null }]
}

function madeFor(recipients: Recipients): MadeFor {
  return recipients.kind === 'persons' ? { kind: 'persons' } : recipients
}

/** One object, one grant per audience, and the notices that are due: all of it or nothing. */
function storeLetter(
  tx: Transaction,
  parts: LetterParts,
  order: LetterOrder,
  prepared: PreparedObject,
  now: number,
): Ref {
  const { object, contentKey } = prepared
  const { mode, urgent, expiresAt, notBefore, recipients } = order
  const ref = parts.store.place(tx, prepared, recipients.kind === 'public' ? 'public-objects' : 'objects')
  grantObject(tx, {
    objectId: object,
    contentKey,
    mode,
    ...sealGrants(tx, parts, recipients, object, contentKey),
    at: now,
    heldAt: order.hold ? now : null,
    notBefore,
    expiresAt,
  })
  tx.run('INSERT INTO own_letters VALUES (?, ?, ?, ?)', object, mode, urgent ? 1 : 0, expiresAt)
  if (order.reply !== null) {
    const answered = objectId(order.reply)
    tx.run('INSERT INTO own_replies VALUES (?, ?)', answered, object)
    touch(tx, answered)
  }
  const author = parts.identity.person
  keepAttached(tx, object, attachmentsOf(prepared.header, author), { author: null, at: now, holder: author })
  for (const file of order.keepsPlace)
    tx.run('UPDATE attached SET keeps_place = 1 WHERE letter = ? AND file = ?', object, file)
  keepVersion(tx, { object, author, replaces: order.replaces, at: now })
  if (order.draft !== null) removeDraft(tx, order.draft)
  touch(tx, object)
  if (sentState(order, now) === 'notified') announce(tx, parts, object, audiencesOf(recipients), now)
  return ref
}

interface SealedGrants {
  readers: ReaderGrant[]
  groups: GroupGrant[]
  isPublic: boolean
}

/** The content key for each audience: sealed to a person's box, once for a whole group, bare for anyone. */
export function sealGrants(
  reader: Reader,
  { groups }: Pick<LetterParts, 'groups'>,
  recipients: Recipients,
  object: Uint8Array,
  contentKey: Uint8Array,
): SealedGrants {
  const nobody: SealedGrants = { readers: [], groups: [], isPublic: recipients.kind === 'public' }
  if (recipients.kind === 'persons')
    return { ...nobody, readers: recipients.to.map((contact) => sealGrant(contact, contentKey)) }
  if (recipients.kind !== 'group') return nobody
  const { group } = recipients
  const since = groups.getPlaceToPost(reader, group)
  return {
    ...nobody,
    groups: [{ group, since, grant: groups.sealKey(reader, group, since, object, contentKey) }],
  }
}

function sealGrant(contact: Contact, contentKey: Uint8Array): ReaderGrant {
  const { number, publicKey } = latestBoxKey(contact.card)
  return { person: contact.person, boxNumber: number, grant: sealToBox(publicKey, contentKey) }
}

/** The keys by which these are found as audiences of an object. */
export function audiencesOf(recipients: Recipients): Uint8Array[] {
  if (recipients.kind === 'persons') return recipients.to.map(({ person }) => person)
  if (recipients.kind === 'group') return [recipients.group]
  return recipients.kind === 'public' ? [PUBLIC_KEY] : []
}

/** Tells these audiences of it, now. */
export function announce(
  tx: Transaction,
  parts: LetterParts,
  object: Uint8Array,
  keys: Uint8Array[],
  now: number,
): void {
  markNotified(tx, object, keys, now)
  appendNotices(
    tx,
    parts,
    keys.flatMap((key) => findDueNotice(tx, object, key) ?? []),
  )
}
