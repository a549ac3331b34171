// The kinds of objects, and what the header and the notice of each kind may contain.
// delivery/kinds.ts holds what a kind does.
// A new kind needs a line here, a row there, and a folder.

interface KindFacts {
  /** True if an object of this kind is read as a whole, so the size limit of a letter applies. */
  readonly isReadWhole: boolean
  /** True if its body is what a person wrote, so the size limit of a text applies. */
  readonly hasText: boolean
  /**
   * True if an object of this kind is shown among the posts of an archive; else it is a part of an
   * object that is shown elsewhere.
   */
  readonly isPost: boolean
  /** True if the `member` links of this kind carry keys, as `attach` links do. */
  readonly hasMembers: boolean
  /** True if the notice of a short open object of this kind contains its words. */
  readonly mayHaveWords: boolean
}

/** Persisted in this order: only append. */
export const KIND_FACTS = {
  letter: { isReadWhole: true, hasText: true, isPost: true, hasMembers: false, mayHaveWords: true },
  file: { isReadWhole: false, hasText: false, isPost: false, hasMembers: false, mayHaveWords: false },
  collection: { isReadWhole: true, hasText: false, isPost: false, hasMembers: true, mayHaveWords: false },
  mail: { isReadWhole: true, hasText: false, isPost: false, hasMembers: false, mayHaveWords: false },
} as const satisfies Readonly<Record<string, KindFacts>>

export type ObjectKind = keyof typeof KIND_FACTS

export const OBJECT_KINDS = Object.keys(KIND_FACTS) as readonly ObjectKind[]

export function factsOf(kind: ObjectKind): KindFacts {
  return KIND_FACTS[kind]
}
