// What a row says of a letter: who, what, and one line of what it is. Pure, so that both languages can be tested whole.
// After receive and after reference: it tells a state, and changes none.
import type { Addressee, LetterSummary, PersonId } from '../../core/contract/index.ts'
import type { Messages } from '../messages/en/index.ts'
import type { Formats } from '../messages/formats.ts'

export interface WordsContext {
  m: Messages
  f: Formats
  now: Date
  /** Null while it is not known who lives here. */
  me: PersonId | null
}

export interface RowWords {
  who: string
  title: string
  line: string
}

export function rowWords(letter: LetterSummary, context: WordsContext): RowWords {
  const isMine = letter.draft !== null || letter.from.person === context.me
  return {
    who: isMine ? toWords(letter.to, context) : letter.from.name,
    title: titleOf(letter, context.m),
    line: (isMine ? ownLine(letter, context) : receivedLine(letter, context)).join(' · '),
  }
}

export function titleOf(letter: Pick<LetterSummary, 'subject' | 'state'>, m: Messages): string {
  if (letter.subject !== null && letter.subject !== '') return letter.subject
  if (letter.state === 'recalled') return m.inbox.line.recalledTitle
  if (letter.state === 'expired') return m.inbox.line.expiredTitle
  return letter.subject === null && letter.state === 'sealed' ? m.inbox.titleInside : m.inbox.untitled
}

function toWords(to: readonly Addressee[], { m }: WordsContext): string {
  const names = to.map(({ person, name }) => wideName(person, m) ?? name)
  const [first] = names
  if (first === undefined) return m.inbox.nobodyYet
  return m.inbox.to(names.length === 1 ? first : m.inbox.othersToo(first, names.length - 1))
}

function wideName(person: Addressee['person'], m: Messages): string | null {
  if (person === 'self') return m.inbox.self
  return person === 'public' ? m.inbox.everyone : null
}

function receivedLine(letter: LetterSummary, { m, f, now }: WordsContext): string[] {
  const { line } = m.inbox
  const { name } = letter.from
  switch (letter.state) {
    case 'sealed': {
      const until = letter.expiresAt === null ? [] : [line.until(f.dayAndTime(letter.expiresAt, now))]
      const tells = letter.mode === 'open' ? line.tellsNobody : line.tells(name)
      return [line.sealed, f.bytes(letter.size), tells, ...until]
    }
    case 'held':
      return [line.heldBy(name)]
    case 'recalled':
      return hasTitle(letter) ? [line.recalled, line.nothingKept] : [line.nothingKept]
    case 'expired':
      return hasTitle(letter) ? [line.expired, line.nothingKept] : [line.nothingKept]
    case 'done':
    case 'accepted':
    case 'declined':
      return [line[letter.state], line.knows(name)]
    default:
      return [line.opened, ...(letter.replyTo === null ? [] : [line.reply]), ...excerptOf(letter)]
  }
}

/** The state reached by all readers; one that tells little leaves room for the first words. */
const OWN_LINES = {
  notified: 'notified',
  referenced: 'openedByAll',
  mixed: 'mixed',
  held: 'held',
  scheduled: 'scheduled',
  recalled: 'recalledByMe',
  recalling: 'recalling',
  expired: 'expiredMine',
  done: 'doneByAll',
  accepted: 'acceptedByAll',
  declined: 'declinedByAll',
  unknown: 'unknown',
  sealed: 'notified',
  draft: 'draft',
} as const satisfies Record<LetterSummary['state'], keyof Messages['inbox']['line']>

function ownLine(letter: LetterSummary, { m }: WordsContext): string[] {
  const { line } = m.inbox
  const first = line[OWN_LINES[letter.state]]
  if (letter.state === 'draft')
    return [first, ...(excerptOf(letter).length === 0 ? [line.emptyDraft] : excerptOf(letter))]
  return [first, ...excerptOf(letter)]
}

function hasTitle({ subject }: LetterSummary): boolean {
  return subject !== null && subject !== ''
}

function excerptOf({ excerpt }: LetterSummary): string[] {
  const words = plainWords(excerpt ?? '')
  return words === '' ? [] : [words]
}

/** The first words without the signs of Markdown; a row has no room for more than words. */
function plainWords(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)?/gu, '$1')
    .replace(/(^|\s)(?:#{1,6}|>|[-*+]|\d+\.)(?=\s)/gu, '$1')
    .replace(/\*\*|__|`+/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
}
