// Commands by which letters are found again: a box in an order, narrowed, or a search.
import { EngineError, type LetterSummary } from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { cleanLine, cutToColumns, showParties, showParty, showSize, showTable, shortRef } from '../screen.ts'
import { showTime } from '../times.ts'

const MAX_PAGE = 1000
const BOXES = ['inbox', 'waiting', 'sent', 'held', 'drafts', 'archive', 'starred', 'snoozed'] as const
const ORDERS = ['newest', 'oldest', 'largest'] as const
const FILTERS = ['unread', 'opened', 'starred', 'urgent', 'done'] as const

const list = asking<LetterSummary[]>({
  name: 'list',
  usage:
    '[--box BOX] [--order ORDER] [--only WHAT…] [--with PERSON] [--label L] [--limit N] [--before CURSOR]',
  summary: 'what is in a box, newest first unless told',
  options: {
    box: { kind: 'text', hint: 'BOX', about: `one of ${BOXES.join(', ')} (default inbox)` },
    order: { kind: 'text', hint: 'ORDER', about: `one of ${ORDERS.join(', ')} (default newest)` },
    only: {
      kind: 'many',
      hint: 'WHAT',
      about: `one of ${FILTERS.join(', ')}; may be given again, and all must hold`,
    },
    with: { kind: 'text', hint: 'PERSON', about: 'what this one wrote or is a reader of' },
    label: { kind: 'text', hint: 'L', about: 'what has this label' },
    limit: { kind: 'text', hint: 'N', about: 'how many at most (default 50)' },
    before: {
      kind: 'text',
      hint: 'CURSOR',
      about: 'the page after the entry with this cursor, in the same order',
    },
  },
  ask: ({ given, api }) =>
    api.letters.list({
      box: oneOf('box', BOXES, given.text('box')),
      order: oneOf('order', ORDERS, given.text('order')),
      only: given.texts('only').map((what) => oneOf('only', FILTERS, what)),
      person: given.text('with'),
      label: given.text('label'),
      limit: given.number('limit', MAX_PAGE),
      before: given.text('before'),
    }),
  show(letters, { given }) {
    if (letters.length === 0) return 'Nothing here.'
    const isMine = ['sent', 'held', 'drafts'].includes(given.text('box') ?? 'inbox')
    return showTable(letters.map((letter) => showSummary(letter, isMine)))
  },
})

/** The first of `known` when it was not given. @throws INVALID */
function oneOf<T extends string>(option: string, known: readonly [T, ...T[]], text: string = known[0]): T {
  const found = known.find((one) => one === text)
  if (found === undefined) throw new EngineError('INVALID', `--${option} is one of ${known.join(', ')}.`)
  return found
}

function showSummary(letter: LetterSummary, isMine: boolean): string[] {
  const who = isMine ? showParties(letter.to) : showParty(letter.from)
  const subject = letter.subject === null ? '(no subject)' : cleanLine(letter.subject)
  return [
    letter.draft ?? shortRef(letter.ref),
    showTime(letter.sentAt),
    letter.state,
    cutToColumns(who, 24),
    showSize(letter.size),
    (letter.urgent ? '! ' : '') + subject,
  ]
}

const search = asking<LetterSummary[]>({
  name: 'search',
  usage: 'QUERY [--limit N] [--before CURSOR]',
  summary: 'find letters: words, from: to: is: has: label: before: after:',
  args: { min: 1, max: 100 },
  options: {
    limit: { kind: 'text', hint: 'N', about: 'how many at most (default 50)' },
    before: { kind: 'text', hint: 'CURSOR', about: 'the page after the entry with this cursor' },
  },
  ask: ({ given, api }) =>
    api.letters.search({
      query: given.args.join(' '),
      limit: given.number('limit', MAX_PAGE),
      before: given.text('before'),
    }),
  show: (letters) =>
    letters.length === 0 ? 'Nothing found.' : showTable(letters.map((letter) => showSummary(letter, false))),
})

export const listCommands: Command[] = [list, search]
