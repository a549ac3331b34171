// The state of a sent letter, in words.
import { expect, test } from 'vitest'
import type { PersonId, ReaderState, ReaderStatus } from '../../../src/core/contract/index.ts'
import {
  canStillAct,
  describeCounts,
  describeHead,
  describeOutcomes,
  describeState,
  describeWhoCanRead,
} from '../../../src/renderer/author/author-words.ts'

const now = new Date(2026, 10, 24, 12, 0)

function reader(name: string, state: ReaderState, more: Partial<ReaderStatus> = {}): ReaderStatus {
  return {
    person: name as PersonId,
    name,
    state,
    at: null,
    arrivedAt: null,
    note: null,
    stations: null,
    history: [],
    ...more,
  }
}

test('the line above the readers counts who opened the letter and what they answered', () => {
  const head = (tally: Partial<Record<ReaderState, number>>, isUrgent = false, name?: string) =>
    describeHead(tally, { isUrgent, only: name === undefined ? null : { name } })
  expect(head({ done: 1, referenced: 1, notified: 1 })).toBe('2 of 3 have opened it')
  expect(head({ done: 1, referenced: 1 })).toBe('Both have opened it')
  expect(head({ notified: 1 }, false, 'Jun')).toBe('Jun hasn’t opened it')
  expect(head({ confirmed: 1, referenced: 1, notified: 1 }, true)).toBe('1 of 3 has answered')
  expect(head({ referenced: 1 }, true, 'Jun')).toBe('Jun hasn’t answered')
  const silence = { count: 7, canRemind: 7, readers: [], last: null, againAt: null }
  expect(describeCounts({ accepted: 26, declined: 5, notified: 7 }, silence, false)).toBe(
    '7 are silent · 26 accepted · 5 declined',
  )
  expect(describeCounts({ notified: 1 }, { ...silence, count: 1 }, false)).toBe('')
})

test('only people who have the letter or can open it now count as able to read it', () => {
  const readers = [
    reader('Ana', 'done'),
    reader('Ben', 'recalled'),
    reader('Jun', 'notified'),
    reader('Lena', 'held'),
  ]
  expect(describeWhoCanRead(readers)).toBe('can read: Ana and Jun, nobody else')
  expect(describeWhoCanRead([reader('Lena', 'held')])).toBe('can read: nobody yet')
  expect(describeWhoCanRead([reader('Ben', 'recalled')])).toBe('can read: nobody')
})

test('a held letter has different words if its reader already has the notice', () => {
  expect(describeState(reader('Ana', 'held'))).toBe('held by you; not notified')
  expect(describeState(reader('Ana', 'held', { arrivedAt: now.toISOString() }))).toBe(
    'held by you; notified, but can’t open it',
  )
})

test('the note of a reader follows the reader’s state', () => {
  expect(describeState(reader('Ana', 'done', { note: 'sent to the printer' }))).toBe(
    'done · “sent to the printer”',
  )
})

test('an open letter cannot be recalled once its notice is sent', () => {
  const may = (state: ReaderState, mode: 'open' | 'controlled'): boolean =>
    canStillAct(reader('Ana', state), mode)
  expect([may('notified', 'controlled'), may('notified', 'open'), may('scheduled', 'open')]).toEqual([
    true,
    false,
    true,
  ])
  expect([may('referenced', 'controlled'), may('recalled', 'controlled')]).toEqual([false, false])
})

test('the result of a recall is shown for each reader, with the time from which it was too late', () => {
  const readers = [
    { person: 'a' as PersonId, name: 'Ana', outcome: 'recalled', openedAt: null },
    {
      person: 'b' as PersonId,
      name: 'Ben',
      outcome: 'too-late',
      openedAt: new Date(2026, 10, 24, 9, 20).toISOString(),
    },
  ] as const
  expect(describeOutcomes({ act: 'recall', readers: [...readers], audiences: [] }, now)).toEqual([
    'Recalled from Ana.',
    'Too late for Ben: opened today at 09:20.',
  ])
})
