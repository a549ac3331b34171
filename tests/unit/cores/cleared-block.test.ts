// The word of a writer about removed blocks, and the search for it: what it says counts only in its
// own core, at its own position, and about earlier blocks.
import { expect, test } from 'vitest'
import {
  ClearedSearch,
  encodeCleared,
  readCleared,
  toRanges,
  type ClearedLook,
} from '../../../src/core/cores/cleared-block.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'

const core = new Uint8Array(32).fill(7)

test('cleared: positions become ranges', () => {
  expect(toRanges([5, 3, 4, 9, 9])).toEqual([
    { start: 3, end: 6 },
    { start: 9, end: 10 },
  ])
})

test('cleared: a word counts only where it was written, and about earlier blocks', () => {
  const block = encodeCleared(core, 20, [{ start: 3, end: 6 }])
  expect(readCleared(core, 20, block)).toEqual([{ start: 3, end: 6 }])
  expect(readCleared(core, 21, block)).toBeNull()
  expect(readCleared(new Uint8Array(32).fill(8), 20, block)).toBeNull()
  for (const range of [
    { start: 3, end: 21 },
    { start: 6, end: 6 },
    { start: 7, end: 6 },
  ])
    expect(readCleared(core, 20, encodeCleared(core, 20, [range]))).toBeNull()
})

test('cleared: other and damaged bytes are no word, and never throw', () => {
  const block = Buffer.from(encodeCleared(core, 20, [{ start: 3, end: 6 }]))
  for (let at = 0; at < block.length; at++) {
    const damaged = Buffer.from(block)
    damaged[at]! ^= 0xff
    expect(() => readCleared(core, 20, damaged)).not.toThrow()
    expect(() => readCleared(core, 20, block.subarray(0, at))).not.toThrow()
  }
  for (let i = 0; i < 200; i++) expect(readCleared(core, 20, randomBytes(i * 3))).toBeNull()
})

/** Blocks by position; the others never come. */
function look(blocks: Map<number, Uint8Array>): { asked: number[]; fetch: ClearedLook['fetch'] } {
  const asked: number[] = []
  const fetch = (position: number): Promise<Uint8Array | null> => {
    asked.push(position)
    return Promise.resolve(blocks.get(position) ?? null)
  }
  return { asked, fetch }
}

const fill = (from: number, to: number): Map<number, Uint8Array> =>
  new Map(Array.from({ length: to - from }, (_, i) => [from + i, randomBytes(300)]))

test('cleared: the search finds the word behind other gaps, and returns the end of its range', async () => {
  const blocks = fill(11, 200)
  for (const gone of [12, 13, 80]) blocks.delete(gone)
  blocks.set(150, encodeCleared(core, 150, [{ start: 9, end: 14 }]))
  expect(await new ClearedSearch(core, 10).find(200, look(blocks))).toBe(14)
  expect(await new ClearedSearch(core, 14).find(200, look(blocks))).toBeNull()
  expect(await new ClearedSearch(core, 10).find(150, look(blocks))).toBeNull()
})

test('cleared: the search reads no block twice that came, and stops at what is too large', async () => {
  const blocks = fill(1, 500)
  const search = new ClearedSearch(core, 0)
  const first = look(blocks)
  expect(await search.find(300, first)).toBeNull()
  expect(first.asked).toHaveLength(299)
  const second = look(blocks)
  blocks.set(400, encodeCleared(core, 400, [{ start: 0, end: 1 }]))
  expect(await search.find(500, second)).toBe(1)
  expect(Math.min(...second.asked)).toBe(300)
  const refused = look(blocks)
  const asked: unknown[] = []
  const mayFetch: ClearedLook['mayFetch'] = (next) => {
    asked.push(next)
    return Promise.resolve(asked.length < 3)
  }
  expect(await new ClearedSearch(core, 0).find(500, { ...refused, mayFetch })).toBeNull()
  expect(refused.asked).toHaveLength(128)
  expect(asked.at(-1)).toEqual({ end: 193, count: 64, bytes: 128 * 300, missing: 1 })
})
