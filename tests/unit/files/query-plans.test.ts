// A list of files must cost the same with a hundred and with a hundred thousand files. Each of its
// two tables is read along an index.
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  countAttached,
  countAttachedByAuthor,
  deliverySchema,
  findAttachedKept,
  findOthersAttached,
  listAttachedAfter,
  listAttaching,
  listReplaced,
} from '../../../src/core/delivery/index.ts'
import { filesSchema, listFiles, type FileFilter } from '../../../src/core/files/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { tidySchema } from '../../../src/core/tidy/index.ts'
import { planOf, WatchedTransaction } from '../../support/query-plans.ts'
import { PlainLedger } from '../access/plain-ledger.ts'

const ALL: FileFilter = { from: 'all', kinds: [], tag: null, within: null, pages: null }
const someone = randomBytes(32)
const letter = randomBytes(32)

let ledger: PlainLedger
beforeEach(() => void (ledger = new PlainLedger(':memory:', [tidySchema, deliverySchema, filesSchema])))
afterEach(() => ledger.close())

it.each([
  ['added', 'attached_by_added', 'own_files_by_added'],
  ['taken', 'attached_by_time', 'own_files_by_time'],
] as const)('a page by %s is read along two indexes, without sorting', (order, others, own) => {
  const ofOne: FileFilter = { ...ALL, from: { persons: [someone] } }
  for (const filter of [ALL, { ...ALL, kinds: ['picture' as const] }, ofOne]) {
    const watched = new WatchedTransaction(ledger)
    listFiles(watched, filter, { order, month: null, limit: 50, before: null })
    const [mine, theirs] = watched.plans()
    expect(theirs!.sql).toContain('attached_files')
    expect(theirs!.plan[0]).toMatch(new RegExp(`USING INDEX ${others}\\b`))
    expect(theirs!.plan.join('\n')).not.toMatch(/TEMP B-TREE/)
    // If only one person's files are requested, a constant condition ends the query of own files at
    // once.
    if (filter === ofOne) expect(mine!.sql).toContain('WHERE 0 AND')
    else expect(mine!.plan[0]).toMatch(new RegExp(`USING INDEX ${own}\\b`))
  }
})

it('a page of an album is found by an index on its object', () => {
  const watched = new WatchedTransaction(ledger)
  listFiles(watched, { ...ALL, pages: [letter] }, { order: 'added', month: null, limit: 50, before: null })
  const [mine, theirs] = watched.plans()
  expect(mine!.plan.join('\n')).toMatch(/SEARCH attached USING PRIMARY KEY \(letter=\?\)/)
  expect(theirs!.plan.join('\n')).toMatch(/SEARCH attached USING PRIMARY KEY \(letter=\?\)/)
})

it('queries per row of a list use an index', () => {
  const watched = new WatchedTransaction(ledger)
  listAttaching(watched, someone)
  findOthersAttached(watched, someone)
  findAttachedKept(watched, letter, someone)
  listAttachedAfter(watched, { letter, position: -1 }, 10)
  countAttached(watched, [letter])
  countAttachedByAuthor(watched, [])
  listReplaced(watched, [letter])
  expect(watched.statements.size).toBe(7)
  expect(watched.plans().filter(({ plan }) => plan.some(isScan))).toEqual([])
})

it('a table scan fails this test', () => {
  expect(planOf(ledger, 'SELECT 1 FROM attached_files WHERE latitude = ?').some(isScan)).toBe(true)
})

/**
 * json_each() of a parameter counts as a table too. A query for the first entry of a kind uses its
 * own index.
 */
function isScan(step: string): boolean {
  return step.startsWith('SCAN') && !/json_each|INDEX attached_by_(?:added|time)/.test(step)
}
