// The quota for files of others while the count of one is slow, and while an eviction is under way.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog, systemClock } from '../../../src/core/base/index.ts'
import type { Ledger } from '../../../src/core/ledger/index.ts'
import { CHUNK_BYTES } from '../../../src/core/seal/index.ts'
import { KeptQuota } from '../../../src/core/space/kept-quota.ts'
import { spaceSchema } from '../../../src/core/space/schema.ts'
import type { Ref } from '../../../src/core/store/index.ts'
import { PlainLedger } from '../access/plain-ledger.ts'

const CHUNKS = 4
const SIZE = CHUNKS * CHUNK_BYTES
const bytes = (value: number): Buffer => Buffer.alloc(32, value)
const fileOf = (number: number) => {
  const ref: Ref = {
    ...{ cipherRoot: bytes(number), keyCommit: bytes(number), person: bytes(9), device: bytes(9) },
    ...{ core: bytes(9), start: number * CHUNKS, chunkCount: CHUNKS },
  }
  return { ref, letter: bytes(number), name: `file ${number}`, size: SIZE }
}

let rows: PlainLedger
/** What is here, by the first block of the file. */
let here: Map<number, number>
/** A write, or a count, waits for these. */
let beforeWrite: Promise<void>
let counting: Promise<void>[]
let quota: KeptQuota
/** Each use is later than the one before. */
let time = 0
beforeEach(async () => {
  rows = new PlainLedger(':memory:', [spaceSchema])
  here = new Map()
  beforeWrite = Promise.resolve()
  counting = []
  const ledger = {
    get: rows.get.bind(rows),
    all: rows.all.bind(rows),
    write: (act: Parameters<typeof rows.transact>[0]) => beforeWrite.then(() => rows.transact(act)),
  } as unknown as Ledger
  const countHere = async (_: Uint8Array, start: number): Promise<number> => {
    const found = here.get(start) ?? 0
    await counting.shift()
    return found
  }
  quota = new KeptQuota({
    ...{ ledger, clock: { ...systemClock, now: () => ++time }, log: silentLog },
    foreignCores: { countHere } as never,
    clearing: { doom: () => undefined, clear: () => Promise.resolve() } as never,
    disk: { spend: () => Promise.resolve() } as never,
    forgetAttached: () => undefined,
    onChanged: () => undefined,
  })
  await quota.setQuota(2.5 * SIZE)
})
afterEach(() => rows.close())

const names = (): string[] =>
  rows.all<{ name: string }>('SELECT name FROM kept_files ORDER BY name').map(({ name }) => name)

async function fetchSome(file: ReturnType<typeof fileOf>, chunks: number): Promise<() => void> {
  const { makeRoom, end } = quota.begin(file)
  for (let i = 0; i < chunks; i++) {
    await makeRoom(CHUNK_BYTES)
    here.set(file.ref.start, (here.get(file.ref.start) ?? 0) + 1)
  }
  return () => end(null)
}

async function fetchWhole(file: ReturnType<typeof fileOf>): Promise<void> {
  const end = await fetchSome(file, CHUNKS)
  end()
  await quota.finishCounting()
}

test('blocks that come while an earlier use of the file is counted count at its end', async () => {
  await fetchWhole(fileOf(1))
  await fetchWhole(fileOf(2))
  let count!: () => void
  counting = [new Promise((resolve) => (count = resolve))]
  const first = await fetchSome(fileOf(3), 0)
  first()
  await new Promise((resolve) => setImmediate(resolve))
  // The count has seen no block, and ends after two have come.
  const second = await fetchSome(fileOf(3), 2)
  count()
  await new Promise((resolve) => setImmediate(resolve))
  const third = await fetchSome(fileOf(3), 2)
  second()
  third()
  await quota.finishCounting()
  expect(names()).toEqual(['file 2', 'file 3'])
})

test('two evictions at the same time do not give up one file twice', async () => {
  for (const number of [1, 2]) await fetchWhole(fileOf(number))
  let write!: () => void
  beforeWrite = new Promise((resolve) => (write = resolve))
  // Each needs the room of one more file, while the first eviction is not on the disk.
  const ends = [await fetchSome(fileOf(3), CHUNKS), await fetchSome(fileOf(4), CHUNKS)]
  write()
  for (const end of ends) end()
  await quota.finishCounting()
  expect(names()).toEqual(['file 3', 'file 4'])
})
