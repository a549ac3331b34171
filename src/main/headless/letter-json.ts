// Letters as --json prints them. Scripts depend on these names, so a letter's policy is flat here,
// whatever the contract calls its parts.
import type { Draft, Letter, LetterSummary, Mode, Policy } from '../../core/contract/index.ts'

interface GivenJson {
  mode: Mode
  urgent: boolean
}

type Flat<T extends { policy: Policy }, Facts> = Omit<T, 'policy'> & Facts

/** A row of a list: `mode`, `urgent` and `expiresAt`. */
export function summaryJson({
  policy: { mode, urgent, expires },
  ...summary
}: LetterSummary): Flat<LetterSummary, GivenJson & { expiresAt: string | null }> {
  return { ...summary, mode: mode ?? 'controlled', urgent, expiresAt: expires }
}

/** An opened letter, also in a thread: `mode` and `urgent`. */
export function letterJson<T extends Pick<Letter, 'policy'>>({
  policy: { mode, urgent },
  ...letter
}: T): Flat<T, GivenJson> {
  return { ...letter, mode, urgent }
}

/** Returns a draft, with every choice of its author. */
export function draftJson({ policy, ...draft }: Draft): Flat<Draft, Policy> {
  return { ...draft, ...policy }
}
