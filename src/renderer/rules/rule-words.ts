// What a rule does, in words, and why one was refused.
import { isEngineError, type RuleActs } from '../../core/contract/index.ts'
import { describeError } from '../messages/errors.ts'
import { f, m } from '../messages/messages.svelte.ts'

export function actWords({ labels, archive, star, done }: RuleActs): string {
  const { acts } = m.rules
  return f.list([
    ...labels.map(acts.label),
    ...(archive ? [acts.archive] : []),
    ...(star ? [acts.star] : []),
    ...(done ? [acts.done] : []),
  ])
}

/** A name that is taken, or a search that cannot be read. */
export function describeRefusal(error: unknown): string {
  return isEngineError(error, 'INVALID') ? m.rules.refused : describeError(error)
}
