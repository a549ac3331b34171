// The index lets others go first: its work ends with its turn, whatever letters it has to file.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Turn } from '../../../src/core/base/index.ts'
import { EngineError } from '../../../src/core/contract/errors.ts'
import { letterIndexSchema, touch } from '../../../src/core/views/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import {
  NOW,
  openSampleIndex,
  sampleEntry,
  searchFor,
  WHOLE,
  type SampleEntry,
  type SampleIndex,
} from './sample-letters.ts'

const makeFolder = useTempFolders()
const PAGE = { limit: 500, before: null, order: 'newest' as const }
const TURN_MS = 25

/** A clock of work: it stands still, except where a step of work takes time. */
let workedMs = 0
/** Counts the turns of the event loop. */
let loops = 0
let ticking: NodeJS.Immediate | null = null
/** The work in each turn of the event loop. */
const worked = new Map<number, number>()

const tick = (): void => {
  loops++
  ticking = setImmediate(tick)
}

beforeEach(() => {
  ;[workedMs, loops] = [0, 0]
  worked.clear()
  tick()
})

afterEach(() => clearImmediate(ticking!))

function work(ms: number): void {
  workedMs += ms
  worked.set(loops, (worked.get(loops) ?? 0) + ms)
}

function slowTurn(): Turn {
  return new Turn({ now: () => workedMs, monotonicMs: () => workedMs }, TURN_MS)
}

function longestMs(): number {
  return Math.max(...worked.values())
}

/** Computing the row takes `describeMs`, writing it `writeMs`. */
function slowEntry(name: string, writeMs: number): SampleEntry {
  const entry = sampleEntry(name)
  const { to } = entry
  // The persons are read twice by the facts and the row, and once when they are written.
  return Object.defineProperty({ ...entry }, 'to', {
    get() {
      if (new Error().stack?.includes('insertPersons') === true) work(writeMs)
      return to
    },
    enumerable: true,
  })
}

async function openSlow(describeMs: number): Promise<SampleIndex> {
  return openSampleIndex(await makeFolder(), [], letterIndexSchema, undefined, {
    turn: slowTurn(),
    describing: () => work(describeMs),
  })
}

test('rows are computed in turns', async () => {
  const sample = await openSlow(10)
  await sample.set(Array.from({ length: 60 }, (_, i) => sampleEntry(`${i}`)))
  expect((await sample.index.count(NOW)).inbox.total).toBe(60)
  expect(longestMs()).toBeLessThanOrEqual(TURN_MS + 10)
  await sample.close()
})

test('rows are written in turns', async () => {
  const sample = await openSlow(0)
  await sample.set(Array.from({ length: 60 }, (_, i) => slowEntry(`${i}`, 10)))
  expect((await sample.index.count(NOW)).inbox.total).toBe(60)
  expect(longestMs()).toBeLessThanOrEqual(TURN_MS + 10)
  expect(worked.size).toBeGreaterThanOrEqual(20)
  await sample.close()
})

/** Different words. */
const wordsOf = (count: number): string =>
  Array.from({ length: count }, (_, i) => `w${i.toString(36)}`).join(' ')
const opened = (name: string): SampleEntry =>
  sampleEntry(name, { state: 'referenced', textFrom: 'kept', size: 1 << 20 })

test('no transaction writes or removes more words than a turn can take', async () => {
  const readText = async (): Promise<string> => wordsOf(5000)
  const sample = await openSampleIndex(await makeFolder(), [], letterIndexSchema, readText)
  const letters = Array.from({ length: 4 }, (_, i) => opened(`${i}`))
  const counts: { written: number; removed: number }[] = []
  const write = sample.file.write.bind(sample.file)
  vi.spyOn(sample.file, 'write').mockImplementation((task) =>
    write((tx) => {
      const count = { written: 0, removed: 0 }
      counts.push(count)
      return task({
        get: (sql, ...params) => tx.get(sql, ...params),
        all: (sql, ...params) => tx.all(sql, ...params),
        run(sql, ...params) {
          const words = (at: number): number => (params[at] as string).split(' ').filter(Boolean).length
          if (sql.startsWith('INSERT INTO letter_words (rowid')) count.written += words(2)
          if (sql.startsWith('INSERT INTO letter_words (letter_words, rowid')) count.removed += words(2)
          return tx.run(sql, ...params)
        },
      })
    }),
  )
  await sample.set(letters)
  await sample.index.count(NOW)
  expect(Math.max(...counts.map(({ written }) => written))).toBeLessThanOrEqual(10_000)
  // A later time moves a letter to another place, with its words.
  await sample.set(letters.map((entry) => ({ ...entry, at: NOW - 1, arrivedAt: NOW - 1 })))
  expect(await sample.index.search(searchFor(wordsOf(30)), NOW, PAGE)).toHaveLength(4)
  expect(counts.reduce((sum, { removed }) => sum + removed, 0)).toBe(20_000)
  await sample.set([])
  expect(await sample.index.search(searchFor('w1'), NOW, PAGE)).toEqual([])
  await sample.file.write((tx) =>
    tx.run(`INSERT INTO letter_words (letter_words) VALUES ('integrity-check')`),
  )
  expect(counts.reduce((sum, { removed }) => sum + removed, 0)).toBe(40_000)
  vi.restoreAllMocks()
  await sample.close()
})

