// Whom an object is given to: a person, a group, or anyone; for oneself there is no audience at all.
// Stands between notify and reference. What a group is and who is in it is told from above: access holds no roster.
import { equalBytes } from '../base/index.ts'
import type { Rows } from '../ledger/index.ts'
import type { Audience, AudienceKind } from '../store/index.ts'

export { AUDIENCE_KINDS, PUBLIC_KEY, type Audience, type AudienceKind } from '../store/index.ts'

/** Kinds to which only open objects can be given: nobody is asked for a key. */
export const OPEN_ONLY: ReadonlySet<AudienceKind> = new Set(['public'])

/** Of audiences without epochs. */
export const NO_EPOCH: Epoch = { era: 0, epoch: 0 }

/** Where in a group's life something was announced: eras begin when somebody goes, epochs when somebody comes. */
export interface Epoch {
  readonly era: number
  readonly epoch: number
}

/** Who is in the audiences of one kind; `key` as in `Audience`. The author is never among them. */
export interface Members {
  /** True if this person may read, now, what was announced to the audience in that epoch. */
  mayRead(rows: Rows, key: Uint8Array, person: Uint8Array, since: Epoch): boolean
  /** Everyone who may. Empty where nobody is known. */
  list(rows: Rows, key: Uint8Array, since: Epoch): Uint8Array[]
  /** How many may; null where nobody is known. */
  count(rows: Rows, key: Uint8Array, since: Epoch): number | null
  /** Those who could read it then and have gone since. */
  listGone(rows: Rows, key: Uint8Array, since: Epoch): Uint8Array[]
  /** Where there are many: how many of these persons are among them. */
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

/** Where there are no groups. */
export const noMemberships: Memberships = { person: itself, group: nobodyKnown, public: nobodyKnown }

export function personAudience(person: Uint8Array): Audience {
  return { kind: 'person', key: person }
}
