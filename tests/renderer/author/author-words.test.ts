// The state of a sent letter, in words.
import { expect, test } from 'vitest'
import type { PersonId, ReaderState, ReaderStatus } from '../../../src/core/contract/index.ts'
import {
  canStillAct,
  summarise,
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
  const readers = [reader('Ana', 'done'), reader('Ben', 'referenced'), reader('Jun', 'notified')]
  expect(summarise(readers)).toBe('2 of 3 have opened it · 1 done')
  expect(summarise(readers.slice(0, 2))).toBe('Both have opened it · 1 done')
  expect(summarise(readers.slice(2))).toBe('Jun hasn’t opened it')
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