test('a removal of many words that a crash interrupts leaves no word, and no gap', async () => {
  const folder = await makeFolder()
  const readText = async (): Promise<string> => wordsOf(3000)
  const later = { ...opened('moved'), at: NOW - 1, arrivedAt: NOW - 1 }
  const slow = { turn: new Turn(undefined, 0) }
  const sample = await openSampleIndex(folder, [], letterIndexSchema, readText, slow)
  await sample.set([opened('moved'), opened('gone')])
  await sample.index.count(NOW)
  const write = sample.file.write.bind(sample.file)
  let left = 4
  vi.spyOn(sample.file, 'write').mockImplementation(async (task) => {
    if (left-- <= 0) throw new EngineError('CANCELLED', 'the process ends here')
    return write(task)
  })
  await sample.set([later])
  await expect(sample.index.count(NOW)).rejects.toMatchObject({ code: 'CANCELLED' })
  vi.restoreAllMocks()
  await sample.close()

  const again = await openSampleIndex(folder, [later], letterIndexSchema, readText)
  expect(await again.index.search(searchFor(wordsOf(50)), NOW, PAGE)).toHaveLength(1)
  expect(await again.index.search(searchFor(`w${(2999).toString(36)}`), NOW, PAGE)).toHaveLength(1)
  expect(await again.index.list('inbox', NOW, WHOLE, PAGE)).toHaveLength(1)
  await again.set([])
  await again.index.count(NOW)
  expect(again.file.get<{ words: number }>('SELECT count(*) AS words FROM letter_terms')!.words).toBe(0)
  await again.close()
})

/** Returns how many letters each transaction moves to another thread, from now on. */
function countMoves(sample: SampleIndex): number[] {
  const moved: number[] = []
  const write = sample.file.write.bind(sample.file)
  vi.spyOn(sample.file, 'write').mockImplementation((task) =>
    write((tx) => {
      moved.push(0)
      return task({
        get: (sql, ...params) => tx.get(sql, ...params),
        all: (sql, ...params) => tx.all(sql, ...params),
        run(sql, ...params) {
          const result = tx.run(sql, ...params)
          if (sql.startsWith('UPDATE letters SET thread')) moved[moved.length - 1]! += result.changes
          return result
        },
      })
    }),
  )
  return moved
}

test('a letter that connects two long threads moves the letters of one in turns', async () => {
  const [first, second] = [sampleEntry('first'), sampleEntry('second')]
  const answers = (to: SampleEntry, count: number): SampleEntry[] =>
    Array.from({ length: count }, (_, i) =>
      sampleEntry(`${to.subject} ${i}`, { at: NOW - i, reply: { object: to.object, ref: to.ref } }),
    )
  const before = [...answers(first, 210), ...answers(second, 230)]
  const connecting = { ...first, reply: { object: second.object, ref: second.ref } }
  const turn = new Turn(undefined, 0)
  const sample = await openSampleIndex(await makeFolder(), [], letterIndexSchema, undefined, { turn })
  await sample.set(before)
  expect((await sample.index.count(NOW)).inbox).toMatchObject({ unread: 440, unreadThreads: 2 })
  const moved = countMoves(sample)
  await sample.set([...before, connecting])
  expect((await sample.index.count(NOW)).inbox).toMatchObject({ unread: 441, unreadThreads: 1 })
  expect(moved.reduce((sum, count) => sum + count, 0)).toBe(210)
  expect(Math.max(...moved)).toBeLessThanOrEqual(100)
  const found = await sample.index.readThread(second.object, NOW, { limit: 2000, before: null })
  expect(found!.letters).toHaveLength(441)
  vi.restoreAllMocks()
  await sample.close()
})

test('a mail that connects three long threads moves the letters of two in turns', async () => {
  const ids = ['one', 'two', 'three'].map((name) => sampleEntry(name).object)
  const before = ids.flatMap((id, n) =>
    Array.from({ length: 110 + 10 * n }, (_, i) => sampleEntry(`${n} ${i}`, { at: NOW - i, mailIds: [id] })),
  )
  const turn = new Turn(undefined, 0)
  const sample = await openSampleIndex(await makeFolder(), [], letterIndexSchema, undefined, { turn })
  await sample.set(before)
  expect((await sample.index.count(NOW)).inbox).toMatchObject({ unread: 360, unreadThreads: 3 })
  const moved = countMoves(sample)
  await sample.set([...before, sampleEntry('connecting', { mailIds: ids })])
  expect((await sample.index.count(NOW)).inbox).toMatchObject({ unread: 361, unreadThreads: 1 })
  // Which of two threads is smaller is known by a factor of two.
  expect(moved.reduce((sum, count) => sum + count, 0)).toBeLessThan(before.length)
  expect(Math.max(...moved)).toBeLessThanOrEqual(110)
  vi.restoreAllMocks()
  await sample.close()
})

test('a query shows everything that was written before it, and waits for nothing that comes later', async () => {
  const all: SampleEntry[] = []
  let sample: SampleIndex | null = null
  let changes = 0
  // Whenever a row is computed, two more letters change.
  const describing = (object: Uint8Array): void => {
    if (changes > 2000) return
    for (let i = 0; i < 2; i++, changes++) void sample!.ledger.write((tx) => touch(tx, object))
  }
  sample = await openSampleIndex(await makeFolder(), [], letterIndexSchema, undefined, {
    turn: new Turn(undefined, 0),
    describing,
  })
  for (let i = 0; i < 5; i++) {
    all.push(sampleEntry(`${i}`))
    await sample.set(all)
    expect((await sample.index.count(NOW)).inbox.total).toBe(all.length)
  }
  expect(changes).toBeLessThan(2000)
  await sample.close()
})
