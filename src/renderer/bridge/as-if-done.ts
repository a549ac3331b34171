// Shows what home answers, or a phone remembers, as if the calls that wait were done: a star is on, an
// archived row is in the archive, a discarded draft is gone.
import type {
  Draft,
  HomeStanding,
  LetterSummary,
  Methods,
  RefText,
  Thread,
  ThreadSummary,
  Tidy,
} from '../../core/contract/index.ts'
import { draftOf, refsOf, timeOf, type Waiting } from './waiting-calls.ts'

type Order = Extract<Waiting, { call: 'threads.order' | 'letters.tidy' }>
type ListInput = NonNullable<Parameters<Methods['threads']['list']>[0]>
type Shower = (value: never, waiting: readonly Waiting[], input: never) => unknown

const SHOWN: Readonly<Record<string, Shower>> = {
  'threads.list': showThreads,
  'threads.get': (thread: Thread, waiting) => showThread(thread, waiting),
  'letters.list': showLetters,
  'letters.summary': (letter: LetterSummary, waiting) => showLetter(letter, waiting),
  'drafts.list': showDrafts,
  'home.standing': count,
}

/** `waiting`: in the order in which they are done, without those that home refused. */
export function asIfDone(call: string, input: unknown, value: unknown, waiting: readonly Waiting[]): unknown {
  if (waiting.length === 0 || !Object.hasOwn(SHOWN, call)) return value
  return SHOWN[call]!(value as never, waiting, (input ?? {}) as never)
}

export function rowIdOf({ group, thread }: Pick<ThreadSummary, 'group' | 'thread'>): string {
  return group ?? thread
}

/** Which rows a box has, of those that a call has ordered. */
const HAS: Readonly<Record<string, (tidy: Tidy) => boolean>> = {
  inbox: ({ archived, snoozedUntil }) => !archived && snoozedUntil === null,
  waiting: ({ archived, snoozedUntil }) => !archived && snoozedUntil === null,
  archive: ({ archived }) => archived,
  starred: ({ starred }) => starred,
  snoozed: ({ snoozedUntil }) => snoozedUntil !== null,
}

/** True if the call brings its row into the box. */
const BRINGS: Readonly<Record<string, (order: Order['input']) => boolean>> = {
  inbox: ({ archived, snoozedUntil }) => archived === false || snoozedUntil === null,
  archive: ({ archived }) => archived === true,
  starred: ({ starred }) => starred === true,
  snoozed: ({ snoozedUntil }) => typeof snoozedUntil === 'string',
}

function showThreads(rows: ThreadSummary[], waiting: readonly Waiting[], input: ListInput): ThreadSummary[] {
  const box = input.box ?? 'inbox'
  const has = HAS[box] ?? (() => true)
  const shown = rows
    .map((row) => showRow(row, waiting))
    .filter((row, at) => row === rows[at] || has(row.tidy))
  const isPart = input.before !== undefined || (input.only ?? []).length > 0
  if (isPart || [input.person, input.label, input.audience].some((one) => one !== undefined)) return shown
  const here = new Set(rows.map(rowIdOf))
  for (const one of waiting) {
    if (one.call !== 'threads.order' || one.row === null || BRINGS[box]?.(one.input) !== true) continue
    const row = showRow(one.row, waiting)
    if (here.has(rowIdOf(row)) || !has(row.tidy)) continue
    here.add(rowIdOf(row))
    const at = shown.findIndex(({ newestAt }) => newestAt < row.newestAt)
    if (input.order !== 'oldest') shown.splice(at === -1 ? shown.length : at, 0, row)
  }
  return shown
}

function showThread({ summary, letters, earlier }: Thread, waiting: readonly Waiting[]): Thread {
  const refs = letters.map(({ shown }) => shown.ref)
  const shownLetters = letters.map((letter) =>
    letter.summary === null ? letter : { ...letter, summary: showLetter(letter.summary, waiting, refs) },
  )
  return { summary: showRow(summary, waiting, refs), letters: shownLetters, earlier }
}

/** True if the call orders one of these letters, or the group. */
export function isAbout(waiting: Waiting, refs: readonly (RefText | null)[], group: string | null): boolean {
  return isOf(
    waiting,
    refs.filter((ref) => ref !== null),
    group,
  )
}

/** The same object if no call is about it. `refs`: of its letters, as far as they are known. */
function showRow(
  row: ThreadSummary,
  waiting: readonly Waiting[],
  refs: readonly RefText[] = [],
): ThreadSummary {
  const newest = showLetter(row.newest, waiting, [...refs, row.thread], row.group)
  const known = [row.thread, ...refs, ...(row.newest.ref === null ? [] : [row.newest.ref])]
  const tidy = orderAll(row.tidy, waiting, (one) => isOf(one, known, row.group))
  return tidy === row.tidy && newest === row.newest ? row : { ...row, tidy, newest }
}

