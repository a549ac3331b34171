// Lists and letters with what waits on a phone, as if home had done it.
import { describe, expect, it } from 'vitest'
import type { RefText, ThreadSummary, Tidy } from '../../../src/core/contract/index.ts'
import { asIfDone } from '../../../src/renderer/bridge/as-if-done.ts'
import type { Waiting, WaitingCall } from '../../../src/renderer/bridge/waiting-calls.ts'

const TIDY: Tidy = { archived: false, starred: false, snoozedUntil: null, unread: false, labels: ['Home'] }
const UNTIL = '2026-12-04T08:00:00.000Z'

function rowOf(name: string, newestAt: string, tidy: Partial<Tidy> = {}): ThreadSummary {
  const ref = `fumikura://ref/${name}` as RefText
  const ordered = { ...TIDY, ...tidy }
  const row = {
    thread: ref,
    group: null,
    unopened: 1,
    newestAt,
    tidy: ordered,
    newest: { ref, tidy: ordered },
  }
  return row as unknown as ThreadSummary
}
const [FIRST, SECOND] = [rowOf('first', '2026-12-02'), rowOf('second', '2026-12-01')]

function waits(call: WaitingCall, row: ThreadSummary | null = null): Waiting {
  return { ...call, id: 'x', at: 0, isTried: false, refusal: null, row }
}
const orders = (row: ThreadSummary, input: object): Waiting =>
  waits({ call: 'threads.order', input: { ref: row.thread, ...input } }, row)
const shown = (box: string, rows: ThreadSummary[], waiting: Waiting[], more = {}): ThreadSummary[] =>
  asIfDone('threads.list', { box, ...more }, rows, waiting) as ThreadSummary[]
const names = (rows: ThreadSummary[]): string[] => rows.map(({ thread }) => thread.split('/').at(-1)!)

describe('a list of threads', () => {
  it.each([
    ['inbox', { archived: true }, ['second']],
    ['inbox', { snoozedUntil: UNTIL }, ['second']],
    ['inbox', { starred: true }, ['first', 'second']],
    ['archive', { archived: true }, ['first', 'second']],
    ['trash', { archived: true }, ['first', 'second']],
  ])('%s after %o has %o', (box, input, expected) => {
    const tidy = box === 'archive' ? { archived: true } : {}
    const rows = [rowOf('second', '2026-12-01', tidy)]
    const before = box === 'archive' ? rows : [FIRST, ...rows]
    expect(names(shown(box, before, [orders(FIRST, input)]))).toEqual(expected)
  })

  it('gets no row that a filter may not have', () => {
    const waiting = [orders(FIRST, { starred: true })]
    expect(names(shown('starred', [], waiting))).toEqual(['first'])
    expect(shown('starred', [], waiting, { only: ['urgent'] })).toEqual([])
  })

  it('has all changes of a row in their order', () => {
    const waiting = [
      orders(FIRST, { addLabels: ['Garden'], starred: true }),
      orders(FIRST, { removeLabels: ['Home'], starred: false }),
    ]
    const [row] = shown('inbox', [FIRST], waiting)
    expect(row!.tidy).toEqual({ ...TIDY, labels: ['Garden'] })
    expect(row!.newest.tidy).toEqual(row!.tidy)
  })
})

it('letters are ordered by their own refs, and drafts that wait are shown elsewhere', () => {
  const letters = [FIRST.newest, SECOND.newest, { draft: 'd', ref: null, tidy: TIDY }].map((letter) => ({
    ...{ draft: null },
    ...letter,
  }))
  const waiting = [
    waits({ call: 'letters.tidy', input: { refs: [SECOND.thread], archived: true } }),
    waits({ call: 'drafts.send', input: { draft: 'd' as never } }),
  ]
  const listed = asIfDone('letters.list', {}, letters, waiting) as typeof letters
  expect(listed.map(({ tidy }) => tidy.archived)).toEqual([false, true])
})

it('the badge does not count what has left the inbox, and the drafts count what began here', () => {
  const boxes = { inbox: { unreadThreads: 2 }, drafts: { total: 1 } }
  const waiting = [
    orders(FIRST, { archived: true }),
    orders(SECOND, { starred: true }),
    waits({ call: 'drafts.save', input: { draft: 'd' as never, begins: true } }),
  ]
  expect(asIfDone('home.standing', undefined, { boxes }, waiting)).toMatchObject({
    boxes: { inbox: { unreadThreads: 1 }, drafts: { total: 2 } },
  })
})
