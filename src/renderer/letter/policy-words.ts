// The marks of a letter's policy (“Urgent”) that every view of the letter shows.
import type { Policy } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'

export function policyMarks({ urgent }: Policy): string[] {
  return urgent ? [m.policy.urgent] : []
}
