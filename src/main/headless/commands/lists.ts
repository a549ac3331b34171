// Commands to find letters: a sorted and filtered box, or a search.
import { findNoFilter, type LetterSummary } from '../../../core/contract/index.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, choice, eachOf, many, number, text, wait, words } from '../fields.ts'
import { summaryJson } from '../letter-json.ts'
import { cleanLine, cutToColumns, showParties, showParty, showSize, showTable, shortRef } from '../screen.ts'
import { showTime } from '../times.ts'
import { summaryWord } from '../state-words.ts'

const MAX_PAGE = 1000
const BOXES = [
  'inbox',
  'waiting',
  'sent',
  'held',
  'scheduled',
  'drafts',
  'archive',
  'starred',
  'snoozed',
  'notes',
  'following',
  'imported',
  'spam',
  'trash',
  'all',
] as const
/** The default box for an audience; for a group it is `all`, as on its page. */
const BOX_OF_AUDIENCE: Partial<Record<string, (typeof BOXES)[number]>> = { self: 'notes', public: 'sent' }
/** Boxes that show the recipients instead of the sender. */
const OWN_BOXES = ['sent', 'held', 'scheduled', 'drafts', 'notes']
const ORDERS = ['newest', 'oldest', 'largest'] as const
/** A page of a list of letters or threads. */
export const PAGE = {
  limit: number(MAX_PAGE, 'N', 'how many at most (default 50)'),
  before: text('CURSOR', 'the page after the entry with this cursor'),
}
export const FILTERS = ['unread', 'openable', 'opened', 'starred', 'urgent', 'done'] as const

const list = asking({
  name: 'list',
  summary: 'the letters in a box, newest first by default',
  fields: {
    box: choice(
      BOXES,
      'BOX',
      `one of ${BOXES.join(', ')} (default inbox; with --for self notes, with --for public sent, with --for GROUP all)`,
    ),
    order: choice(ORDERS, 'ORDER', `one of ${ORDERS.join(', ')} (default newest)`),
    only: many('WHAT', `one of ${FILTERS.join(', ')}; repeatable; all must hold`).to(eachOf(FILTERS)),
    person: text('PERSON', 'letters that this person wrote or can read').as('with'),
    audience: text('WHO', 'letters for this group, `self` or `public`').as('for'),
    label: text('L', 'letters with this label'),
    ...PAGE,
  },
  ask: ({ api, input }) => api.letters.list({ ...input, box: chooseBox(input) }),
  json: (letters) => letters.map(summaryJson),
  show(letters, input) {
    if (letters.length === 0) return 'Nothing here.'
    const isMine = OWN_BOXES.includes(chooseBox(input))
    return showTable(letters.map((letter) => showSummary(letter, isMine)))
  },
})

type Box = (typeof BOXES)[number]

function chooseBox({ box, audience }: { box?: Box; audience?: string }): Box {
  return box ?? (audience === undefined ? 'inbox' : (BOX_OF_AUDIENCE[audience] ?? 'all'))
}

/** Lines for letters of anybody. */
export function showSummaries(letters: readonly LetterSummary[]): string {
  return showTable(letters.map((letter) => showSummary(letter, false)))
}

function showSummary(letter: LetterSummary, isMine: boolean): string[] {
  const who = isMine ? showParties(letter.to) : showSender(letter)
  const named = letter.subject === null ? '(no subject)' : cleanLine(letter.subject)
  const subject = letter.deletedAt === null ? named : '(deleted)'
  return [
    letter.draft ?? shortRef(letter.ref),
    showTime(letter.sentAt),
    summaryWord(letter),
    cutToColumns(who, 24),
    showSize(letter.size),
    (letter.policy.urgent ? '! ' : '') + subject + showAttached(letter),
  ]
}

/** ` (album, 3 files, 4.2 MB)`; empty for a letter without files. */
function showAttached({ kind, attached: { count, size } }: LetterSummary): string {
  const files = count === 0 ? [] : [count === 1 ? '1 file' : `${count} files`, showSize(size)]
  const facts = kind === 'album' ? ['album', ...files] : files
  return facts.length === 0 ? '' : ` (${facts.join(', ')})`
}

/** Returns the sender, and the group if there is one. */
function showSender({ from, to }: LetterSummary): string {
  const group = to.find((one) => 'group' in one)
  return group === undefined ? showParty(from) : `${showParty(from)} in ${showParty(group)}`
}

const history = calling('letters.history', {
  name: 'history',
  summary: 'every version of an edited letter, latest first',
  fields: { ref: argument('REF'), waitMs: wait() },
  json: (letters) => letters.map(summaryJson),
  show: showSummaries,
})

const search = calling('letters.search', {
  name: 'search',
  summary:
    'find letters: words, "a phrase", -word, OR, from: to: in: is: has: subject: filename: label: list: before: after: larger: smaller:',
  fields: { query: words('rest', 'what to find'), ...PAGE },
  json: (letters) => letters.map(summaryJson),
  show: (letters, { query }) => (letters.length === 0 ? showNothing(query) : showSummaries(letters)),
})

function showNothing(query: string): string {
  const typed = findNoFilter(query)
  const why = typed === null ? '' : ` ${cleanLine(typed)} is no filter, so it was searched as a word.`
  return `Nothing found.${why}`
}

export const listCommands: Command[] = [list, search, history]
