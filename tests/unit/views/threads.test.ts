// Threads in the index. Letters form the same threads in every order of arrival, and one row of a
// box shows each thread.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ListedEntry, ListName, ListFilter } from '../../../src/core/views/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import {
  alice,
  bob,
  carol,
  choir,
  NOW,
  openSampleIndex,
  sampleEntry,
  searchFor,
  type SampleEntry,
  type SampleIndex,
  WHOLE,
} from './sample-letters.ts'

const makeFolder = useTempFolders()

const nameOf = (n: number): string => `letter ${n}`
const objectOf = (n: number): Uint8Array => sampleEntry(nameOf(n)).object
const replyTo = (n: number): SampleEntry['reply'] => ({
  object: objectOf(n),
  ref: sampleEntry(nameOf(n)).ref,
})

/** A letter of the model: what it answers or replaces, and in which talk it is. */
interface Written {
  reply: number | null
  earlier: number | null
  talk: 'bob' | 'carol' | null
  isUntitled: boolean
  /** The ids that a mail names, of which any may be its own. */
  ids?: number[]
}

const TALKS = { bob, carol }

const mailId = (id: number): Uint8Array => objectOf(1000 + id)

function entryOf({ reply, earlier, talk, isUntitled, ids = [] }: Written, n: number): SampleEntry {
  return sampleEntry(nameOf(n), {
    at: NOW - n,
    reply: reply === null ? null : replyTo(reply),
    earlier: earlier === null ? null : objectOf(earlier),
    talk: talk === null ? null : TALKS[talk],
    ...(isUntitled ? { subject: '' } : {}),
    ...(ids.length === 0 ? {} : { mailIds: ids.map(mailId) }),
  })
}

/** The same rule, written a second time: letters that share a name, directly or not. */
function threadsOf(written: ReadonlyMap<number, Written>): number[][] {
  const leader = new Map<string, string>()
  const find = (name: string): string => {
    const next = leader.get(name) ?? name
    return next === name ? name : find(next)
  }
  const rowOf = new Map<number, string>()
  for (const [n, { reply, earlier, talk, isUntitled, ids = [] }] of written) {
    const isSaid = talk !== null && isUntitled
    rowOf.set(n, isSaid ? talk : `${n}`)
    const joined = earlier ?? reply
    const letters = joined === null ? [] : [`${joined}`]
    for (const name of ids.length > 0 ? ids.map((id) => `id ${id}`) : letters)
      if (!isSaid && find(`${n}`) !== find(name)) leader.set(find(`${n}`), find(name))
  }
  const numbers = [...rowOf.keys()].sort((a, b) => a - b)
  return groupBy(numbers, (n) => find(rowOf.get(n)!))
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => unknown): T[][] {
  const groups = new Map<unknown, T[]>()
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return [...groups.values()]
}

function numbers(sample: SampleIndex): number[][] {
  const rows = sample.file.all<{ thread: number; at: number }>(
    'SELECT thread, at FROM letters ORDER BY at DESC',
  )
  return groupBy(rows, ({ thread }) => thread).map((all) => all.map(({ at }) => NOW - at))
}

const inOrder = (threads: number[][]): number[][] => threads.toSorted((a, b) => a[0]! - b[0]!)

const LETTERS = 14
const anyNumber = fc.option(fc.nat({ max: LETTERS + 3 }), { freq: 2 })
const anyWritten: fc.Arbitrary<Written> = fc.record({
  reply: anyNumber,
  earlier: fc.option(fc.nat({ max: LETTERS }), { freq: 1 }),
  talk: fc.constantFrom(null, null, 'bob' as const, 'carol' as const),
  isUntitled: fc.boolean(),
  ids: fc.uniqueArray(fc.nat({ max: 8 }), { maxLength: 3, size: 'max' }),
})
const anyLetters = fc.array(anyWritten, { minLength: 1, maxLength: LETTERS })

/** Applies the letters one after the other, so that each arrives after the ones before it. */
async function arrive(sample: SampleIndex, entries: SampleEntry[]): Promise<void> {
  await sample.set([])
  // A letter never changes what it answers, so the letters of an earlier run must go first.
  await sample.index.find(entries[0]!.object)
  for (let count = 1; count <= entries.length; count++) {
    await sample.set(entries.slice(0, count))
    await sample.index.find(entries[0]!.object)
  }
}

