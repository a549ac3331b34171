import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeEach, type Ledger, type Transaction } from '../../../src/core/ledger/index.ts'
import { noteIds, openIn, range } from './test-ledger.ts'

/** Longer than a turn. */
const LONG_MS = 60
/** Longer than a batch may take, and less than a turn. */
const HALF_TURN_MS = 15

let dir: string
let ledger: Ledger

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fumikura-each-'))
  ledger = await openIn(dir)
})

afterEach(async () => {
  await ledger.close()
  await rm(dir, { recursive: true })
})

const insert = (tx: Transaction, id: number): number => {
  tx.run('INSERT INTO notes (id, text) VALUES (?, ?)', id, 'a note')
  return -id
}

const insertIn = (tx: Transaction, id: number, ms: number): number => {
  const startMs = performance.now()
  while (performance.now() - startMs < ms);
  return insert(tx, id)
}

const insertSlowly = (tx: Transaction, id: number): number => insertIn(tx, id, LONG_MS)

it('quick items share a transaction, and their results come in order', async () => {
  const yielded: number[][] = []
  for await (const some of writeEach(ledger, range(1, 3), insert)) yielded.push(some)
  expect(yielded).toEqual([[-1, -2, -3]])
  expect(noteIds(ledger)).toEqual([1, 2, 3])
})

it('a long item ends its transaction', async () => {
  const yielded: number[][] = []
  for await (const some of writeEach(ledger, range(1, 3), insertSlowly)) yielded.push(some)
  expect(yielded).toEqual([[-1], [-2], [-3]])
})

it('an item that fails undoes its transaction, and what was yielded before stays', async () => {
  let yielded = 0
  const act = (tx: Transaction, id: number): number =>
    id === 3 ? fail() : id === 1 ? insertSlowly(tx, id) : insert(tx, id)
  const all = async (): Promise<void> => {
    for await (const { length } of writeEach(ledger, range(1, 4), act)) yielded += length
  }
  await expect(all()).rejects.toThrow('no such item')
  expect([yielded, noteIds(ledger)]).toEqual([1, [1]])
})

it('nothing is written for no items', async () => {
  for await (const some of writeEach(ledger, [], insert)) expect(some).toBe('never yielded')
  expect(noteIds(ledger)).toEqual([])
})

function fail(): never {
  throw new Error('no such item')
}

it('two batches do not share a commit, and short tasks do', async () => {
  let commits = 0
  ledger.onCommit(() => commits++)
  const batch = (id: number): Promise<number> => ledger.write((tx) => insertIn(tx, id, HALF_TURN_MS), 'batch')
  await Promise.all([batch(1), batch(2)])
  expect(commits).toBe(2)
  await Promise.all([3, 4].map((id) => ledger.write((tx) => insert(tx, id))))
  expect(commits).toBe(3)
})

it('after a batch whose commit was short, the next one may take more of a turn', async () => {
  const before = ledger.batchPart
  for await (const some of writeEach(ledger, range(1, 3), insertSlowly)) expect(some).toHaveLength(1)
  expect(ledger.batchPart).toBeGreaterThan(before)
})
