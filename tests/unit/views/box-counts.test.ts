// Counts are stored beside the letters and corrected by the time. They must agree with a scan of
// all letters after any change, at any time, after a rebuild, and on a full disk.
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { EngineError } from '../../../src/core/contract/index.ts'
import type { Mute } from '../../../src/core/views/index.ts'
import { BINS, type Box } from '../../../src/core/views/boxes.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { anySample, isInBox, isUnread, SOON, until } from './letter-model.ts'
import {
  bob,
  choir,
  NOW,
  openSampleIndex,
  sampleEntry,
  type Sample,
  type SampleEntry,
  type SampleIndex,
} from './sample-letters.ts'

const makeFolder = useTempFolders()
const TIMES = [NOW - 1, NOW, SOON - 1, SOON, SOON + 1]
/** Few, so that acts often meet the same thread. */
const LETTERS = 7

type Counts = Record<string, { total: number; unread: number; unreadThreads: number }>

/** Counts the boxes from the entries alone, but for the threads, which the index decides. */
function scan(
  entries: readonly SampleEntry[],
  rowOf: (one: SampleEntry) => string,
  muted: ReadonlySet<string>,
  now: number,
): Counts {
  const boxes: Box[] = [
    ...(['inbox', 'waiting', 'sent', 'held', 'scheduled', 'archive'] as const),
    ...(['starred', 'snoozed', 'notes', 'following', 'imported'] as const),
  ]
  const counts = boxes.map((box) => {
    const inBox = entries.filter((entry) => isInBox(box, entry, now))
    const unread = inBox.filter(
      (entry) =>
        isUnread(entry, now) &&
        (!muted.has(rowOf(entry)) || (entry.policy.urgent && entry.state === 'sealed')),
    )
    const unreadThreads = new Set(unread.map(rowOf)).size
    return [box, { total: inBox.length, unread: unread.length, unreadThreads }] as const
  })
  const bins = BINS.map((bin) => {
    const total = entries.filter((entry) => isInBox(bin, entry, now)).length
    return [bin, { total, unread: 0, unreadThreads: 0 }] as const
  })
  return Object.fromEntries([...counts, ...bins])
}

/** A group is one row. For all others the row is the thread, as the index has it; it must be in step. */
function readRows({ file }: SampleIndex): (one: SampleEntry) => string {
  const read = (from: string): [string, number][] =>
    file
      .all<{ object: Uint8Array; thread: number }>(`SELECT ${from}`)
      .map(({ object, thread }) => [Buffer.from(object).toString('hex'), thread])
  // A letter in a bin is a name only.
  const names = read('name AS object, thread FROM thread_names')
  const threads = new Map([...names, ...read('object, thread FROM letters')])
  return (one) => (isOfChoir(one) ? 'choir' : `${threads.get(Buffer.from(one.object).toString('hex'))}`)
}

const isOfChoir = ({ talk, wide }: SampleEntry): boolean => talk === choir && wide.length > 0

/** What is muted then, by the letters that the mutes name. */
function mutedRows(
  { mutes }: SampleIndex,
  entries: readonly SampleEntry[],
  rowOf: (one: SampleEntry) => string,
  now: number,
): ReadonlySet<string> {
  const active = mutes.filter(({ until }) => until === null || until > now)
  return new Set(
    active.flatMap(({ name, isGroup }) => {
      if (isGroup) return ['choir']
      const named = entries.filter(
        ({ object, talk, subject, tidy }) =>
          // One in a bin is in no talk. Of any other thread it is still a name.
          (talk === null || subject !== '' || tidy.bin === null) &&
          (Buffer.from(object).equals(name) || (talk === name && subject === '')),
      )
      return named.filter((one) => !isOfChoir(one)).map(rowOf)
    }),
  )
}

function labelsOf(entries: readonly SampleEntry[]): string[] {
  const counts = new Map<string, number>()
  for (const label of entries.flatMap(({ tidy }) => (tidy.bin === null ? tidy.labels : [])))
    counts.set(label, (counts.get(label) ?? 0) + 1)
  return [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([label]) => label)
}

async function countAll({ index }: SampleIndex): Promise<Counts[]> {
  const all: Counts[] = []
  for (const now of TIMES) all.push(await index.count(now))
  return all
}

async function expectScan(sample: SampleIndex, entries: readonly SampleEntry[]): Promise<void> {
  const counted = await countAll(sample)
  const rowOf = readRows(sample)
  const mutedAt = (now: number) => mutedRows(sample, entries, rowOf, now)
  expect(counted).toEqual(TIMES.map((now) => scan(entries, rowOf, mutedAt(now), now)))
  expect(await sample.index.labels()).toEqual(labelsOf(entries))
}

const anyNumber = fc.integer({ min: 0, max: LETTERS - 1 })

/** Writes or replaces the row of a letter, which may join two threads; null removes it. */
const anyAct = fc.record({
  number: anyNumber,
  letter: fc.option(
    fc.record({
      changes: anySample,
      answers: fc.option(anyNumber),
      isSaid: fc.boolean(),
      isOfChoir: fc.boolean(),
    }),
    { freq: 4 },
  ),
})

/** Mutes the row of a letter, until a time or for good. */
const anyMute = fc.record({ number: anyNumber, until: fc.constantFrom(null, NOW, SOON) })

