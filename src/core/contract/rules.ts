// Rules: a query, and what happens to the letters of others that it finds. They stay in this home.
// A rule looks at a letter when it arrives, and again when its text can first be read. It opens no
// letter, so of a sealed letter it sees only the notice: sender, group, size, date and, if the
// notice tells them, subject and tags.
import { call } from './calls.ts'
import type { ErrorCode } from './errors.ts'
import type { IsoTime, RuleId } from './ids.ts'
import { savedQuery } from './searches.ts'
import { label, listUpTo, nothing, oneLine, ref, z } from './schema.ts'

export interface Rule {
  rule: RuleId
  name: string
  /** As for `letters.search`. */
  query: string
  acts: RuleActs
  isOn: boolean
  /** Why the query cannot be read; the rule then does nothing. Null if it can. */
  problem: ErrorCode | null
  /** How many letters have changes by this rule that were not undone. */
  acted: number
}

/** What one rule changed on one letter. */
export interface RuleTrace {
  rule: RuleId
  name: string
  at: IsoTime
  /** 0 on arrival, otherwise the number that `rules.run` returned. */
  run: number
  labels: string[]
  archived: boolean
  starred: boolean
  done: boolean
  isUndone: boolean
}

/** The id of a rule, or its name. */
const rule = z.string().trim().min(1).max(256)

const acts = z.strictObject({
  labels: listUpTo(label, 20).default([]),
  /** Urgent letters stay in the inbox. */
  archive: z.boolean().default(false),
  star: z.boolean().default(false),
  /** Reports a letter as done to its author, as soon as it is opened. This cannot be undone. */
  done: z.boolean().default(false),
})
export type RuleActs = z.output<typeof acts>

export const ruleCalls = {
  /** Lists the rules in the order in which they act. */
  list: call<Rule[]>()(nothing),

  /**
   * Adds a rule after the others. It acts on what arrives from now on.
   * @throws INVALID if the name is taken, the query cannot be read, or it does nothing; TOO_LARGE
   *   beyond 200
   */
  add: call<Rule>()(z.strictObject({ name: oneLine, query: savedQuery, acts })),

  /** Changes what is given. @throws NOT_FOUND, INVALID as `add` */
  change: call<Rule>()(
    z.strictObject({
      rule,
      name: oneLine.optional(),
      query: savedQuery.optional(),
      acts: acts.optional(),
      isOn: z.boolean().optional(),
    }),
  ),

  /** Removes the rule. What it changed stays. @throws NOT_FOUND */
  remove: call<{ rule: RuleId }>()(z.strictObject({ rule })),

  /** Takes the ids or names of all rules in their new order. @throws NOT_FOUND, INVALID */
  order: call<Rule[]>()(z.strictObject({ rules: listUpTo(rule, 200) })),

  /** Returns how many letters of others a query finds, before a rule is applied to them. @throws INVALID */
  count: call<{ letters: number }>()(z.strictObject({ query: savedQuery })),

  /**
   * Applies a rule, also one that is off, to all letters of others that it finds now. `changed` of
   * the `matched` letters were different before. `rules.undo` takes the run back.
   * @throws NOT_FOUND, INVALID if its query cannot be read, TOO_LARGE, CANCELLED
   */
  run: call<{ run: number; matched: number; changed: number }>()(z.strictObject({ rule })),

  /**
   * Takes back what a rule changed: on one letter, in one run, or everywhere. What the person
   * changed since stays. The rule does not act on these letters again.
   * @throws NOT_FOUND
   */
  undo: call<{ letters: number }>()(
    z.strictObject({ rule, ref: ref.optional(), run: z.number().int().min(0).optional() }),
  ),

  /** Returns what rules changed on a letter, the oldest first. @throws NOT_FOUND */
  of: call<RuleTrace[]>()(z.strictObject({ ref })),
}
