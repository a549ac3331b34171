// Whom an object is given to: a person, a group, or anyone; for oneself there is no audience at all.
// Stands between notify and reference. What a group is and who is in it is told from above: access holds no roster.
import type { Reader } from '../ledger/index.ts'

/** Persisted: do not change. */
export const AUDIENCE_KINDS = ['person', 'group', 'public'] as const
export type AudienceKind = (typeof AUDIENCE_KINDS)[number]

export interface Audience {
  readonly kind: AudienceKind
  /** The person's key, the group's id, or `PUBLIC_KEY`. */
  readonly key: Uint8Array
}

/** The one audience that everybody is in. Persisted: do not change. */
export const PUBLIC_KEY: Uint8Array = new Uint8Array(32)

/** Where in a group's life something was announced: eras begin when somebody goes, epochs when somebody comes. */
export interface Epoch {
  readonly era: number
  readonly epoch: number
}

/** What access has to know of groups. */
export interface Memberships {
  /** Whether this person may read, now, what was announced to the group in that epoch. */
  mayRead(reader: Reader, group: Uint8Array, person: Uint8Array, since: Epoch): boolean
  /** Everyone who may, without its author. */
  listReaders(reader: Reader, group: Uint8Array, since: Epoch): Uint8Array[]
  countReaders(reader: Reader, group: Uint8Array, since: Epoch): number
  /** How many of them have this object released, or have said something of it. */
  countOpened(reader: Reader, group: Uint8Array, since: Epoch, object: Uint8Array): number
  /** Whoever could read it then and has gone since. */
  listGone(reader: Reader, group: Uint8Array, since: Epoch): Uint8Array[]
}

/** Where there are no groups. */
export const noMemberships: Memberships = {
  mayRead: () => false,
  listReaders: () => [],
  countReaders: () => 0,
  countOpened: () => 0,
  listGone: () => [],
}

export function personAudience(person: Uint8Array): Audience {
  return { kind: 'person', key: person }
}
