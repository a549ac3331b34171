// What of a letter's policy is shown wherever the letter is: in a list, at its head, and where it is chosen. Pure.
import type { Policy } from '../../core/contract/index.ts'
import type { Messages } from '../messages/en/index.ts'

export function policyMarks({ urgent }: Policy, { policy: words }: Messages): string[] {
  return urgent ? [words.urgent] : []
}
