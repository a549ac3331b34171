// The whole table, line by line. A change of a transition must be made here too.
import { describe, expect, it } from 'vitest'
import { ACTIONS, SITUATIONS, STATE_OF_SITUATION, TRANSITIONS } from '../../../src/core/access/transitions.ts'

/**
 * The situation, then for each action the result and, after an arrow, the next situation if it
 * differs.
 */
const TABLE = `
situation            | hold                         | let-go               | recall                         | fall-due                               | expire                         | request
waiting-held         | held                         | scheduled→scheduled  | recalled→recalled-unnoticed    | held                                   | expired→expired-unnoticed      | NOT_A_READER
scheduled            | held→waiting-held            | scheduled            | recalled→recalled-unnoticed    | notified→notified/open-notified        | expired→expired-unnoticed      | NOT_A_READER
notified             | held→held-after-notice       | notified             | recalled→recalled              | notified                               | expired→expired                | released→referenced
held-after-notice    | held                         | notified→notified    | recalled→recalled              | held                                   | expired→expired                | HELD
open-notified        | too-late                     | notified             | too-late                       | notified                               | too-late                       | released→referenced
referenced           | too-late                     | too-late             | too-late                       | too-late                               | too-late                       | released
recalled             | recalled                     | recalled             | recalled                       | recalled                               | recalled                       | RECALLED
recalled-unnoticed   | recalled                     | recalled             | recalled                       | recalled                               | recalled                       | NOT_A_READER
expired              | expired                      | expired              | expired                        | expired                                | expired                        | EXPIRED
expired-unnoticed    | expired                      | expired              | expired                        | expired                                | expired                        | NOT_A_READER
`

function printTable(): string[][] {
  const lines = SITUATIONS.map((situation) => [
    situation,
    ...ACTIONS.map((action) => {
      const { next, nextIfOpen, result } = TRANSITIONS[situation][action]
      const target = nextIfOpen === undefined ? next : `${next}/${nextIfOpen}`
      return target === situation ? result : `${result}→${target}`
    }),
  ])
  return [['situation', ...ACTIONS], ...lines]
}

describe('the table of transitions', () => {
  it('has exactly these lines', () => {
    const lines = TABLE.trim().split('\n')
    expect(printTable()).toEqual(lines.map((line) => line.split('|').map((cell) => cell.trim())))
  })

  it('never leaves referenced, recalled or expired', () => {
    const final = SITUATIONS.filter((situation) =>
      ['referenced', 'recalled', 'expired'].includes(STATE_OF_SITUATION[situation]),
    )
    const targets = final.map(
      (situation) => new Set(ACTIONS.map((action) => TRANSITIONS[situation][action].next)),
    )
    expect(targets).toEqual(final.map((situation) => new Set([situation])))
  })

  it('never reveals an object to a reader without a notice', () => {
    const unnoticed = SITUATIONS.filter(
      (situation) => TRANSITIONS[situation].request.result === 'NOT_A_READER',
    )
    expect(unnoticed).toEqual(['waiting-held', 'scheduled', 'recalled-unnoticed', 'expired-unnoticed'])
  })
})
