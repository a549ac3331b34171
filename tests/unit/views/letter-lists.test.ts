// A box in an order, with a filter. Its pages contain exactly the matching letters, in that order,
// each once.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BINS, LISTS, type Bin, type ListName } from '../../../src/core/views/boxes.ts'
import { letterIndexSchema, type ListFilter, type Page } from '../../../src/core/views/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { anySample, isInBox, isSealed, isUnread } from './letter-model.ts'
import {
  alice,
  bob,
  carol,
  choir,
  NOW,
  openSampleIndex,
  sampleEntry,
  type SampleEntry,
  type SampleIndex,
  WHOLE,
} from './sample-letters.ts'

const makeFolder = useTempFolders()
const ORDERS = ['newest', 'oldest', 'largest'] as const

const IS: Record<ListFilter['only'][number], (entry: SampleEntry) => boolean> = {
  unread: (entry) => isUnread(entry, NOW),
  opened: ({ side, state }) =>
    side === 'inbox' && ['referenced', 'done', 'accepted', 'scheduled'].includes(state),
  starred: ({ tidy }) => tidy.isStarred,
  urgent: ({ policy }) => policy.urgent,
  pressing: (entry) =>
    entry.policy.urgent &&
    entry.side === 'inbox' &&
    !entry.isReplaced &&
    (entry.state === 'referenced' || isSealed(entry, NOW)),
  done: ({ state }) => state === 'done',
  letters: ({ kind }) => kind !== 'mail',
  mail: ({ kind }) => kind === 'mail',
}

function fits(
  entry: SampleEntry,
  { only, person, label, audience, hasSaid, openableFrom }: ListFilter,
): boolean {
  const isTheirs = [entry.author, ...entry.to].some((one) => one === person)
  return (
    only.every((state) => IS[state](entry)) &&
    (person === null || isTheirs) &&
    (label === null || entry.tidy.labels.includes(label)) &&
    (audience === null || entry.wide.some(({ key }) => key === audience)) &&
    (hasSaid || entry.talk === null || entry.subject !== '') &&
    (openableFrom === null ||
      (isSealed(entry, NOW) && (entry.textFrom !== '' || openableFrom.some((one) => one === entry.author))))
  )
}

/** A clock that ran ahead does not count. */
const timeOf = ({ at, arrivedAt }: SampleEntry): number => Math.min(at, arrivedAt ?? at)

function inOrder(entries: SampleEntry[], order: Page['order']): SampleEntry[] {
  const newest = (a: SampleEntry, b: SampleEntry): number =>
    timeOf(b) - timeOf(a) || Buffer.compare(b.object, a.object)
  if (order === 'largest') return entries.sort((a, b) => b.size - a.size || newest(a, b))
  return entries.sort(order === 'newest' ? newest : (a, b) => newest(b, a))
}

async function listAll(
  { index }: SampleIndex,
  box: ListName | Bin,
  filter: ListFilter,
  { order, limit }: Omit<Page, 'before'>,
): Promise<(string | null)[]> {
  const subjects: (string | null)[] = []
  for (let before: string | null = null; ;) {
    const page = await index.list(box, NOW, filter, { order, limit, before })
    subjects.push(...page.map(({ subject }) => subject))
    if (page.length < limit) return subjects
    before = page.at(-1)!.cursor
  }
}

const STATES = ['unread', 'opened', 'starred', 'urgent', 'done'] as const
const anyState = fc.constantFrom(...STATES)
const anyLimit = fc.integer({ min: 1, max: 9 })
const anyFilter: fc.Arbitrary<ListFilter> = fc.record({
  only: fc.subarray([...STATES], { maxLength: 3 }),
  person: fc.constantFrom(null, null, alice, bob, carol),
  label: fc.constantFrom(null, null, 'work'),
  audience: fc.constantFrom(null, null, null, choir),
  hasSaid: fc.boolean(),
  openableFrom: fc.constantFrom(null, null, [], [bob], [alice, carol]),
})

test('the pages of every box in every order contain exactly the matching letters', async () => {
  const sample = await openSampleIndex(await makeFolder(), [], letterIndexSchema, async () => 'words')
  const samples = fc.array(anySample, { minLength: 10, maxLength: 40 })
  const property = fc.asyncProperty(
    samples,
    anyState,
    anyFilter,
    anyLimit,
    async (all, state, filter, limit) => {
      const entries = all.map((each, n) => sampleEntry(`letter ${n}`, each))
      await sample.set(entries)
      for (const box of [...LISTS, ...BINS])
        for (const order of ORDERS)
          for (const narrowed of [WHOLE, { ...WHOLE, only: [state] }, filter]) {
            const fitting = entries.filter((entry) => isInBox(box, entry, NOW) && fits(entry, narrowed))
            expect(await listAll(sample, box, narrowed, { order, limit })).toEqual(
              inOrder(fitting, order).map(({ subject }) => subject),
            )
          }
    },
  )
  await fc.assert(property, { numRuns: 100 }).finally(() => sample.close())
})

