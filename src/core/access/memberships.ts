// Whom an object is given to: a person, a group, or anyone. An object for oneself has no audience.
// It is used between notify and reference. access keeps no list of members. Nouns of higher rank
// supply the members of a group.
import { equalBytes } from '../base/index.ts'
import type { Rows } from '../ledger/index.ts'
import type { Audience, AudienceKind, Epoch } from '../store/index.ts'

/**
 * The members of the audiences of one kind; `key` as in `Audience`. The author is never one of
 * them.
 */
export interface Members {
  /**
   * True if this person may now read an object that was announced to the audience in that epoch.
   */
  mayRead(rows: Rows, key: Uint8Array, person: Uint8Array, since: Epoch): boolean
  /** Every person who may now read objects of that epoch. Empty if the members are unknown. */
  list(rows: Rows, key: Uint8Array, since: Epoch): Uint8Array[]
  /**
   * The number of persons who may now read objects of that epoch. Null if the members are unknown.
   */
  count(rows: Rows, key: Uint8Array, since: Epoch): number | null
  /** Former members who could read the posts of that epoch and have left since. */
  listGone(rows: Rows, key: Uint8Array, since: Epoch): Uint8Array[]
  /** How many of these persons are members. Only for audiences with many members. */
  countAmong?(rows: Rows, key: Uint8Array, since: Epoch, persons: readonly Uint8Array[]): number
}

export type Memberships = Readonly<Record<AudienceKind, Members>>

const itself: Members = {
  mayRead: (_reader, key, person) => equalBytes(key, person),
  list: (_reader, key) => [key],
  count: () => 1,
  listGone: () => [],
}

export const nobodyKnown: Members = {
  mayRead: () => false,
  list: () => [],
  count: () => null,
  listGone: () => [],
}

/** For a home without groups. */
export const noMemberships: Memberships = {
  person: itself,
  group: nobodyKnown,
  public: nobodyKnown,
  correspondent: itself,
}

export function personAudience(person: Uint8Array): Audience {
  return { kind: 'person', key: person }
}
