// The table of reader states. The order of the answers is persisted, and the groups have an order.
import { expect, it } from 'vitest'
import {
  ANSWERS,
  groupOf,
  hasOpened,
  isAnswer,
  isUnsettled,
  rankOf,
  READER_STATES,
} from '../../../src/core/contract/index.ts'

it('the answers have their persisted positions; a new answer must follow them', () => {
  expect(ANSWERS.slice(0, 3)).toEqual(['done', 'accepted', 'declined'])
})

it('READER_STATES is ordered by group: answers, opened, pending, gone, unknown', () => {
  const places = READER_STATES.map((state) =>
    ['answer', 'opened', 'pending', 'gone', 'unknown'].indexOf(groupOf(state)),
  )
  expect(places).toEqual(places.toSorted((a, b) => a - b))
})

it('rankOf() prefers, of two routes to a reader, opened, then unknown, then pending, then gone', () => {
  const byRank = READER_STATES.filter((state) => !isAnswer(state)).toSorted((a, b) => rankOf(b) - rankOf(a))
  expect(byRank).toEqual([
    'referenced',
    'unknown',
    'notified',
    'letting-go',
    'holding',
    'held',
    'scheduled',
    'recalling',
    'expired',
    'recalled',
  ])
})

it('hasOpened() includes every answer, and isUnsettled() what stations or a lost device decide', () => {
  expect(READER_STATES.filter(hasOpened)).toEqual([...ANSWERS, 'referenced'])
  expect(READER_STATES.filter(isUnsettled)).toEqual(['holding', 'recalling', 'unknown'])
})

it('isAnswer() refuses other states and unknown words', () => {
  expect(['done', 'referenced', 'toString', '__proto__', ''].filter(isAnswer)).toEqual(['done'])
})
