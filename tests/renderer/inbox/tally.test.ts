// The tally of a letter's readers: one sign for the furthest state, and no order between equals.
import { expect, test } from 'vitest'
import type { LetterSummary } from '../../../src/core/contract/index.ts'
import { furthestState } from '../../../src/renderer/inbox/tally.ts'

const mixed = (tally: LetterSummary['tally']) => furthestState({ state: 'mixed', tally, to: [] })

test('an answer ranks above an opening, an opening above a notice', () => {
  expect([
    mixed({ notified: 3, referenced: 1, done: 1 }),
    mixed({ notified: 3, referenced: 1, recalled: 1 }),
    mixed({ held: 1, notified: 1 }),
    mixed({ held: 1, scheduled: 1, recalled: 2 }),
  ]).toEqual(['done', 'referenced', 'notified', 'scheduled'])
})

test('two answers, two endings and unknown states have no order', () => {
  expect([
    mixed({ accepted: 1, declined: 1 }),
    mixed({ recalled: 1, expired: 1 }),
    mixed({ notified: 1, unknown: 1 }),
    mixed(null),
  ]).toEqual(['mixed', 'mixed', 'mixed', 'mixed'])
})

test('a state that all readers have reached is the state of the letter', () => {
  expect(furthestState({ state: 'held', tally: { held: 2 }, to: [] })).toBe('held')
})
