// store and notify: a prepared object gets its place, its policy and one grant per audience, and the notices that are due.
// All of it in one transaction. The kind of the object changes nothing here.
import {
  findDueNotice,
  grantObject,
  markNotified,
  PUBLIC_KEY,
  type GroupGrant,
  type ReaderGrant,
} from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Contact } from '../contacts/index.ts'
import { latestBoxKey } from '../identity/index.ts'
import type { Reader, Transaction } from '../ledger/index.ts'
import { sealToBox } from '../seal/index.ts'
import { MAX_PERSONS, type MadeFor, type PreparedObject, type Ref } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { attachmentsOf, keepAttached, keepPlaces } from './attachments.ts'
import { appendNotices, type NotifyingParts } from './notify.ts'
import type { DeliveryParts } from './parts.ts'
import { insertPolicy, type Policy } from './policy.ts'
import { keepVersion } from './versions.ts'

/** Whom an object is for when it is given. */
export type Recipients =
  | { kind: 'persons'; to: Contact[] }
  | { kind: 'group'; group: Uint8Array }
  | { kind: 'self' }
  | { kind: 'public' }

/** `stored`: it is for its author alone, and has no notice. */
export type GivenState = 'held' | 'scheduled' | 'notified' | 'stored'

export interface Giving {
  recipients: Recipients
  policy: Policy
  /** The own version whose place it takes. */
  replaces: Ref | null
  /** Attached files whose place goes with them, by the sender's word. */
  keepsPlace: readonly Uint8Array[]
  /** ms since the epoch. */
  at: number
}

/** One object, one grant per audience, and the notices that are due: all of it or nothing. */
export function giveObject(
  tx: Transaction,
  parts: NotifyingParts,
  prepared: PreparedObject,
  giving: Giving,
): Ref {
  const { object, contentKey, header } = prepared
  const { recipients, policy, replaces, keepsPlace, at } = giving
  const author = parts.identity.person
  const ref = parts.store.place(tx, prepared, recipients.kind === 'public' ? 'public-objects' : 'objects')
  grantObject(tx, {
    objectId: object,
    contentKey,
    mode: policy.mode,
    ...sealGrants(tx, parts, recipients, object, contentKey),
    at,
    heldAt: policy.hold ? at : null,
    notBefore: policy.notBefore,
    expiresAt: policy.expiresAt,
  })
  insertPolicy(tx, object, policy)
  keepAttached(tx, object, attachmentsOf(header, author), { author: null, at, holder: author })
  keepPlaces(tx, object, keepsPlace)
  keepVersion(tx, { object, author, replaces, at })
  touch(tx, object)
  if (stateAfter(giving) === 'notified') announce(tx, parts, object, audiencesOf(recipients), at)
  return ref
}

/** What becomes of an object that is given so. */
export function stateAfter({
  recipients,
  policy,
  at,
}: Pick<Giving, 'recipients' | 'policy' | 'at'>): GivenState {
  if (recipients.kind === 'self') return 'stored'
  if (policy.hold) return 'held'
  return policy.notBefore !== null && policy.notBefore > at ? 'scheduled' : 'notified'
}

/** The same recipients, each once. @throws INVALID, TOO_LARGE, BLOCKED, NOT_FOUND, NOT_A_POSTER */
export function checkRecipients(
  parts: Pick<DeliveryParts, 'feeds' | 'ledger' | 'identity' | 'groups'>,
  recipients: Recipients,
): Recipients {
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

type CheckingParts = Pick<DeliveryParts, 'feeds' | 'ledger' | 'identity'>

function checkReaders(parts: CheckingParts, to: Contact[]): Contact[] {
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
export function checkReader({ feeds, ledger, identity }: CheckingParts, contact: Contact): void {
  if (contact.isBlocked) throw new EngineError('BLOCKED', `You have blocked ${contact.name}.`)
  if (feeds.find(ledger, contact.person) === null)
    throw new EngineError('NOT_FOUND', `You are not paired with ${contact.name}.`)
  if (equalBytes(contact.person, identity.person))
    throw new EngineError('INVALID', 'A letter goes to others.')
}

/** @throws INVALID for a policy that these recipients cannot have */
export function checkPolicy({ recipients, policy, at }: Pick<Giving, 'recipients' | 'policy' | 'at'>): void {
  const { expiresAt, notBefore, mode, hold } = policy
  if (recipients.kind === 'self' && (hold || notBefore !== null || expiresAt !== null))
    throw new EngineError('INVALID', 'What is for oneself waits for nobody.')
  if (recipients.kind === 'public' && mode !== 'open')
    throw new EngineError('INVALID', 'What is public is open.')
  if (expiresAt === null) return
  if (mode === 'open') throw new EngineError('INVALID', 'An open letter cannot expire.')
  if (expiresAt <= at) throw new EngineError('INVALID', 'It would expire in the past.')
  if (notBefore !== null && expiresAt <= notBefore)
    throw new EngineError('INVALID', 'It would expire before it is announced.')
}

/** What the header of an object says of whom it is made for. */
export function namedIn(recipients: Recipients): { to: Uint8Array[]; madeFor: MadeFor } {
  return recipients.kind === 'persons'
    ? { to: recipients.to.map(({ person }) => person), madeFor: { kind: 'persons' } }
    : { to: [], madeFor: recipients }
}

interface SealedGrants {
  readers: ReaderGrant[]
  groups: GroupGrant[]
  isPublic: boolean
}

/** The content key for each audience: sealed to a person's box, once for a whole group, bare for anyone. */
export function sealGrants(
  reader: Reader,
  { groups }: Pick<DeliveryParts, 'groups'>,
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
  parts: NotifyingParts,
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
