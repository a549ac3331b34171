// store and notify: stores a prepared object with its policy and one grant per audience, and
// appends the notices that are due.
// All of this is one transaction. It does not depend on the kind of the object or of the audience.
import { grantObject } from '../access/index.ts'
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { GivenPolicy } from '../contract/policy.ts'
import type { Words } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import {
  isOnePerson,
  isForSelf,
  MAX_PERSONS,
  type ObjectHeader,
  type Link,
  type MadeFor,
  type PreparedObject,
  type Ref,
  isOutside,
  isPublished,
  type Audience,
  type SentByMail,
} from '../store/index.ts'
import { touch } from '../views/index.ts'
import { attachmentsOf, keepAttached, markKeepsLocation } from './attachments.ts'
import { dealGates } from './deal-gates.ts'
import { announceGranted, type NotifyingParts } from './notify.ts'
import type { DeliveryParts } from './parts.ts'
import { insertPolicy, notBeforeOf, toNoticed } from './policy.ts'
import { keepVersion } from './versions.ts'
import { keepOwnWords } from './own-words.ts'

/** Whom an object is made for. An object without any audience is for its author alone. */
export interface Recipients {
  audiences: readonly Audience[]
  /** As the header of the object states it. */
  madeFor: MadeFor
  /** For those of the audiences that are mail addresses. */
  byMail?: SentByMail
}

export const ONESELF: Recipients = { audiences: [], madeFor: { kind: 'self' } }

/** `stored` means that the object is for its author alone and has no notice. */
export type GivenState = 'held' | 'scheduled' | 'notified' | 'stored'

export interface Giving {
  recipients: Recipients
  policy: GivenPolicy
  /**
   * No notice is sent before this time, whatever the policy says. Until then the send can be
   * undone. ms since the epoch.
   */
  earliest?: number | null
  /** What the notice of an open object with one audience says of its text. */
  words?: Words | null
  /** The own earlier version that this object replaces. */
  replaces: Ref | null
  /** Attached files that keep the location where they were taken, by the choice of the sender. */
  keepsLocation: readonly Uint8Array[]
  /** ms since the epoch. */
  at: number
}

type Decided = Pick<Giving, 'recipients' | 'policy' | 'earliest' | 'at'>

/**
 * Stores one object, one grant per audience, and the notices that are due, all in the transaction
 * `tx`.
 */
export function giveObject(
  tx: Transaction,
  parts: NotifyingParts,
  prepared: PreparedObject,
  giving: Giving,
): Ref {
  const { object, contentKey, header } = prepared
  const { recipients, policy, replaces, keepsLocation, at } = giving
  const { audiences } = recipients
  const author = parts.identity.person
  const { mode, expiresAt } = toNoticed(policy)
  const words = mode === 'open' && audiences.length === 1 ? (giving.words ?? null) : null
  const isDue = stateAfter(giving) === 'notified'
  const notBefore = notBeforeOf(policy, giving.earliest ?? null)
  const ref = parts.store.addOwn(tx, prepared, coreKindOf(parts, audiences))
  const grants = audiences.map(({ kind, key }) => parts.audiences[kind].seal(tx, key, object, contentKey))
  grantObject(tx, {
    objectId: object,
    contentKey,
    mode,
    grants,
    at,
    heldAt: policy.hold ? at : null,
    noticedAt: isDue ? at : null,
    notBefore,
    expiresAt,
  })
  dealGates(tx, parts, { objectId: object, mode, grants, from: Math.max(at, notBefore ?? 0), at })
  insertPolicy(tx, object, policy)
  if (words !== null) keepOwnWords(tx, object, words, isDue)
  keepAttached(tx, object, attachmentsOf(header, author), { author: null, at, holder: author })
  markKeepsLocation(tx, object, keepsLocation)
  keepVersion(tx, { object, author, replaces, at })
  touch(tx, object)
  if (isDue)
    announceGranted(tx, parts, { object, ref, header, bytes: prepared.bytes, policy }, grants, {
      ...{ mode, expiresAt, words },
    })
  return ref
}

