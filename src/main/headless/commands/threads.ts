// Commands for threads, and to organize letters and threads for oneself.
import {
  EngineError,
  type Handlers,
  type Muted,
  type RefText,
  type ThreadSummary,
} from '../../../core/contract/index.ts'
import { asking, type Asked, type Command, type OptionSpec } from '../command.ts'
import { summaryJson } from '../letter-json.ts'
import { chooseOne, FILTERS } from './lists.ts'
import { MUTE_OPTIONS, mutedAs, muteWords } from './muting.ts'
import { cleanLine, countOf, cutToColumns, showParties, showTable, shortRef } from '../screen.ts'
import { showTime } from '../times.ts'
import { summaryWord } from '../words.ts'

const MAX_PAGE = 1000
const BOXES = [
  ...(['inbox', 'waiting', 'sent', 'held', 'scheduled', 'archive'] as const),
  ...(['starred', 'snoozed', 'notes', 'following', 'imported', 'all'] as const),
] as const
const ORDERS = ['newest', 'oldest'] as const

const threads = asking<ThreadSummary[]>({
  name: 'threads',
  usage:
    '[--box BOX] [--order ORDER] [--only WHAT…] [--with PERSON] [--for WHO] [--label L] [--limit N] [--before CURSOR]',
  summary: 'the threads in a box, each by its newest letter there',
  options: {
    box: { kind: 'text', hint: 'BOX', about: `one of ${BOXES.join(', ')} (default inbox)` },
    order: { kind: 'text', hint: 'ORDER', about: `one of ${ORDERS.join(', ')} (default newest)` },
    only: { kind: 'many', hint: 'WHAT', about: `one of ${FILTERS.join(', ')}; a letter has all of them` },
    with: { kind: 'text', hint: 'PERSON', about: 'threads with a letter that this person wrote or can read' },
    for: { kind: 'text', hint: 'WHO', about: 'threads with a letter for this group, `self` or `public`' },
    label: { kind: 'text', hint: 'L', about: 'threads with a letter that has this label' },
    limit: { kind: 'text', hint: 'N', about: 'how many at most (default 50)' },
    before: { kind: 'text', hint: 'CURSOR', about: 'the page after the entry with this cursor' },
  },
  ask: ({ given, api }) =>
    api.threads.list({
      box: chooseOne('box', BOXES, given.text('box')),
      order: chooseOne('order', ORDERS, given.text('order')),
      only: given.texts('only').map((what) => chooseOne('only', FILTERS, what)),
      person: given.text('with'),
      label: given.text('label'),
      audience: given.text('for'),
      limit: given.number('limit', MAX_PAGE),
      before: given.text('before'),
    }),
  json: (rows) => rows.map(threadJson),
  show: (rows) => (rows.length === 0 ? 'Nothing here.' : showTable(rows.map(showThread))),
})

function threadJson({ newest, ...thread }: ThreadSummary) {
  return { ...thread, newest: summaryJson(newest) }
}

function showThread({
  thread,
  newestAt,
  newest,
  state,
  count,
  people,
  talk,
  group,
  fresh,
  muted,
  subject,
  snippet,
}: ThreadSummary): string[] {
  const about =
    group !== null
      ? `(group ${talk!.name}${freshWords(fresh)})`
      : talk === null
        ? (subject ?? '(no subject)')
        : `(talk with ${talk.name})`
  return [
    shortRef(thread),
    showTime(newestAt),
    summaryWord({ state, answer: state === newest.state ? newest.answer : null }),
    group === null ? `${count}` : `${fresh.letters + fresh.messages}`,
    cutToColumns(showParties(people), 24),
    cleanLine(
      [
        snippet === null ? about : `${about}: ${snippet.replaceAll('\n', ' ')}`,
        ...(muted === null ? [] : [muteWords(muted)]),
      ].join('  '),
    ),
  ]
}

function freshWords({ letters, messages }: ThreadSummary['fresh']): string {
  const counts = [
    ...(letters > 0 ? [countOf(letters, 'letter')] : []),
    ...(messages > 0 ? [countOf(messages, 'message')] : []),
  ]
  return counts.length === 0 ? '' : `, ${counts.join(', ')}`
}

/** What --json prints of a letter or a thread that was organized. */
type Organized = Pick<ThreadSummary, 'tidy'> & { ref: RefText }

const WHOLE: Record<string, OptionSpec> = {
  thread: { kind: 'flag', about: 'all letters of its thread' },
}

type Change = Omit<Parameters<Handlers['threads']['order']>[0], 'ref' | 'group'>

