// The kinds of objects, and what a header and a notice of each may be. What a kind does is in delivery/kinds.ts.
// A new kind is a line here, a row there, and a folder.

interface KindFacts {
  /** Read as one piece, so its size has the limit of a letter. */
  readonly isReadWhole: boolean
  /** Shown among the posts of an archive; else it is part of something that is shown elsewhere. */
  readonly isPost: boolean
  /** Its `member` links carry keys, as `attach` links do. */
  readonly hasMembers: boolean
}

/** Persisted in this order: only append. */
export const KIND_FACTS = {
  letter: { isReadWhole: true, isPost: true, hasMembers: false },
  file: { isReadWhole: false, isPost: false, hasMembers: false },
  collection: { isReadWhole: true, isPost: false, hasMembers: true },
} as const satisfies Readonly<Record<string, KindFacts>>

export type ObjectKind = keyof typeof KIND_FACTS

export const OBJECT_KINDS = Object.keys(KIND_FACTS) as readonly ObjectKind[]

export function factsOf(kind: ObjectKind): KindFacts {
  return KIND_FACTS[kind]
}