function coreKindOf({ audiences: table }: Pick<DeliveryParts, 'audiences'>, audiences: readonly Audience[]) {
  const [first] = audiences
  return first === undefined ? 'objects' : table[first.kind].coreKind
}

export function keysOf(audiences: readonly Audience[]): Uint8Array[] {
  return audiences.map(({ key }) => key)
}

/** Returns the state that an object with these recipients and this policy gets. */
export function stateAfter({ recipients, policy, earliest = null, at }: Decided): GivenState {
  if (recipients.audiences.length === 0) return 'stored'
  if (policy.hold) return 'held'
  return (notBeforeOf(policy, earliest) ?? 0) > at ? 'scheduled' : 'notified'
}

/**
 * Returns the recipients without duplicates.
 * @throws INVALID, TOO_LARGE, BLOCKED, NOT_FOUND, NOT_A_POSTER
 */
export function checkRecipients(
  rows: Rows,
  { audiences: table }: Pick<DeliveryParts, 'audiences'>,
  { audiences, ...named }: Recipients,
): Recipients {
  const { madeFor } = named
  const unique = [...new Map(audiences.map((one) => [toHex(one.key), one])).values()]
  for (const { kind, key } of unique) table[kind].check(rows, key)
  if (unique.length === 0 && !isForSelf(madeFor)) throw new EngineError('INVALID', 'A letter needs a reader.')
  if (unique.length > MAX_PERSONS)
    throw new EngineError('TOO_LARGE', `A letter goes to at most ${MAX_PERSONS} persons.`)
  return { audiences: unique, ...named }
}

/** @throws INVALID if these recipients cannot have this policy */
export function checkPolicy({ recipients: { audiences }, policy, earliest = null, at }: Decided): void {
  const { mode, hold } = policy
  const { expiresAt } = toNoticed(policy)
  const notBefore = notBeforeOf(policy, earliest)
  if (audiences.length === 0 && (hold || policy.at !== null || expiresAt !== null))
    throw new EngineError('INVALID', 'A note to oneself cannot be held, scheduled or expire.')
  if (mode !== 'open' && audiences.some(isPublished))
    throw new EngineError('INVALID', 'A public letter must be open.')
  if (expiresAt === null) return
  if (audiences.some(isOutside)) throw new EngineError('INVALID', 'What is sent by mail cannot expire.')
  if (mode === 'open') throw new EngineError('INVALID', 'An open letter cannot expire.')
  if (expiresAt <= at) throw new EngineError('INVALID', 'It would expire in the past.')
  if (notBefore !== null && expiresAt <= notBefore)
    throw new EngineError('INVALID', 'It would expire before it is announced.')
}

/** True if an object for these recipients can have tags and can replace an earlier version. */
export function canHaveVersions(
  { audiences: table }: Pick<DeliveryParts, 'audiences'>,
  { audiences }: Recipients,
): boolean {
  return audiences.every(({ kind }) => table[kind].hasVersions)
}

/**
 * Returns the links in the form that every one of these audiences can follow.
 * @throws DAMAGED, NOT_YOURS
 */
export async function prepareLinks(
  { audiences: table }: Pick<DeliveryParts, 'audiences'>,
  audiences: readonly Audience[],
  links: readonly Link[],
): Promise<Link[]> {
  let prepared = [...links]
  for (const { kind } of audiences) prepared = (await table[kind].prepareLinks?.(prepared)) ?? prepared
  return prepared
}

/** Returns the part of the header that names the recipients. */
export function namedIn({
  audiences,
  madeFor,
  byMail,
}: Recipients): Pick<ObjectHeader, 'to' | 'madeFor' | 'byMail'> {
  const to = isOnePerson(madeFor) ? keysOf(audiences) : []
  return { to, madeFor, ...(byMail === undefined ? {} : { byMail }) }
}