test('a letter that is added or removed between two pages shifts no other one', async () => {
  const sample = await openSampleIndex(await makeFolder())
  const entries = [1, 2, 3, 4, 5].map((n) => sampleEntry(`letter ${n}`, { at: NOW - n }))
  await sample.set(entries)
  const list = (before: string | null) =>
    sample.index.list('inbox', NOW, WHOLE, { order: 'newest', limit: 2, before })
  const [, second] = await list(null)
  await sample.set([sampleEntry('newest of all', { at: NOW }), ...entries.slice(2)])
  expect((await list(second!.cursor)).map(({ subject }) => subject)).toEqual(['letter 3', 'letter 4'])
  await sample.close()
})

test('a cursor is valid in every order, and an invalid one is refused', async () => {
  const sample = await openSampleIndex(await makeFolder())
  await sample.set([
    sampleEntry('old and small', { at: NOW - 2, size: 1 }),
    sampleEntry('between', { at: NOW - 1, size: 2 }),
    sampleEntry('new and large', { at: NOW, size: 3 }),
  ])
  const after = async (before: string, order: Page['order']) =>
    (await sample.index.list('inbox', NOW, WHOLE, { order, limit: 9, before })).map(({ subject }) => subject)
  const page = { order: 'newest', limit: 9, before: null } as const
  const { cursor } = (await sample.index.list('inbox', NOW, WHOLE, page))[1]!
  expect(await after(cursor, 'newest')).toEqual(['old and small'])
  expect(await after(cursor, 'oldest')).toEqual(['new and large'])
  expect(await after(cursor, 'largest')).toEqual(['old and small'])
  for (const none of ['', '12', '1.ab', '1.2.', '1.2.abc', `-1.2.ab`, '1.2.ab OR 1'])
    await expect(after(none, 'newest')).rejects.toMatchObject({ code: 'INVALID' })
  await sample.close()
})

test('an index with another schema is rebuilt from the ledger', async () => {
  const folder = await makeFolder()
  const entries = [sampleEntry('one'), sampleEntry('two', { at: NOW - 1 })]
  const older = await openSampleIndex(folder, [], {
    noun: 'letter-index',
    steps: ['CREATE TABLE letters (id INTEGER PRIMARY KEY, entry TEXT NOT NULL) STRICT'],
  })
  await older.close()
  const sample = await openSampleIndex(folder, entries)
  expect(await listAll(sample, 'inbox', WHOLE, { order: 'newest', limit: 9 })).toEqual(['one', 'two'])
  await sample.close()
  const again = await openSampleIndex(folder, [], letterIndexSchema)
  expect(await listAll(again, 'inbox', WHOLE, { order: 'newest', limit: 9 })).toEqual(['one', 'two'])
  await again.close()
})

test('listFrom() includes the start time and excludes the end time', async () => {
  const { index, set, close } = await openSampleIndex(await makeFolder())
  const times = [NOW - 1, NOW, NOW, NOW + 1, NOW + 2]
  await set(times.map((at, i) => sampleEntry(`letter ${i}`, { at, arrivedAt: null })))
  const read = await index.listFrom(null, 10, { since: NOW, until: NOW + 2 })
  expect(read.map(({ at }) => at)).toEqual([NOW, NOW, NOW + 1])
  expect(await index.countBetween({ since: NOW, until: NOW + 2 })).toBe(3)
  await close()
})

test('a letter is found by any beginning of its own ref, and by no other text', async () => {
  const sample = await openSampleIndex(await makeFolder())
  const tails = ['a', 'b'].map((end) => 'y'.repeat(200) + end)
  const entries = tails.map((tail) => sampleEntry(tail, { ref: `fumikura://ref/${tail}` }))
  await sample.set([...entries, sampleEntry('another', { ref: `fumikura://ref/x${tails[0]}` })])
  const find = async (start: string): Promise<string[]> =>
    (await sample.index.findByRefStart(start)).map(({ ref }) => ref.slice(-1)).sort()
  expect(await find('y'.repeat(6))).toEqual(['a', 'b'])
  expect(await find('y'.repeat(24))).toEqual(['a', 'b'])
  expect(await find('y'.repeat(100))).toEqual(['a', 'b'])
  for (const tail of tails) expect(await find(tail)).toEqual([tail.at(-1)])
  expect(await find(`${tails[0]}a`)).toEqual([])
  expect(await find('yx')).toEqual([])
  await sample.close()
})
