// The word of a writer about own blocks that it removed, as a later block of the same core. Who
// reads the core in order would wait for ever for a removed block, and goes on after this word.
// It is not sealed: stations and readers without the secrets have to understand it too, and a gap is
// visible anyway. The signature of the core is that of the writer.
import { concatBytes, equalBytes, listUpTo, MalformedRecord, record, struct, uint } from '../base/index.ts'
import { hash } from '../seal/index.ts'

/** `end` is the first position that stays. */
export interface ClearedRange {
  readonly start: number
  readonly end: number
}

export const MAX_CLEARED_RANGES = 64
const TAG_BYTES = 32

/** Persisted and sent, after the tag. */
export const clearedForm = record('cleared blocks', {
  ranges: listUpTo(struct({ start: uint, end: uint }), MAX_CLEARED_RANGES),
})

/** No other block begins like this. */
function tagOf(core: Uint8Array, position: number): Uint8Array {
  const at = Buffer.alloc(8)
  at.writeBigUInt64LE(BigInt(position))
  return hash('fumikura/cleared/1', core, at)
}

export function encodeCleared(
  core: Uint8Array,
  position: number,
  ranges: readonly ClearedRange[],
): Uint8Array {
  return concatBytes(tagOf(core, position), clearedForm.encode({ ranges }))
}

/**
 * Returns the ranges that this block of the core says to be cleared, all of them before it. Null for
 * any other block, and for a malformed one.
 */
export function readCleared(core: Uint8Array, position: number, block: Uint8Array): ClearedRange[] | null {
  if (block.byteLength < TAG_BYTES) return null
  if (!equalBytes(block.subarray(0, TAG_BYTES), tagOf(core, position))) return null
  try {
    const { ranges } = clearedForm.decode(block.subarray(TAG_BYTES))
    return ranges.every(({ start, end }) => start < end && end <= position) ? ranges : null
  } catch (error) {
    if (error instanceof MalformedRecord) return null
    throw error
  }
}

/** Joins positions to ranges. */
export function toRanges(positions: readonly number[]): ClearedRange[] {
  const ranges: { start: number; end: number }[] = []
  for (const position of [...new Set(positions)].sort((one, other) => one - other)) {
    const last = ranges.at(-1)
    if (last?.end === position) last.end++
    else ranges.push({ start: position, end: position + 1 })
  }
  return ranges
}

const LOOKED_AT_ONCE = 64

export interface ClearedLook {
  fetch: (position: number) => Promise<Uint8Array | null>
  /**
   * True if these blocks may be fetched: `count` before `end`, behind `bytes` bytes and `missing`
   * blocks of unknown size.
   */
  mayFetch?: (next: { end: number; count: number; bytes: number; missing: number }) => Promise<boolean>
  /** True if the block itself has come. */
  isOver?: () => boolean
}

/** Looks for the word of a writer about one block. Blocks that were looked at are not read again. */
export class ClearedSearch {
  readonly core: Uint8Array
  readonly position: number
  /** Every block before this one was looked at, and they have so many bytes. */
  #at: number
  #bytes = 0

  constructor(core: Uint8Array, position: number) {
    this.core = core
    this.position = position
    this.#at = position + 1
  }

  /**
   * Returns the first position that stays. Null if no block before `until` says that this one is
   * gone, or it came.
   */
  async find(until: number, { fetch, mayFetch, isOver }: ClearedLook): Promise<number | null> {
    let [bytes, missing] = [this.#bytes, 1]
    for (let at = this.#at; at < until && isOver?.() !== true; at += LOOKED_AT_ONCE) {
      const count = Math.min(LOOKED_AT_ONCE, until - at)
      if ((await mayFetch?.({ end: at + count, count, bytes, missing })) === false) return null
      const blocks = Array.from({ length: count }, (_, i) => fetch(at + i))
      const found = await firstEnd(blocks.map(async (block, i) => this.#endIn(at + i, await block)))
      if (found !== null) return found
      for (const block of await Promise.all(blocks)) {
        if (block === null) missing++
        else bytes += block.byteLength
        if (missing === 1) [this.#at, this.#bytes] = [this.#at + 1, bytes]
      }
    }
    return null
  }

  #endIn(position: number, block: Uint8Array | null): number | null {
    const ranges = block === null ? null : readCleared(this.core, position, block)
    return ranges?.find(({ start, end }) => start <= this.position && this.position < end)?.end ?? null
  }
}

/** Does not wait for the others, because a removed block never comes. */
function firstEnd(looked: readonly Promise<number | null>[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    for (const one of looked) one.then((end) => end !== null && resolve(end), reject)
    void Promise.allSettled(looked).then(() => resolve(null))
  })
}
