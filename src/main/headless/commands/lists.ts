// Commands to find letters: a sorted and filtered box, or a search.
import { EngineError, findNoFilter, type LetterSummary } from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import type { Given } from '../given.ts'
import { summaryJson } from '../letter-json.ts'
import { cleanLine, cutToColumns, showParties, showParty, showSize, showTable, shortRef } from '../screen.ts'
import { showTime } from '../times.ts'
import { summaryWord } from '../words.ts'

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
  'all',
] as const
/** The default box for an audience; for a group it is `all`, as on its page. */
const BOX_OF_AUDIENCE: Partial<Record<string, (typeof BOXES)[number]>> = { self: 'notes', public: 'sent' }
/** Boxes that show the recipients instead of the sender. */
const OWN_BOXES = ['sent', 'held', 'scheduled', 'drafts', 'notes']
const ORDERS = ['newest', 'oldest', 'largest'] as const
export const FILTERS = ['unread', 'openable', 'opened', 'starred', 'urgent', 'done'] as const

const list = asking<LetterSummary[]>({
  name: 'list',
  usage:
    '[--box BOX] [--order ORDER] [--only WHAT…] [--with PERSON] [--for WHO] [--label L] [--limit N] [--before CURSOR]',
  summary: 'the letters in a box, newest first by default',
  options: {
    box: {
      kind: 'text',
      hint: 'BOX',
      about: `one of ${BOXES.join(', ')} (default inbox; with --for self notes, with --for public sent, with --for GROUP all)`,
    },
    order: { kind: 'text', hint: 'ORDER', about: `one of ${ORDERS.join(', ')} (default newest)` },
    only: {
      kind: 'many',
      hint: 'WHAT',
      about: `one of ${FILTERS.join(', ')}; repeatable; all must hold`,
    },
    with: { kind: 'text', hint: 'PERSON', about: 'letters that this person wrote or can read' },
    for: { kind: 'text', hint: 'WHO', about: 'letters for this group, `self` or `public`' },
    label: { kind: 'text', hint: 'L', about: 'letters with this label' },
    limit: { kind: 'text', hint: 'N', about: 'how many at most (default 50)' },
    before: {
      kind: 'text',
      hint: 'CURSOR',
      about: 'the page after the entry with this cursor',
    },
  },
  ask: ({ given, api }) =>
    api.letters.list({
      box: chooseBox(given),
      order: chooseOne('order', ORDERS, given.text('order')),
      only: given.texts('only').map((what) => chooseOne('only', FILTERS, what)),
      person: given.text('with'),
      label: given.text('label'),
      audience: given.text('for'),
      limit: given.number('limit', MAX_PAGE),
      before: given.text('before'),
    }),
  json: (letters) => letters.map(summaryJson),
  show(letters, { given }) {
    if (letters.length === 0) return 'Nothing here.'
    const isMine = OWN_BOXES.includes(chooseBox(given))
    return showTable(letters.map((letter) => showSummary(letter, isMine)))
  },
})

/** @throws INVALID */
function chooseBox(given: Given): (typeof BOXES)[number] {
  const audience = given.text('for')
  const usual = audience === undefined ? undefined : (BOX_OF_AUDIENCE[audience] ?? 'all')
  return chooseOne('box', BOXES, given.text('box') ?? usual)
}

/** Returns the first of `known` if no option was given. @throws INVALID */
export function chooseOne<T extends string>(
  option: string,
  known: readonly [T, ...T[]],
  text: string = known[0],
): T {
  const found = known.find((one) => one === text)
  if (found === undefined) throw new EngineError('INVALID', `--${option} is one of ${known.join(', ')}.`)
  return found
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

const history = asking<LetterSummary[]>({
  name: 'history',
  usage: 'REF',
  summary: 'every version of an edited letter, latest first',
  args: { min: 1, max: 1 },
  network: 'always',
  ask: ({ given, api }) => api.letters.history({ ref: given.args[0]!, waitMs: given.waitMs() }),
  json: (letters) => letters.map(summaryJson),
  show: showSummaries,
})

const search = asking<LetterSummary[]>({
  name: 'search',
  usage: '[-] [--limit N] [--before CURSOR]',
  summary:
    'find letters: words, "a phrase", -word, OR, from: to: in: is: has: subject: filename: label: before: after: larger: smaller:',
  words: { query: { takes: 'rest', about: 'what to find' } },
  options: {
    limit: { kind: 'text', hint: 'N', about: 'how many at most (default 50)' },
    before: { kind: 'text', hint: 'CURSOR', about: 'the page after the entry with this cursor' },
  },
  ask: async ({ given, typed, api }) =>
    api.letters.search({
      query: await typed.get('query'),
      limit: given.number('limit', MAX_PAGE),
      before: given.text('before'),
    }),
  json: (letters) => letters.map(summaryJson),
  show: (letters, { typed }) =>
    letters.length === 0 ? showNothing(typed.taken('query')) : showSummaries(letters),
})

function showNothing(query: string): string {
  const typed = findNoFilter(query)
  const why = typed === null ? '' : ` ${cleanLine(typed)} is no filter, so it was searched as a word.`
  return `Nothing found.${why}`
}

export const listCommands: Command[] = [list, search, history]
