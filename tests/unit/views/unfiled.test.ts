// A letter that cannot be filed keeps no other letter from being listed, whatever fails with it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EngineError } from '../../../src/core/contract/errors.ts'
import { letterIndexSchema, type ListedEntry } from '../../../src/core/views/index.ts'
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
const toId = (object: Uint8Array): string => Buffer.from(object).toString('hex')

/** What fails with a letter, and what the index has of it then. */
const FAULTS = {
  none: null,
  describe: 'nothing',
  'describe with a code': 'nothing',
  'describe with no error': 'nothing',
  'reading its text': 'title',
  'reading its text at once': 'title',
  'the words of its title': 'nothing',
  'the words of its files': 'nothing',
  'a constraint': 'nothing',
  'a list that is none': 'nothing',
} as const
type Fault = keyof typeof FAULTS

const fail = (): never => {
  throw new RangeError('Maximum call stack size exceeded')
}

function entryOf(name: string, fault: Fault): SampleEntry {
  const entry = sampleEntry(name, { subject: `title${name}`, state: 'referenced', textFrom: 'kept' })
  if (fault === 'the words of its title') Object.defineProperty(entry, 'subject', { get: fail })
  if (fault === 'the words of its files') Object.defineProperty(entry, 'fileNames', { get: fail })
  if (fault === 'a constraint') return { ...entry, size: 'large' as unknown as number }
  if (fault === 'a list that is none') return { ...entry, to: null as unknown as [] }
  return entry
}

class Letters {
  readonly faults = new Map<string, Fault>()
  readonly names = new Map<string, string>()

  make(name: string, fault: Fault): SampleEntry {
    const entry = entryOf(name, fault)
    this.faults.set(toId(entry.object), fault)
    this.names.set(toId(entry.object), name)
    return entry
  }

  describing = (object: Uint8Array): void => {
    const fault = this.faults.get(toId(object))
    if (fault === 'describe') fail()
    if (fault === 'describe with a code') throw new EngineError('NO_SPACE', 'not of the index')
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- code of others may
    if (fault === 'describe with no error') throw undefined
  }

  readText = (object: Uint8Array): Promise<string> => {
    const fault = this.faults.get(toId(object))
    if (fault === 'reading its text at once') fail()
    if (fault === 'reading its text') return Promise.reject(new EngineError('DAMAGED', 'a block'))
    return Promise.resolve(`body${this.names.get(toId(object))!}`)
  }

  open(folder: string, known: readonly SampleEntry[] = []): Promise<SampleIndex> {
    return openSampleIndex(folder, known, letterIndexSchema, this.readText, { describing: this.describing })
  }
}

const named = (entries: readonly ListedEntry[]): string[] => entries.map(({ subject }) => subject!).sort()

async function expectFiled({ index }: SampleIndex, faults: ReadonlyMap<string, Fault>): Promise<void> {
  const filedBy = (name: string): 'title' | 'nothing' | null => FAULTS[faults.get(name)!]
  const names = [...faults.keys()].sort()
  const listed = names.filter((name) => filedBy(name) !== 'nothing').map((name) => `title${name}`)
  expect(named(await index.list('inbox', NOW, WHOLE, PAGE))).toEqual(listed)
  expect((await index.count(NOW)).inbox.total).toBe(listed.length)
  for (const name of names) {
    const found = async (word: string): Promise<number> =>
      (await index.search(searchFor(word), NOW, PAGE)).length
    expect(await found(`title${name}`)).toBe(filedBy(name) === 'nothing' ? 0 : 1)
    expect(await found(`body${name}`)).toBe(filedBy(name) === null ? 1 : 0)
  }
  const unfiled = (await index.listUnfiled()).map((one) => [toId(one.object), one.filedBy])
  const expected = names.flatMap((name) => (filedBy(name) === null ? [] : [[name, filedBy(name)]]))
  const ids = new Map(names.map((name) => [toId(sampleEntry(name).object), name]))
  expect(unfiled.map(([id, by]) => [ids.get(id!), by]).sort()).toEqual(expected)
}

test('letters that cannot be filed keep no other from any list, and are tried again', async () => {
  const faults = fc.constantFrom(...(Object.keys(FAULTS) as Fault[]))
  const steps = fc.array(
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), faults, { minKeys: 1 }),
    {
      ...{ minLength: 1, maxLength: 4 },
    },
  )
  await fc.assert(
    fc.asyncProperty(steps, async (sets) => {
      const letters = new Letters()
      const folder = await makeFolder()
      let sample = await letters.open(folder)
      const current = new Map<string, Fault>()
      const entries = (): SampleEntry[] => [...current].map(([name, fault]) => letters.make(name, fault))
      try {
        for (const set of sets) {
          for (const [name, fault] of Object.entries(set)) {
            // A text that was read once is not read again.
            const isRead = current.get(name) === 'none' && fault.startsWith('reading')
            current.set(name, isRead ? 'none' : fault)
          }
          await sample.set(entries())
          await expectFiled(sample, current)
        }
        await sample.close()
        const anew = await letters.open(await makeFolder(), entries())
        await expectFiled(anew, current).finally(() => anew.close())
        // A newer program files all of them at its first start.
        for (const name of current.keys()) current.set(name, 'none')
        sample = await letters.open(folder, entries())
        await expectFiled(sample, current)
        await sample.set([])
        expect(await sample.index.list('all', NOW, WHOLE, PAGE)).toEqual([])
      } finally {
        await sample.close()
      }
    }),
    { numRuns: 25 },
  )
})

test('a closed home is no reason to leave out letters', async () => {
  const letters = new Letters()
  const sample = await letters.open(await makeFolder())
  await sample.set([letters.make('a', 'none')])
  await sample.ledger.close()
  await expect(sample.index.count(NOW)).rejects.toMatchObject({ code: 'CANCELLED' })
  await sample.index.close()
})
