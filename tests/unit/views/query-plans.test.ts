// A page must cost the same for a hundred and for a hundred thousand letters. It is read from one
// index, and nothing is sorted.
import { expect, test, vi } from 'vitest'
import { BINS, LISTS } from '../../../src/core/views/boxes.ts'
import type { ListFilter } from '../../../src/core/views/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { bob, NOW, openSampleIndex, sampleEntry, searchFor, type SampleIndex } from './sample-letters.ts'

const makeFolder = useTempFolders()
const ORDERS = ['newest', 'oldest', 'largest'] as const
const THREAD_ORDERS = ['newest', 'oldest'] as const
const FILTERS: ListFilter[] = [
  { only: [], person: null, label: null, audience: null, hasSaid: true, openableFrom: null },
  {
    only: ['unread', 'opened', 'starred', 'urgent', 'done'],
    person: null,
    label: null,
    audience: null,
    hasSaid: true,
    openableFrom: null,
  },
  { only: ['done'], person: bob, label: null, audience: bob, hasSaid: false, openableFrom: [bob] },
]
const LABELLED = FILTERS.map((filter) => ({ ...filter, label: 'work' }))

/** Returns the query plans of the statements that `ask` runs on the index. */
async function plansOf({ index, file }: SampleIndex, ask: () => Promise<unknown>): Promise<string[][]> {
  // The first query makes the index.
  await index.count(NOW)
  const spies = [vi.spyOn(file, 'all'), vi.spyOn(file, 'get')]
  await ask()
  const statements = spies.flatMap((spy) => spy.mock.calls.map(([sql]) => sql))
  for (const spy of spies) spy.mockRestore()
  return statements.map((sql) => {
    const unbound = Array<null>(sql.split('?').length - 1).fill(null)
    return file.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...unbound).map(({ detail }) => detail)
  })
}

test('every page of every box is read along its index, without sorting', async () => {
  const sample = await openSampleIndex(await makeFolder())
  await sample.set([sampleEntry('one')])
  const [{ cursor } = { cursor: null }] = await sample.index.search(searchFor(), NOW, {
    ...{ limit: 1, before: null },
  })
  expect(cursor).not.toBeNull()
  for (const box of LISTS)
    for (const order of ORDERS)
      for (const filter of FILTERS)
        for (const before of [null, cursor]) {
          const page = { order, limit: 50, before }
          const plans = await plansOf(sample, () => sample.index.list(box, NOW, filter, page))
          expect(plans).toHaveLength(1)
          const name = `letters_${box}_by_${order === 'largest' ? 'size' : 'at'}`
          expect(plans[0]![0]).toMatch(new RegExp(`^(SCAN|SEARCH) listed USING INDEX ${name}\\b`))
          expect(plans[0]!.join('\n')).not.toMatch(/TEMP B-TREE|SCAN letter_/)
        }
  await sample.close()
})

test('every page of threads is read along the index of its box, and newer letters along that of threads', async () => {
  const sample = await openSampleIndex(await makeFolder())
  await sample.set([sampleEntry('one')])
  const [{ cursor } = { cursor: null }] = await sample.index.listThreads('inbox', NOW, FILTERS[0]!, {
    ...{ order: 'newest', limit: 1, before: null },
  })
  expect(cursor).not.toBeNull()
  for (const box of LISTS)
    for (const order of THREAD_ORDERS)
      for (const filter of FILTERS)
        for (const before of [null, cursor]) {
          const page = { order, limit: 50, before }
          const [plan] = await plansOf(sample, () => sample.index.listThreads(box, NOW, filter, page))
          const steps = plan!.join('\n')
          expect(plan![0]).toMatch(new RegExp(`^(SCAN|SEARCH) listed USING INDEX letters_${box}_by_at\\b`))
          expect(steps).toMatch(
            /SEARCH newer USING COVERING INDEX letters_by_thread \(thread=\? AND \(at,object\)>/,
          )
          expect(steps).not.toMatch(/TEMP B-TREE|SCAN (letter_|newer)/)
        }
  await sample.close()
})

test('every page of a label is read along its letters, and only the page is sorted', async () => {
  const sample = await openSampleIndex(await makeFolder())
  await sample.set([sampleEntry('one', { tidy: { labels: ['work'] } })])
  const { index } = sample
  for (const box of LISTS)
    for (const order of THREAD_ORDERS)
      for (const filter of LABELLED) {
        const page = { order, limit: 50, before: null }
        for (const ask of [
          () => index.list(box, NOW, filter, page),
          () => index.listThreads(box, NOW, filter, page),
        ]) {
          const [plan] = await plansOf(sample, ask)
          expect(plan!.slice(0, 3)).toEqual([
            'SEARCH letters USING INTEGER PRIMARY KEY (rowid=?)',
            expect.stringMatching(/^LIST SUBQUERY/),
            'SEARCH listed USING PRIMARY KEY (label=?)',
          ])
          expect(plan!.filter((step) => step.includes('TEMP B-TREE'))).toEqual([
            'USE TEMP B-TREE FOR ORDER BY',
          ])
          expect(plan!.at(-1)).toBe('USE TEMP B-TREE FOR ORDER BY')
        }
      }
  await sample.close()
})

test('boxes and labels are counted without their letters', async () => {
  const sample = await openSampleIndex(await makeFolder())
  await sample.set([sampleEntry('one', { tidy: { snoozedUntil: NOW + 1 } })])
  await sample.index.count(NOW)
  const plans = await plansOf(sample, async () => [
    await sample.index.count(NOW),
    await sample.index.labels(),
  ])
  expect(new Set(plans.flat())).toEqual(
    new Set([
      ...['COMPOUND QUERY', 'LEFT-MOST SUBQUERY', 'UNION ALL', 'SCAN box_counts'],
      ...['SCAN label_counts', 'USE TEMP B-TREE FOR ORDER BY'],
      'SEARCH letters USING COVERING INDEX letters_by_return (snoozed_until>?)',
      'SEARCH letters USING COVERING INDEX letters_by_expiry (expires_at>?)',
      'SEARCH unread_rows USING PRIMARY KEY (row=? AND box=?)',
      'SEARCH binned USING COVERING INDEX binned_by_at (bin=?)',
    ]),
  )
  await sample.close()
})

test('a page of a bin is read along its index, without sorting', async () => {
  const sample = await openSampleIndex(await makeFolder())
  for (const bin of BINS)
    for (const order of ORDERS) {
      const page = { limit: 50, before: null }
      const threadOrder = order === 'largest' ? 'newest' : order
      const plans = await plansOf(sample, async () => [
        await sample.index.list(bin, NOW, FILTERS[1]!, { ...page, order }),
        await sample.index.listThreads(bin, NOW, LABELLED[0]!, { ...page, order: threadOrder }),
      ])
      for (const plan of plans) {
        expect(plan[0]).toMatch(/^SEARCH listed USING INDEX binned_by_(at|size) \(bin=\?\)$/)
        expect(plan.join('\n')).not.toMatch(/TEMP B-TREE/)
      }
    }
  await sample.close()
})

test('the check detects a sort', async () => {
  const sample = await openSampleIndex(await makeFolder())
  const plans = await plansOf(sample, async () => sample.file.all('SELECT * FROM letters ORDER BY excerpt'))
  expect(plans.flat().join('\n')).toMatch(/TEMP B-TREE/)
  await sample.close()
})
