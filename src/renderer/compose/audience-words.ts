// The sentences under “To”: who will be able to read the letter, from what is chosen so far.
// The compose step. It says before anything is stored what the store will do.
import { describeReaders, isUnknown, together, type Reader } from '../audiences/index.ts'
import { f, m } from '../messages/messages.svelte.ts'
import type { LetterContent } from '../state/letter-content.ts'

export interface AudienceWords {
  sentences: string[]
  /** True if the readers must be corrected before the letter can be sent. */
  isProblem: boolean
}

export function describeAudience(
  content: LetterContent,
  readers: readonly Reader[],
  now: Date,
): AudienceWords {
  const words = m.compose.audience
  const unknown = readers.filter(isUnknown).map(({ entry }) => entry)
  const blocked = readers.flatMap(({ contact }) => (contact?.blocked ? [m.people.called(contact.name)] : []))
  if (unknown.length > 0) {
    const typed = f.list(unknown.map(words.typed))
    return { sentences: [words.unknown(typed, unknown.length)], isProblem: true }
  }
  if (blocked.length > 0) return { sentences: [words.blocked(f.list(blocked))], isProblem: true }
  const [first] = readers
  if (first === undefined) return { sentences: [words.nobody], isProblem: false }
  if (together(readers).isMixed) return { sentences: [words.notAlone], isProblem: true }
  const { group } = first
  if (group !== null && group.membership !== 'member')
    return { sentences: [words.notMember(group.name)], isProblem: true }
  if (group?.role === 'reader')
    return { sentences: [words.notPoster(group.name, group.owner.name)], isProblem: true }
  return { sentences: describeReaders(readers, content, now), isProblem: false }
}
