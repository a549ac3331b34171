// What a core of another device has on this disk, block by block: where the next gap is, and how
// many bytes its blocks have. A station counts its customers' bytes by it.
import type Hypercore from 'hypercore'
import { equalBytes } from '../base/index.ts'
import { coreKey, signerOf } from './core-key.ts'

/** Nodes that are read together. */
const NODES_AT_ONCE = 1024

/** Returns the first position at or after `from` whose block is not stored; at most the length. */
export function findGap(core: Hypercore, from: number): number {
  if (from >= core.length) return core.length
  const gap = core.core.bitfield.firstUnset(from)
  return gap === -1 ? core.length : Math.min(gap, core.length)
}

/** Returns the first position at or after `from` whose block is stored; at most the length. */
function findStored(core: Hypercore, from: number): number {
  if (from >= core.length) return core.length
  const stored = core.core.bitfield.firstSet(from)
  return stored === -1 ? core.length : Math.min(stored, core.length)
}

/** Returns the total size of the stored blocks from `start` to before `end`. Reads no block. */
export async function countStoredBytes(core: Hypercore, start: number, end: number): Promise<number> {
  let bytes = 0
  for (const [from, to] of listStored(core, start, end)) bytes += await sumLeaves(core, from, to)
  return bytes
}

/** Yields the ranges of stored blocks within these limits. */
function* listStored(core: Hypercore, start: number, end: number): Generator<[number, number]> {
  // A core that is closed meanwhile has length 0, so the limit is read again each time.
  for (let from = findStored(core, start); from < Math.min(end, core.length);) {
    const to = Math.min(findGap(core, from), end)
    yield [from, to]
    from = findStored(core, to)
  }
}

/** Lists the ranges of blocks within these limits that are not stored. */
export function listGaps(core: Hypercore, start: number, end: number): [number, number][] {
  const gaps: [number, number][] = []
  const until = Math.min(end, core.length)
  for (let from = findGap(core, start); from < until; from = findGap(core, gaps.at(-1)![1]))
    gaps.push([from, Math.min(findStored(core, from), until)])
  return gaps
}

async function sumLeaves(core: Hypercore, start: number, end: number): Promise<number> {
  let bytes = 0
  for (let from = start; from < end; from += NODES_AT_ONCE) {
    const reading = core.state.storage.read()
    const asked = []
    for (let at = from; at < Math.min(end, from + NODES_AT_ONCE); at++)
      asked.push(reading.getTreeNode(2 * at))
    reading.tryFlush()
    for (const leaf of await Promise.all(asked)) bytes += leaf?.size ?? 0
  }
  return bytes
}

/**
 * Returns the key that signs a core whose manifest has exactly our form. Null if it has another
 * form; undefined while the manifest is not known.
 */
export function findWriter(core: Hypercore): Uint8Array | null | undefined {
  if (core.manifest === null) return undefined
  const key = signerOf(core.manifest)
  const [signer] = core.manifest.signers
  // The key is a hash of the whole manifest, so it differs if any other part of the form does.
  return key !== null && equalBytes(coreKey(key, signer!.namespace), core.key) ? key : null
}
