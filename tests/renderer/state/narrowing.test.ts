// The filters and orders that a tab keeps, and which kept values are still valid.
import { expect, test } from 'vitest'
import {
  BOX_FILTERS,
  isNarrowed,
  isWhole,
  parseNarrowings,
  toggleFilter,
  WHOLE,
} from '../../../src/renderer/state/narrowing.ts'

test('an order alone hides nothing, and does not count as a filter', () => {
  const oldest = { ...WHOLE, order: 'oldest' } as const
  expect([isNarrowed(oldest), isWhole(oldest), isWhole(WHOLE)]).toEqual([false, false, true])
})

test('a filter is set and removed, and the order of the presses does not matter', () => {
  const one = toggleFilter({ ...WHOLE, only: ['done'] }, 'unread')
  expect(one).toEqual(['unread', 'done'])
  expect(toggleFilter({ ...WHOLE, only: one }, 'unread')).toEqual(['done'])
})

test('a stored value is restored', () => {
  const kept = {
    inbox: { ...WHOLE, only: ['unread'], label: '港' },
    drafts: { ...WHOLE, order: 'largest' },
    'label:港': { ...WHOLE, only: ['starred'] },
  }
  expect(parseNarrowings(JSON.stringify(kept))).toEqual(kept)
})

test.each([
  ['nothing', null],
  ['invalid JSON', '{'],
  ['a list', '[1]'],
  ['null', 'null'],
  ['an unknown mailbox', '{"attic":{"order":"oldest"}}'],
])('%s is no filter', (_, text) => {
  expect(parseNarrowings(text)).toEqual({})
})

test('unknown words from another version are left out one by one', () => {
  const kept = { held: { order: 'by-name', only: ['unread', 'urgent', 7], person: 3, label: 'a' } }
  expect(parseNarrowings(JSON.stringify(kept))).toEqual({ held: { ...WHOLE, only: ['urgent'], label: 'a' } })
})

test('no mailbox offers a filter that matches all of its letters', () => {
  expect([
    BOX_FILTERS.starred.includes('starred'),
    BOX_FILTERS.waiting.includes('opened'),
    BOX_FILTERS.drafts.length,
  ]).toEqual([false, false, 0])
})
