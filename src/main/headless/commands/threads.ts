// Commands for threads, and to organize letters and threads for oneself.
import {
  EngineError,
  type Bin,
  type Handlers,
  type RefText,
  type StoppedMails,
  type ThreadSummary,
} from '../../../core/contract/index.ts'
import { asking, calling, type Asked, type Command } from '../command.ts'
import { argument, choice, eachOf, flag, many, text, time, type ValuesOf } from '../fields.ts'
import { summaryJson } from '../letter-json.ts'
import { FILTERS, PAGE } from './lists.ts'
import { MUTE_FIELDS, mutedAs, muteWords } from './muting.ts'
import { cleanLine, countOf, cutToColumns, showParties, showTable, shortRef } from '../screen.ts'
import { showTime } from '../times.ts'
import { summaryWord } from '../state-words.ts'

const BOXES = [
  ...(['inbox', 'waiting', 'sent', 'held', 'scheduled', 'archive'] as const),
  ...(['starred', 'snoozed', 'notes', 'following', 'imported', 'spam', 'trash', 'all'] as const),
] as const
const ORDERS = ['newest', 'oldest'] as const

const threads = calling('threads.list', {
  name: 'threads',
  summary: 'the threads in a box, each by its newest letter there',
  fields: {
    box: choice(BOXES, 'BOX', `one of ${BOXES.join(', ')} (default inbox)`),
    order: choice(ORDERS, 'ORDER', `one of ${ORDERS.join(', ')} (default newest)`),
    only: many('WHAT', `one of ${FILTERS.join(', ')}; a letter has all of them`).to(eachOf(FILTERS)),
    person: text('PERSON', 'threads with a letter that this person wrote or can read').as('with'),
    audience: text('WHO', 'threads with a letter for this group, `self` or `public`').as('for'),
    label: text('L', 'threads with a letter that has this label'),
    ...PAGE,
  },
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

const REF = argument('REF')
const LETTER = { ref: REF, thread: flag('all letters of its thread') }

type Change = Omit<Parameters<Handlers['threads']['order']>[0], 'ref' | 'group'>

async function organize(
  { api, input: { ref, thread } }: Asked<ValuesOf<typeof LETTER>>,
  change: Change,
): Promise<Organized> {
  if (thread) {
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

const archive = asking({
  name: 'archive',
  usage: 'REF [--thread] [--undo]',
  summary: 'move a letter out of the inbox into the archive',
  fields: { undo: flag('move it back'), ...LETTER },
  ask: (asked) => organize(asked, { archived: !asked.input.undo }),
  show: showOrganized,
})

const star = asking({
  name: 'star',
  usage: 'REF [--thread] [--undo]',
  summary: 'star a letter, so that you find it with --box starred; nobody else learns of it',
  fields: { undo: flag('take the star off'), ...LETTER },
  ask: (asked) => organize(asked, { starred: !asked.input.undo }),
  show: showOrganized,
})

const snooze = asking({
  name: 'snooze',
  usage: 'REF (--until T | --undo) [--thread]',
  summary: 'hide a letter from the inbox until a time',
  fields: {
    until: time('T', 'until this time: 2031-04-01T09:00, or +2h'),
    undo: flag('show it now'),
    ...LETTER,
  },
  ask(asked) {
    const { until, undo } = asked.input
    return organize(asked, { snoozedUntil: undo ? null : needTime(until, asked.world.now()) })
  },
  show: showOrganized,
})

/** @throws INVALID */
function needTime(time: string | undefined, now: number): string {
  if (time === undefined) throw new EngineError('INVALID', 'Give --until T or --undo.')
  if (Date.parse(time) <= now) throw new EngineError('INVALID', 'This time is past.')
  return time
}

const mute = asking({
  name: 'mute',
  usage: 'REF [--until T | --undo]',
  summary: 'mute the thread of a letter, or its group: no sound, no count; urgent ones still come',
  fields: { ref: REF, ...MUTE_FIELDS },
  ask: ({ api, input }) => api.threads.mute({ ref: input.ref, muted: mutedAs(input) }),
  show: ({ muted }) => muteWords(muted),
})

const markUnread = asking({
  name: 'mark-unread',
  usage: 'REF [--thread] [--undo]',
  summary: 'count an opened letter as unread again; nobody else learns of it',
  fields: { undo: flag('count it as read'), ...LETTER },
  ask: (asked) => organize(asked, { unread: !asked.input.undo }),
  show: showOrganized,
})

const label = asking({
  name: 'label',
  usage: 'REF [--add L…] [--remove L…] [--thread]',
  summary: 'give a letter labels that only you see, or take them off',
  fields: {
    add: many('L', 'a label to add; repeatable'),
    remove: many('L', 'a label to take off; repeatable'),
    ...LETTER,
  },
  ask: (asked) => organize(asked, { addLabels: asked.input.add, removeLabels: asked.input.remove }),
  show: showOrganized,
})

/** Commands that take a letter out of all lists into a bin. */
const binning = (bin: Bin, name: string, summary: string, done: string): Command =>
  asking({
    ...{ name, summary },
    fields: { ref: REF, undo: flag('put it back') },
    async ask({ api, input: { ref, undo } }): Promise<{ ref: RefText }> {
      const [letter] = await api.letters.bin({ refs: [ref], bin: undo ? null : bin })
      return { ref: letter?.ref ?? (ref as RefText) }
    },
    show: ({ ref }, { undo }) => `${undo ? 'back' : done}  ${shortRef(ref)}`,
  })

const remove = binning(
  ...(['trash', 'remove'] as const),
  'take a letter of anybody out of your lists into the trash; its author learns nothing',
  'removed',
)

const spam = binning('spam', 'spam', 'take a mail out of your lists into the spam', 'spam')

const unsubscribe = asking({
  name: 'unsubscribe',
  usage: 'REF [--undo]',
  summary: 'ask a sender of mails to many to stop; if only a mail can ask, it waits in drafts',
  fields: { ref: REF, undo: flag('take such mails again; the sender is not told') },
  async ask({ api, input: { ref, undo } }): Promise<StoppedMails | { ref: RefText }> {
    if (!undo) return api.letters.unsubscribe({ ref })
    const letter = await api.letters.takeAgain({ ref })
    return { ref: letter.ref ?? (ref as RefText) }
  },
  show(stopped) {
    if ('ref' in stopped) return `taken again  ${shortRef(stopped.ref)}`
    if (stopped.askedAt === null)
      return `Only a mail to ${cleanLine(stopped.address)} asks for it. It waits in drafts.`
    const whom = stopped.by === 'request' ? stopped.host : stopped.address
    return `${cleanLine(whom)} was asked on ${showTime(stopped.askedAt)}. What comes after 10 days is spam.`
  },
})

export const threadCommands: Command[] = [
  threads,
  archive,
  star,
  snooze,
  mute,
  markUnread,
  label,
  remove,
  spam,
  unsubscribe,
]
