// The sentence about a search that the engine cannot read, in the language of the page.
import { isEngineError, type SearchExpects } from '../../core/contract/index.ts'
import { describeError } from '../messages/errors.ts'
import { m } from '../messages/messages.svelte.ts'

export function describeWrongSearch(error: unknown): string {
  if (!isEngineError(error, 'INVALID')) return describeError(error)
  const { expects, operator, value, known } = error.details
  const words = m.search.expects
  if (typeof expects !== 'string' || !Object.hasOwn(words, expects)) return describeError(error)
  return words[expects as SearchExpects]({ operator: String(operator), value: String(value) }, String(known))
}
