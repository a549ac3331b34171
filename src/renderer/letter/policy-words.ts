// What of a letter's policy is shown wherever the letter is: in a list, at its head, and where it is chosen.
import type { Policy } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'

export function policyMarks({ urgent }: Policy): string[] {
  return urgent ? [m.policy.urgent] : []
}
