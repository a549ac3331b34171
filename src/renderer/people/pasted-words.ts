// The sentences about a pasted text that is no usable link. Before the life of a message.
import { isEngineError } from '../../core/contract/index.ts'
import { codeOf, describeError } from '../messages/errors.ts'
import { m } from '../messages/messages.svelte.ts'
import type { PastedLink } from '../state/invites.svelte.ts'

/** Null if the text can be used, and for an empty one. */
export function describePasted(kind: PastedLink): string | null {
  switch (kind) {
    case 'unknown':
      return m.people.linkUnknown
    case 'own-address':
      return m.people.linkOwn
    case 'letter':
      return m.people.linkOfLetter
    case 'broken':
      return m.people.linkBroken
    default:
      return null
  }
}

/** Describes why the engine refused a link. */
export function describeRefusedLink(error: unknown): string {
  if (isEngineError(error, 'INVALID'))
    return error.details['reason'] === 'own' ? m.people.linkOwnInvite : m.people.linkBroken
  return codeOf(error) === 'QUOTA' ? m.people.knockQuota : describeError(error)
}