/** `thread`: letters of its thread, which an order of the thread can name. */
function showLetter(
  letter: LetterSummary,
  waiting: readonly Waiting[],
  thread: readonly RefText[] = [],
  group: string | null = null,
): LetterSummary {
  const { ref } = letter
  const tidy = orderAll(letter.tidy, waiting, (one) =>
    one.call === 'threads.order' ? isOf(one, thread, group) : ref !== null && refsOf(one).includes(ref),
  )
  return tidy === letter.tidy ? letter : { ...letter, tidy }
}

function isOf(waiting: Waiting, refs: readonly RefText[], group: string | null): boolean {
  if (waiting.call !== 'threads.order') return refsOf(waiting).some((ref) => refs.includes(ref))
  const { input } = waiting
  return input.group === undefined ? refs.some((ref) => ref === input.ref) : input.group === group
}

function orderAll(tidy: Tidy, waiting: readonly Waiting[], isMeant: (waiting: Waiting) => boolean): Tidy {
  return waiting.reduce((now, one) => (isMeant(one) ? order(now, one) : now), tidy)
}

function order(tidy: Tidy, waiting: Waiting): Tidy {
  if (waiting.call === 'threads.restore') return waiting.input.letters[0]?.tidy ?? tidy
  const {
    archived,
    starred,
    snoozedUntil,
    unread,
    addLabels = [],
    removeLabels = [],
  } = (waiting as Order).input
  return {
    archived: archived ?? tidy.archived,
    starred: starred ?? tidy.starred,
    snoozedUntil: snoozedUntil === undefined ? tidy.snoozedUntil : snoozedUntil,
    unread: unread ?? tidy.unread,
    labels: [...new Set([...tidy.labels, ...addLabels])].filter((label) => !removeLabels.includes(label)),
  }
}

/** Those drafts are shown with what waits. */
function showLetters(letters: LetterSummary[], waiting: readonly Waiting[]): LetterSummary[] {
  const apart = new Set<string | null>(waiting.map(draftOf))
  return letters
    .filter(({ draft }) => draft === null || !apart.has(draft))
    .map((letter) => showLetter(letter, waiting))
}

function showDrafts(drafts: Draft[], waiting: readonly Waiting[]): Draft[] {
  const isOver = ({ draft }: Draft): boolean =>
    waiting.some((one) => one.call !== 'drafts.save' && draftOf(one) === draft)
  return drafts.filter((draft) => !isOver(draft)).map((draft) => showDraft(draft, waiting))
}

/** The words that were saved here. Their files are those that were attached before. */
export function showDraft(draft: Draft, waiting: readonly Waiting[]): Draft {
  const saved = waiting.findLast((one) => one.call === 'drafts.save' && draftOf(one) === draft.draft)
  if (saved?.call !== 'drafts.save') return draft
  const { input } = saved
  return {
    draft: draft.draft,
    to: [...(input.to ?? [])],
    typed: [...(input.typed ?? [])],
    readers: draft.readers,
    subject: input.subject ?? '',
    text: input.text ?? '',
    replyTo: (input.replyTo as RefText | undefined) ?? null,
    replaces: (input.replaces as RefText | undefined) ?? null,
    saying: input.saying ?? null,
    tags: [...(input.tags ?? [])],
    attachments: draft.attachments.filter(({ file }) => input.attachments?.includes(file) === true),
    remindAfterMs: input.remindAfterMs ?? null,
    from: input.from ?? null,
    policy: { ...draft.policy, ...input.policy },
    savedAt: timeOf(saved),
  }
}

/** A row that leaves the inbox is not counted there. */
function count(standing: HomeStanding, waiting: readonly Waiting[]): HomeStanding {
  const begun = waiting.filter((one) => one.call === 'drafts.save' && one.input.begins === true).length
  const left = waiting.filter((one) => one.call === 'threads.order' && leavesNew(one)).length
  const { drafts, inbox } = standing.boxes
  const boxes = {
    ...standing.boxes,
    drafts: { ...drafts, total: drafts.total + begun },
    inbox: { ...inbox, unreadThreads: Math.max(0, inbox.unreadThreads - left) },
  }
  return { ...standing, boxes }
}

function leavesNew({ row, input }: Extract<Waiting, { call: 'threads.order' }>): boolean {
  const isLeft = input.archived === true || typeof input.snoozedUntil === 'string'
  return isLeft && row !== null && HAS.inbox!(row.tidy) && (row.unopened > 0 || row.tidy.unread)
}
