// Decides what a rule changes on one letter. Pure. Only what differs is changed, so that an undo
// takes back the work of the rule and nothing else.
import type { TidyOrder } from '../tidy/index.ts'
import type { ListedEntry, TidyEntry } from '../views/index.ts'
import type { RuleActs } from '../contract/index.ts'

/** What a rule changed on a letter. Persisted as JSON. */
export interface RuleChange {
  labels?: string[]
  archived?: true
  starred?: true
  /** Its author knows, so this cannot be undone. */
  done?: true
}

export type JudgedLetter = Pick<ListedEntry, 'policy'> & {
  tidy: TidyEntry
  /** True if it is opened and has no answer of this person. */
  canBeDone: boolean
}

/** Null if the rule changes nothing. */
export function decideChange(acts: RuleActs, letter: JudgedLetter): RuleChange | null {
  const { tidy, policy, canBeDone } = letter
  const labels = acts.labels.filter((label) => !tidy.labels.includes(label))
  const change: RuleChange = {
    ...(labels.length > 0 ? { labels } : {}),
    ...(acts.archive && !policy.urgent && !tidy.isArchived ? { archived: true } : {}),
    ...(acts.star && !tidy.isStarred ? { starred: true } : {}),
    ...(acts.done && canBeDone ? { done: true } : {}),
  }
  return Object.keys(change).length === 0 ? null : change
}

export function orderOfChange({ labels, archived, starred }: RuleChange): TidyOrder {
  return { archived, starred, ...(labels === undefined ? {} : { addLabels: labels }) }
}

/** What takes the change back, where it still holds. */
export function orderOfUndo({ labels, archived, starred }: RuleChange): TidyOrder {
  return {
    ...(archived === undefined ? {} : { archived: false }),
    ...(starred === undefined ? {} : { starred: false }),
    ...(labels === undefined ? {} : { removeLabels: labels }),
  }
}
