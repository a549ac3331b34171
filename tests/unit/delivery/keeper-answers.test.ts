// What a reader makes of the answers of several stations.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeAnswers, type KeeperAnswer } from '../../../src/core/delivery/keeper-answers.ts'

const released = (n: number): KeeperAnswer => ({
  ...{ status: 'released', share: Buffer.of(n), receipt: Buffer.of(n, n) },
})
const said = (status: Exclude<KeeperAnswer['status'], 'released'>): KeeperAnswer => ({ status })
const kindOf = (need: number, answers: (KeeperAnswer | null)[]): string => {
  const verdict = judgeAnswers(need, answers)
  if (verdict?.kind === 'refused') return verdict.refusal
  return verdict?.kind ?? 'open question'
}

test.each<[string, number, (KeeperAnswer | null)[], string]>([
  ['the first shares that are enough decide', 2, [released(1), null, released(3)], 'shares'],
  ['too few shares wait for the others', 2, [released(1), null, null], 'open question'],
  ['one lasting refusal of three decides nothing', 2, [said('RECALLED'), null, null], 'open question'],
  [
    'so many lasting refusals that too few stations remain',
    2,
    [said('RECALLED'), said('EXPIRED'), null],
    'RECALLED',
  ],
  ['expired alone', 1, [said('EXPIRED'), said('EXPIRED')], 'EXPIRED'],
  ['a lie of one against two that release', 2, [said('RECALLED'), released(2), released(3)], 'shares'],
  ['a hold at so many that too few remain', 2, [said('HELD'), said('HELD'), said('silent')], 'HELD'],
  ['a hold waits while others may answer', 2, [said('HELD'), said('HELD'), null], 'open question'],
  ['recalled at one and held at another', 2, [said('RECALLED'), said('HELD'), said('silent')], 'HELD'],
  ['before its time', 1, [said('NOT_YET')], 'NOT_YET'],
  ['a gate that moved is not a refusal', 1, [said('MOVED')], 'away'],
  ['a gate that moved at so many that too few remain', 2, [said('MOVED'), said('MOVED'), null], 'away'],
  ['a gate that moved at one only', 2, [said('MOVED'), null, null], 'open question'],
  ['a gate that moved, where others may refuse', 3, [said('MOVED'), null, null], 'open question'],
  ['a station that lost its decisions is not a refusal', 1, [said('FENCED')], 'away'],
  ['a station that has just started is not a refusal', 1, [said('STARTING')], 'away'],
  ['an unknown gate is not a refusal', 1, [said('UNKNOWN')], 'away'],
  ['nobody answered', 2, [said('silent'), said('silent'), said('silent')], 'away'],
])('%s', (_name, need, answers, verdict) => {
  expect(kindOf(need, answers)).toBe(verdict)
})

test('a refusal has the number of the stations that say so', () => {
  expect(judgeAnswers(3, [said('RECALLED'), released(2), null])).toMatchObject({ said: 1 })
  expect(judgeAnswers(2, [said('RECALLED'), said('EXPIRED'), null])).toMatchObject({ said: 2 })
  expect(judgeAnswers(2, [said('HELD'), said('RECALLED'), said('silent')])).toMatchObject({ said: 2 })
})

test('the number of answers counts every station that said something', () => {
  expect(judgeAnswers(2, [released(1), said('STARTING'), said('silent')])).toMatchObject({ answered: 1 })
  expect(judgeAnswers(2, [released(1), said('UNKNOWN'), said('silent')])).toEqual({
    kind: 'away',
    answered: 2,
    hasMoved: false,
  })
  expect(judgeAnswers(1, [said('MOVED')])).toEqual({ kind: 'away', answered: 1, hasMoved: true })
})

test('a decision that is made early is still right after all answers', () => {
  const anyAnswer = fc.constantFrom<KeeperAnswer>(
    ...[
      released(1),
      said('RECALLED'),
      said('EXPIRED'),
      said('HELD'),
      said('UNKNOWN'),
      said('MOVED'),
      said('silent'),
    ],
  )
  // Which of the two lasting refusals is reported may depend on the order.
  const roughly = (need: number, answers: (KeeperAnswer | null)[]): string =>
    kindOf(need, answers).replace(/^(RECALLED|EXPIRED)$/, 'ended')
  fc.assert(
    fc.property(
      fc.array(anyAnswer, { minLength: 1, maxLength: 7 }),
      fc.nat(),
      fc.nat(),
      (answers, k, first) => {
        const need = 1 + (k % answers.length)
        const early = roughly(
          need,
          answers.map((answer, i) => (i <= first % answers.length ? answer : null)),
        )
        if (early !== 'open question') expect(roughly(need, answers)).toBe(early)
      },
    ),
  )
})

test('shares and lasting refusals never decide together', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }), fc.nat(), (given, k) => {
      const need = 1 + (k % given.length)
      const answers = given.map((isGiven, i) => (isGiven ? released(i) : said('RECALLED')))
      const isOpen = given.filter(Boolean).length >= need
      expect(kindOf(need, answers)).toBe(isOpen ? 'shares' : 'RECALLED')
    }),
  )
})
