// The texts about a letter that was just sent: which letter, to whom, and when it is sent.
// Between store and notify.
import type { SentLetter } from '../../core/contract/index.ts'
import { together, type Reader } from '../audiences/index.ts'
import { f, m } from '../messages/messages.svelte.ts'
import type { LetterContent } from './letter-content.ts'
import type { Toast } from './toasts.svelte.ts'

/** Above this number, only the first name and a count are shown. */
const MOST_NAMED = 3
const MAX_TITLE_CHARS = 40

export function sentWords(
  state: SentLetter['state'],
  content: LetterContent,
  readers: readonly Reader[],
  now: Date,
): Pick<Toast, 'text' | 'countdown'> {
  const title = titleOf(content)
  const named = (sentence: string): string => (title === null ? sentence : m.compose.named(title, sentence))
  if (state === 'stored') return { text: m.compose.kept }
  if (state === 'held') return { text: named(m.compose.sentHeld) }
  const { at } = content.policy
  if (content.when === 'at' && at !== null)
    return { text: named(m.compose.sentScheduled(f.longDated(at, now))) }
  const text = together(readers).isPublished
    ? m.compose.publishing(title)
    : m.compose.sendingTo(title, namesOf(readers))
  return { text, countdown: m.compose.inSeconds }
}

function titleOf({ subject }: LetterContent): string | null {
  const chars = Array.from(subject.trim())
  if (chars.length === 0) return null
  return chars.length <= MAX_TITLE_CHARS ? chars.join('') : `${chars.slice(0, MAX_TITLE_CHARS).join('')}…`
}

function namesOf(readers: readonly Reader[]): string {
  const names = readers.map(({ name, contact }) => (contact === null ? name : m.people.called(name)))
  const [first = ''] = names
  return names.length <= MOST_NAMED ? f.list(names) : m.inbox.othersToo(first, names.length - 1)
}
