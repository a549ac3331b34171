// The sentences under “To”: who will be able to read the letter, from what is chosen so far.
// The compose step. It says before anything is stored what the store will do.
import type { GroupSummary } from '../../core/contract/index.ts'
import { f, m } from '../messages/messages.svelte.ts'
import type { LetterContent } from '../state/letter-content.ts'
import { isUnknown, kindOf, type Reader } from '../state/readers.ts'

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
  const names = readers.flatMap(({ contact }) => (contact === null ? [] : [m.people.called(contact.name)]))
  if (unknown.length > 0) {
    const typed = f.list(unknown.map(words.typed))
    return { sentences: [words.unknown(typed, unknown.length)], isProblem: true }
  }
  if (blocked.length > 0) return { sentences: [words.blocked(f.list(blocked))], isProblem: true }
  const [first] = readers
  if (first === undefined) return { sentences: [words.nobody], isProblem: false }
  const kind = kindOf(readers)
  if (kind === 'mixed') return { sentences: [words.notAlone], isProblem: true }
  if (kind === 'self') return { sentences: [words.self, words.selfStays], isProblem: false }
  if (kind === 'public')
    return { sentences: [words.public, ...describeAppearing(content, now)], isProblem: false }
  if (first.group !== undefined) return describeGroup(first.group, content, now)
  const who = content.policy.mode === 'open' ? words.open(f.list(names)) : words.controlled(f.list(names))
  return { sentences: [who, ...describeTimes(content, now)], isProblem: false }
}

function describeGroup(group: GroupSummary, content: LetterContent, now: Date): AudienceWords {
  const words = m.compose.audience
  const { name, memberCount, membership, role, owner } = group
  if (membership !== 'member') return { sentences: [words.notMember(name)], isProblem: true }
  if (role === 'reader') return { sentences: [words.notPoster(name, owner.name)], isProblem: true }
  const opens = content.policy.mode === 'open' ? words.groupOpen : words.groupTells
  const who = words.group(name, memberCount, f.number(memberCount))
  return { sentences: [who, opens, ...describeTimes(content, now)], isProblem: false }
}

function describeAppearing({ when, policy: { at } }: LetterContent, now: Date): string[] {
  const words = m.compose.audience
  if (when === 'hold') return [words.publicHeld]
  return when === 'at' && at !== null ? [words.publicAt(f.longDated(at, now))] : []
}

function describeTimes({ when, policy }: LetterContent, now: Date): string[] {
  const { at, expires, mode } = policy
  const words = m.compose.audience
  const sentences: string[] = []
  if (when === 'hold') sentences.push(words.held)
  if (when === 'at' && at !== null) sentences.push(words.scheduled(f.longDated(at, now)))
  if (mode !== 'open' && expires !== null) sentences.push(words.until(f.longDated(expires, now)))
  return sentences
}
