// The kinds of audiences, as a header and a notice name them. access decides whom an object is
// given to; these types only name it.
// An object for oneself has no audience.

/** Persisted in this order: only append. */
export const AUDIENCE_KINDS = ['person', 'group', 'public'] as const
export type AudienceKind = (typeof AUDIENCE_KINDS)[number]

export interface Audience {
  readonly kind: AudienceKind
  /** The person's key, the group's id, or `PUBLIC_KEY`. */
  readonly key: Uint8Array
}

/** The audience of everyone. Persisted: do not change. */
export const PUBLIC_KEY: Uint8Array = new Uint8Array(32)

/**
 * The audience that an object was made for. An object never changes, so audiences of a later share
 * are not included.
 */
export type MadeFor = { kind: Exclude<AudienceKind, 'group'> | 'self' } | { kind: 'group'; group: Uint8Array }

/** The id of a group; zeros for other kinds, which the kind alone identifies. */
export function keyOf(named: { kind: string; group?: Uint8Array }): Uint8Array {
  return named.group ?? PUBLIC_KEY
}
