// Who will be able to read a letter, in words: the sentences under “To”, for whatever is chosen so far. Pure.
// The compose step; it says before anything is stored what the store will do.
import type { Formats } from '../messages/formats.ts'
import type { Messages } from '../messages/en/index.ts'
import type { LetterContent } from '../state/letter-content.ts'
import type { Reader } from '../state/readers.ts'

export interface AudienceWords {
  sentences: string[]
  /** Something has to be put right before it can be sent. */
  isProblem: boolean
}

export function tellAudience(
  content: LetterContent,
  readers: readonly Reader[],
  { m, f, now }: { m: Messages; f: Formats; now: Date },
): AudienceWords {
  const words = m.compose.audience
  const unknown = readers.filter(({ contact }) => contact === null).map(({ entry }) => entry)
  const blocked = readers.flatMap(({ contact }) => (contact?.blocked ? [m.people.called(contact.name)] : []))
  const names = readers.flatMap(({ contact }) => (contact === null ? [] : [m.people.called(contact.name)]))
  if (unknown.length > 0) return { sentences: [words.unknown(f.list(unknown))], isProblem: true }
  if (blocked.length > 0) return { sentences: [words.blocked(f.list(blocked))], isProblem: true }
  if (names.length === 0) return { sentences: [words.nobody], isProblem: false }
  const who = content.mode === 'open' ? words.open(f.list(names)) : words.controlled(f.list(names))
  return { sentences: [who, ...tellTimes(content, { m, f, now })], isProblem: false }
}

function tellTimes(
  { when, at, expires, mode }: LetterContent,
  { m, f, now }: { m: Messages; f: Formats; now: Date },
): string[] {
  const words = m.compose.audience
  const sentences: string[] = []
  if (when === 'hold') sentences.push(words.held)
  if (when === 'at' && at !== null) sentences.push(words.scheduled(f.dayAndTime(at, now)))
  if (mode === 'controlled' && expires !== null) sentences.push(words.until(f.dayAndTime(expires, now)))
  return sentences
}
