// The kinds of audiences, as a header and a notice name them. access decides whom an object is
// given to; these types only name it.
// An object for oneself has no audience.

interface AudienceFacts {
  /** The audience is one person, whose key it is. The header names them in `to`, and a grant is theirs alone. */
  readonly isOnePerson: boolean
  /**
   * Anyone may read the object. Its author does not know who does, and cannot withdraw it after the
   * notice.
   */
  readonly isPublished: boolean
  /** Which members had the key is known only from what they say. */
  readonly isSettledByMembers: boolean
  /**
   * The object leaves Fumikura as a mail. After the hand-over nothing takes it back, and no state
   * returns.
   */
  readonly isOutside: boolean
}

/** Persisted in this order: only append. */
export const AUDIENCE_FACTS = {
  person: { isOnePerson: true, isPublished: false, isSettledByMembers: false, isOutside: false },
  group: { isOnePerson: false, isPublished: false, isSettledByMembers: true, isOutside: false },
  public: { isOnePerson: false, isPublished: true, isSettledByMembers: false, isOutside: false },
  correspondent: { isOnePerson: true, isPublished: false, isSettledByMembers: false, isOutside: true },
} as const satisfies Readonly<Record<string, AudienceFacts>>

export type AudienceKind = keyof typeof AUDIENCE_FACTS

export const AUDIENCE_KINDS = Object.keys(AUDIENCE_FACTS) as [AudienceKind, ...AudienceKind[]]

/** The kinds that a header, a notice or a feed names. They name a correspondent as a person. */
export type NamedKind = Exclude<AudienceKind, 'correspondent'>

export const NAMED_KINDS = AUDIENCE_KINDS.filter((kind) => !AUDIENCE_FACTS[kind].isOutside) as [
  NamedKind,
  ...NamedKind[],
]

/** Kinds whose audiences are shown by their own name, not as persons. */
export type WideKind = Exclude<NamedKind, 'person'>

/** Names an audience, as an audience, a notice or a header does. The author alone (`self`) is in none. */
interface Named {
  readonly kind: AudienceKind | 'self'
}

export function isOnePerson<T extends Named>(
  named: T,
): named is T & { kind: Exclude<AudienceKind, WideKind> } {
  return named.kind !== 'self' && AUDIENCE_FACTS[named.kind].isOnePerson
}

export function isWide<T extends { readonly kind: AudienceKind }>(named: T): named is T & { kind: WideKind } {
  return !isOnePerson(named)
}

/** True if the object leaves Fumikura as a mail. */
export function isOutside(named: Named): boolean {
  return named.kind !== 'self' && AUDIENCE_FACTS[named.kind].isOutside
}

/** A published object is always open, because there is no reader whom a releaser could know. */
export function isPublished(named: Named): boolean {
  return named.kind !== 'self' && AUDIENCE_FACTS[named.kind].isPublished
}

/** True if nobody but the author was named. */
export function isForSelf(named: Named): boolean {
  return named.kind === 'self'
}

export interface Audience {
  readonly kind: AudienceKind
  /** The person's key, the group's id, or `PUBLIC_KEY`. */
  readonly key: Uint8Array
}

/** The audience of everyone. Persisted: do not change. */
export const PUBLIC_KEY: Uint8Array = new Uint8Array(32)

/** An object and one of its readers, both as 32-byte keys. */
export interface ObjectReader {
  readonly objectId: Uint8Array
  readonly person: Uint8Array
}

/** For audiences without epochs. */
export const NO_EPOCH: Epoch = { era: 0, epoch: 0 }

/**
 * The era and epoch of a group in which something was announced. An era ends when a member leaves,
 * an epoch when a member joins.
 */
export interface Epoch {
  readonly era: number
  readonly epoch: number
}

/**
 * The audience that an object was made for. An object never changes, so audiences of a later share
 * are not included.
 */
export type MadeFor = { kind: Exclude<NamedKind, 'group'> | 'self' } | { kind: 'group'; group: Uint8Array }

/** Returns the id of a group; zeros for other kinds, which the kind alone identifies. */
export function keyOf(named: { kind: string; group?: Uint8Array }): Uint8Array {
  return named.group ?? PUBLIC_KEY
}