const anyRound = fc.record({
  acts: fc.array(anyAct, { minLength: 1, maxLength: 6 }),
  mutes: fc.array(anyMute, { maxLength: 2 }),
})

function entryOf(
  number: number,
  { changes, answers, isSaid, isOfChoir }: Exclude<Act['letter'], null>,
): SampleEntry {
  const talk: Sample = isOfChoir ? { talk: choir, wide: [{ kind: 'group', key: choir }] } : {}
  const said: Sample = isSaid ? { talk: bob, ...talk, subject: '' } : talk
  const original = answers === null ? null : sampleEntry(`letter ${answers}`)
  const reply = original === null ? null : { object: original.object, ref: original.ref }
  return sampleEntry(`letter ${number}`, { ...changes, ...said, reply })
}

type Act = typeof anyAct extends fc.Arbitrary<infer T> ? T : never
type Round = typeof anyRound extends fc.Arbitrary<infer T> ? T : never

/** The engine names a group by its key, a talk by the other person, and a thread by a letter. */
function muteOf({ object, ...entry }: SampleEntry, until: number | null): Mute {
  if (isOfChoir({ object, ...entry })) return { name: choir, isGroup: true, until }
  return { name: entry.subject === '' && entry.talk !== null ? entry.talk : object, isGroup: false, until }
}

function muteSome(
  sample: SampleIndex,
  letters: ReadonlyMap<number, SampleEntry>,
  mutes: Round['mutes'],
): void {
  const named = mutes.flatMap(({ number, until }) => {
    const letter = letters.get(number)
    return letter === undefined ? [] : [muteOf(letter, until)]
  })
  sample.mutes.splice(0, Infinity, ...named)
}

test('counts agree with a scan after any acts and mutes, at any time, after a rebuild and on a full disk', async () => {
  const sample = await openSampleIndex(await makeFolder(), [], undefined, async () => 'words')
  const property = fc.asyncProperty(fc.array(anyRound, { minLength: 2, maxLength: 8 }), async (rounds) => {
    const letters = new Map<number, SampleEntry>()
    let last: Round['mutes'] = []
    for (const { acts, mutes } of rounds) {
      last = mutes
      for (const { number, letter } of acts)
        if (letter === null) letters.delete(number)
        else letters.set(number, entryOf(number, letter))
      muteSome(sample, letters, mutes)
      await sample.set([...letters.values()])
      const unapplied = await onFullDisk(sample, () => countAll(sample))
      await expectScan(sample, [...letters.values()])
      expect(unapplied).toEqual(await countAll(sample))
    }
    const rebuilt = await openSampleIndex(
      await makeFolder(),
      [...letters.values()],
      undefined,
      async () => '',
    )
    muteSome(rebuilt, letters, last)
    await expectScan(rebuilt, [...letters.values()])
    await rebuilt.close()
  })
  await fc.assert(property, { numRuns: 10 }).finally(() => sample.close())
})

/** No commit has room. The query then applies the changes for itself, and rolls them back. */
async function onFullDisk<T>({ file }: SampleIndex, query: () => Promise<T>): Promise<T> {
  const write = file.write.bind(file)
  const spy = vi.spyOn(file, 'write').mockImplementation((task) =>
    write((tx) => {
      task(tx)
      throw new EngineError('NO_SPACE', 'The disk is full.')
    }),
  )
  try {
    return await query()
  } finally {
    spy.mockRestore()
  }
}

test('an expired sealed letter is not unread, and a letter that was marked is', async () => {
  const sample = await openSampleIndex(await makeFolder())
  await sample.set([
    sampleEntry('ran out', { policy: until(NOW) }),
    sampleEntry('soon', { policy: until(SOON) }),
    sampleEntry('opened', { state: 'referenced', needsMe: true, tidy: { isUnread: true } }),
  ])
  const { inbox, waiting } = await sample.index.count(NOW)
  expect({ inbox, waiting }).toEqual({
    inbox: { total: 3, unread: 2, unreadThreads: 2 },
    waiting: { total: 1, unread: 1, unreadThreads: 1 },
  })
  await sample.close()
})

test('two threads with unread letters that become one are counted as one', async () => {
  const sample = await openSampleIndex(await makeFolder())
  const [one, two] = [sampleEntry('one'), sampleEntry('two')]
  const countThreads = async () => (await sample.index.count(NOW)).inbox.unreadThreads
  await sample.set([one, two])
  expect(await countThreads()).toBe(2)
  await sample.set([one, { ...two, reply: { object: one.object, ref: one.ref } }])
  expect(await countThreads()).toBe(1)
  await sample.close()
})

test('a thread is counted once, also while one letter of it is snoozed', async () => {
  const sample = await openSampleIndex(await makeFolder())
  const first = sampleEntry('first', { tidy: { snoozedUntil: SOON } })
  const { object, ref } = first
  await sample.set([first, sampleEntry('second', { reply: { object, ref } })])
  const read = async (now: number) => {
    const { inbox, snoozed } = await sample.index.count(now)
    return [inbox, snoozed]
  }
  const one = { total: 1, unread: 1, unreadThreads: 1 }
  expect(await read(NOW)).toEqual([one, one])
  expect(await read(SOON)).toEqual([
    { total: 2, unread: 2, unreadThreads: 1 },
    { total: 0, unread: 0, unreadThreads: 0 },
  ])
  await sample.close()
})
