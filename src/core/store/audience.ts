// The kinds of audiences, as a header and a notice name them. Whom an object is given to is in access; this is only what it says.
// For oneself there is no audience at all.

/** Persisted in this order: only append. */
export const AUDIENCE_KINDS = ['person', 'group', 'public'] as const
export type AudienceKind = (typeof AUDIENCE_KINDS)[number]

export interface Audience {
  readonly kind: AudienceKind
  /** The person's key, the group's id, or `PUBLIC_KEY`. */
  readonly key: Uint8Array
}

/** The one audience that everybody is in. Persisted: do not change. */
export const PUBLIC_KEY: Uint8Array = new Uint8Array(32)

/** Whom an object was made for. An object never changes, so those it was shared with later are not in it. */
export type MadeFor = { kind: Exclude<AudienceKind, 'group'> | 'self' } | { kind: 'group'; group: Uint8Array }

/** The id of a group; zeros for all others, which are told apart by their kind alone. */
export function keyOf(named: { kind: string; group?: Uint8Array }): Uint8Array {
  return named.group ?? PUBLIC_KEY
}
