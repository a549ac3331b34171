// The table of reader states: what is stored by its place, and what the groups mean together.
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

it('feeds store the answers by these places: a new one comes behind them', () => {
  expect(ANSWERS.slice(0, 3)).toEqual(['done', 'accepted', 'declined'])
})

it('who answered or has it is further than who does not, and what can still change is before what is over', () => {
  const places = READER_STATES.map((state) =>
    ['answer', 'opened', 'pending', 'gone', 'unknown'].indexOf(groupOf(state)),
  )
  expect(places).toEqual(places.toSorted((a, b) => a - b))
})

it('of two routes to a reader the better one counts: opened, then what may be open, then what waits, then what is over', () => {
  const byRank = READER_STATES.filter((state) => !isAnswer(state)).toSorted((a, b) => rankOf(b) - rankOf(a))
  expect(byRank).toEqual([
    'referenced',
    'unknown',
    'notified',
    'held',
    'scheduled',
    'recalling',
    'expired',
    'recalled',
  ])
})

it('who answers has opened it, and what is unsettled is not', () => {
  expect(READER_STATES.filter(hasOpened)).toEqual([...ANSWERS, 'referenced'])
  expect(READER_STATES.filter(isUnsettled)).toEqual(['recalling', 'unknown'])
})

it('a word from elsewhere is no answer', () => {
  expect(['done', 'referenced', 'toString', '__proto__', ''].filter(isAnswer)).toEqual(['done'])
})
