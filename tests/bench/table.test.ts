// The table of a bench: every row has its rival, its ratio and a verdict on the aim.
import { expect, it } from 'vitest'
import type { Findings } from '../../bench/bench.ts'
import { summarize } from '../../bench/figures.ts'
import { writeFindings } from '../../bench/table.ts'

const bench = { name: 'send', about: 'How long.', run: () => Promise.reject(new Error('not run')) }

function write(findings: Findings): string[] {
  return writeFindings(bench, findings).split('\n')
}

it('the table compares a row with its rival, and marks a shortfall', () => {
  const rival = { what: 'plain', ...summarize([2]) }
  const aim = { text: 'at most 2 ×', holds: false }
  const lines = write({
    rows: [{ what: 'one', unit: 'ms', own: summarize([5]), rival, aim }],
    notes: ['So.'],
  })
  expect(lines).toContain(
    '| one | ms   | 5.00   | 5.00 | plain  | 2.00   | 2.00 | 2.50 × | at most 2 ×: falls short |',
  )
  expect(lines).toContain('- So.')
})

it('a cell of the table is empty if there is no rival or aim', () => {
  const lines = write({
    rows: [{ what: 'one', unit: 'bytes', own: summarize([1024]), rival: null, aim: null }],
    notes: [],
  })
  expect(lines).toContain('| one | bytes | 1,024  | 1,024 |        |        |     |       |     |')
})