test('any order of arrival gives the same threads, also with cycles, talks and mails', async () => {
  const sample = await openSampleIndex(await makeFolder())
  const property = fc.asyncProperty(
    anyLetters.chain((letters) =>
      fc.tuple(fc.constant(letters), fc.shuffledSubarray([...letters.keys()], { minLength: letters.length })),
    ),
    async ([letters, order]) => {
      await arrive(
        sample,
        order.map((n) => entryOf(letters[n]!, n)),
      )
      expect(inOrder(numbers(sample))).toEqual(inOrder(threadsOf(new Map(letters.entries()))))
    },
  )
  await fc.assert(property, { numRuns: 40 }).finally(() => sample.close())
})

test('a rebuilt index has the same threads as one that followed each letter', async () => {
  const folder = await makeFolder()
  const letters: Written[] = Array.from({ length: 40 }, (_, n) => ({
    ...{ reply: n % 3 === 0 ? null : n - 1, earlier: null },
    ...{ talk: n % 5 === 0 ? ('bob' as const) : null, isUntitled: n % 10 === 0 },
  }))
  const entries = letters.map(entryOf)
  const followed = await openSampleIndex(folder)
  await arrive(followed, entries.toReversed())
  const expected = inOrder(numbers(followed))
  expect(expected.length).toBeGreaterThan(3)
  await followed.file.write((tx) => tx.run('DELETE FROM applied'))
  await followed.close()
  const rebuilt = await openSampleIndex(folder, entries)
  await rebuilt.index.find(objectOf(0))
  expect(inOrder(numbers(rebuilt))).toEqual(expected)
  await rebuilt.close()
})

test('a letter that is deleted leaves its thread in one piece', async () => {
  const sample = await openSampleIndex(await makeFolder())
  const [first, second, third] = [null, 0, 1].map((reply, n) =>
    entryOf({ reply, earlier: null, talk: null, isUntitled: false }, n),
  )
  await sample.set([first!, second!, third!])
  await sample.index.find(first!.object)
  await sample.set([first!, third!])
  await sample.index.find(first!.object)
  expect(numbers(sample)).toEqual([[0, 2]])
  await sample.close()
})

test('a chain of thousands in any order costs a few moves per letter', async () => {
  const sample = await openSampleIndex(await makeFolder())
  const length = 2000
  const entries = Array.from({ length }, (_, n) =>
    entryOf({ reply: n === 0 ? null : n - 1, earlier: null, talk: null, isUntitled: false }, n),
  )
  const strides = entries.map((_, n) => entries[(n * 773) % length]!)
  let moved = 0
  const { write } = sample.file
  sample.file.write = (task) =>
    write.call(sample.file, (tx) =>
      task({
        ...{ get: tx.get.bind(tx), all: tx.all.bind(tx) },
        run(sql, ...params) {
          const result = tx.run(sql, ...params)
          if (sql.startsWith('UPDATE')) moved += result.changes
          return result
        },
      }),
    ) as never
  await sample.set(strides)
  await sample.index.find(objectOf(0))
  expect(numbers(sample)).toHaveLength(1)
  expect(moved).toBeLessThan(2 * length * Math.log2(length))
  await sample.close()
})

const page = { order: 'newest', limit: 50, before: null } as const

test('a thread is in a box once, at its newest letter there', async () => {
  const sample = await openSampleIndex(await makeFolder())
  await sample.set([
    sampleEntry('old', { at: NOW - 9, tidy: { isArchived: true, labels: ['work'] } }),
    sampleEntry('answer', { at: NOW - 5, reply: { object: sampleEntry('old').object, ref: 'r' } }),
    sampleEntry('mine', {
      ...{ side: 'sent', author: alice, to: [bob], at: NOW - 1, state: 'referenced' },
      reply: { object: sampleEntry('answer').object, ref: 'r' },
    }),
    sampleEntry('another', { at: NOW - 3, author: carol }),
  ])
  const subjects = async (box: ListName, filter = WHOLE): Promise<(string | null)[][]> =>
    (await sample.index.listThreads(box, NOW, filter, page)).map(({ first, newest }) => [
      first.subject,
      newest.subject,
    ])
  expect(await subjects('inbox')).toEqual([
    ['another', 'another'],
    ['old', 'mine'],
  ])
  expect(await subjects('archive')).toEqual([['old', 'mine']])
  expect(await subjects('sent')).toEqual([['old', 'mine']])
  expect(await subjects('inbox', { ...WHOLE, person: carol })).toEqual([['another', 'another']])
  expect(await subjects('all', { ...WHOLE, label: 'work' })).toEqual([['old', 'mine']])
  const [, thread] = await sample.index.listThreads('inbox', NOW, WHOLE, page)
  expect(thread).toMatchObject({
    ...{ newestAt: NOW - 5, count: 3, unopenedCount: 2 },
    tidy: { isArchived: false, isStarred: false, isUnread: false, snoozedUntil: null, labels: ['work'] },
  })
  expect(thread!.authors.map(({ author }) => Buffer.from(author))).toEqual([bob, alice])
  const { inbox, archive, sent } = await sample.index.count(NOW)
  expect([inbox, archive, sent].map(({ unreadThreads }) => unreadThreads)).toEqual([2, 1, 0])
  await sample.close()
})