async function organize({ api, given }: Asked, change: Change): Promise<Organized> {
  const ref = given.args[0]!
  if (given.isSet('thread')) {
    const { summary } = await api.threads.order({ ref, ...change })
    return { ref: summary.thread, tidy: summary.tidy }
  }
  const [letter] = await api.letters.tidy({ refs: [ref], ...change })
  return { ref: letter!.ref!, tidy: letter!.tidy }
}

function showOrganized({ ref, tidy }: Organized): string {
  const { archived, starred, unread, snoozedUntil, labels } = tidy
  const facts = [
    ...(archived ? ['archived'] : []),
    ...(starred ? ['starred'] : []),
    ...(unread ? ['unread'] : []),
    ...(snoozedUntil === null ? [] : [`snoozed until ${showTime(snoozedUntil)}`]),
    ...labels.map((label) => `#${cleanLine(label)}`),
  ]
  return `${facts.length === 0 ? 'not organized' : facts.join(', ')}  ${shortRef(ref)}`
}

function organizing(command: {
  name: string
  usage: string
  summary: string
  options?: Record<string, OptionSpec>
  change: (asked: Asked) => Change
}): Command {
  const { change, options, ...head } = command
  return asking<Organized>({
    ...head,
    args: { min: 1, max: 1 },
    options: { ...options, ...WHOLE },
    ask: (asked) => organize(asked, change(asked)),
    show: showOrganized,
  })
}

const archive = organizing({
  name: 'archive',
  usage: 'REF [--thread] [--undo]',
  summary: 'move a letter out of the inbox into the archive',
  options: { undo: { kind: 'flag', about: 'move it back' } },
  change: ({ given }) => ({ archived: !given.isSet('undo') }),
})

const snooze = organizing({
  name: 'snooze',
  usage: 'REF (--until T | --undo) [--thread]',
  summary: 'hide a letter from the inbox until a time',
  options: {
    until: { kind: 'text', hint: 'T', about: 'until this time: 2031-04-01T09:00, or +2h' },
    undo: { kind: 'flag', about: 'show it now' },
  },
  change: ({ given, world }) => ({
    snoozedUntil: given.isSet('undo') ? null : needTime(given.time('until', world.now()), world.now()),
  }),
})

/** @throws INVALID */
function needTime(time: string | undefined, now: number): string {
  if (time === undefined) throw new EngineError('INVALID', 'Give --until T or --undo.')
  if (Date.parse(time) <= now) throw new EngineError('INVALID', 'This time is past.')
  return time
}

const mute = asking<{ muted: Muted | null }>({
  name: 'mute',
  usage: 'REF [--until T | --undo]',
  summary: 'mute the thread of a letter, or its group: no sound, no count; urgent ones still come',
  args: { min: 1, max: 1 },
  options: MUTE_OPTIONS,
  ask: (asked) => asked.api.threads.mute({ ref: asked.given.args[0]!, muted: mutedAs(asked) }),
  show: ({ muted }) => muteWords(muted),
})

const markUnread = organizing({
  name: 'mark-unread',
  usage: 'REF [--thread] [--undo]',
  summary: 'count an opened letter as unread again; nobody else learns of it',
  options: { undo: { kind: 'flag', about: 'count it as read' } },
  change: ({ given }) => ({ unread: !given.isSet('undo') }),
})

const label = organizing({
  name: 'label',
  usage: 'REF [--add L…] [--remove L…] [--thread]',
  summary: 'give a letter labels that only you see, or take them off',
  options: {
    add: { kind: 'many', hint: 'L', about: 'a label to add; repeatable' },
    remove: { kind: 'many', hint: 'L', about: 'a label to take off; repeatable' },
  },
  change: ({ given }) => ({ addLabels: given.texts('add'), removeLabels: given.texts('remove') }),
})

const remove = asking<{ ref: RefText }>({
  name: 'remove',
  usage: 'REF [--undo]',
  summary: 'take a letter of anybody out of your lists and your search; its author learns nothing',
  args: { min: 1, max: 1 },
  options: { undo: { kind: 'flag', about: 'put it back; needs the whole ref' } },
  async ask({ given, api }) {
    const ref = given.args[0]!
    if (!given.isSet('undo')) return api.letters.remove({ ref })
    return { ref: (await api.letters.removeUndo({ ref })).ref! }
  },
  show: ({ ref }, { given }) => (given.isSet('undo') ? `back  ${shortRef(ref)}` : `removed  ${ref}`),
})

export const threadCommands: Command[] = [threads, archive, snooze, mute, markUnread, label, remove]