const OF_CHOIR = { talk: choir, wide: [{ kind: 'group', key: choir }] } satisfies Partial<SampleEntry>
const keyOf = (row: Uint8Array | number): string =>
  typeof row === 'number' ? `${row}` : Buffer.from(row).toString('hex')

const anyListed = fc.array(
  fc.record({
    reply: anyNumber,
    side: fc.constantFrom('inbox' as const, 'inbox' as const, 'sent' as const),
    state: fc.constantFrom('sealed', 'referenced'),
    isArchived: fc.boolean(),
    labels: fc.subarray(['work']),
    at: fc.integer({ min: NOW - 6, max: NOW }),
    isOfChoir: fc.boolean(),
    isSaid: fc.boolean(),
  }),
  { minLength: 1, maxLength: LETTERS + 10 },
)

test('pages of threads have no gap and no repeat, in both orders, with and without a filter', async () => {
  const sample = await openSampleIndex(await makeFolder())
  const listAll = async (box: ListName, filter: ListFilter, order: 'newest' | 'oldest', limit: number) => {
    const rows: string[] = []
    for (let before: string | null = null; ;) {
      const page = await sample.index.listThreads(box, NOW, filter, { order, limit, before })
      rows.push(...page.map(({ row }) => keyOf(row)))
      if (page.length < limit) return rows
      before = page.at(-1)!.cursor
    }
  }
  const property = fc.asyncProperty(anyListed, fc.integer({ min: 1, max: 5 }), async (letters, limit) => {
    await sample.set(
      letters.map(({ reply, isArchived, labels, isOfChoir, isSaid, ...rest }, n) =>
        sampleEntry(nameOf(n), {
          ...{ ...rest, arrivedAt: null, tidy: { isArchived, labels } },
          ...(isOfChoir ? OF_CHOIR : {}),
          ...(isSaid ? { subject: '' } : {}),
          reply: reply === null ? null : replyTo(reply),
        }),
      ),
    )
    for (const box of ['inbox', 'archive', 'sent', 'all'] as const)
      for (const filter of [WHOLE, { ...WHOLE, only: ['unread' as const] }, { ...WHOLE, label: 'work' }]) {
        const rows = await sample.index.list(box, NOW, filter, { order: 'newest', limit: 99, before: null })
        const threadOf = (object: Uint8Array): number =>
          sample.file.get<{ thread: number }>('SELECT thread FROM letters WHERE object = ?', object)!.thread
        const rowOf = ({ object, talk }: ListedEntry): string =>
          box === 'inbox' && talk !== null ? keyOf(talk) : keyOf(threadOf(object))
        const expected = [...new Set(rows.map(rowOf))]
        expect(await listAll(box, filter, 'newest', limit)).toEqual(expected)
        expect(await listAll(box, filter, 'oldest', limit)).toEqual(expected.toReversed())
      }
  })
  await fc.assert(property, { numRuns: 40 }).finally(() => sample.close())
})

test('a letter in a bin is in no thread and no plain search, and its answers stay in its thread in any order', async () => {
  const sample = await openSampleIndex(await makeFolder())
  const [first, second, third] = [null, 0, 1].map((reply, n) =>
    entryOf({ reply, earlier: null, talk: null, isUntitled: false }, n),
  ) as [SampleEntry, SampleEntry, SampleEntry]
  const removed = { ...second, tidy: { ...second.tidy, bin: 'trash' as const } }
  for (const order of [
    [first, removed, third],
    [third, removed, first],
    [removed, third, first],
  ]) {
    await arrive(sample, order)
    expect(numbers(sample)).toEqual([[0, 2]])
    expect(await sample.index.find(removed.object)).toBeNull()
    const hits = await sample.index.search(searchFor('letter'), NOW, { limit: 9, before: null })
    expect(hits).toHaveLength(2)
    expect(await sample.index.findAnywhere(removed.object)).toMatchObject({ tidy: { bin: 'trash' } })
    const alone = await sample.index.readThread(removed.object, NOW, { limit: 9, before: null })
    expect(alone).toMatchObject({ facts: { count: 1 }, letters: [{ object: removed.object }] })
  }
  await sample.set([first, second, third])
  await sample.index.find(first.object)
  expect(numbers(sample)).toEqual([[0, 1, 2]])
  await sample.close()
})
