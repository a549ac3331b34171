// Fetches leaves of the signed tree whose blocks never come, because their writer removed them.
// Who has only the blocks around them cannot prove that a core of this length grew into the longer
// one, if the earlier length is within the gap: a reader who knows it would never get a block.
// Hypercore (to 11.39.5) asks for a leaf only if a peer has its block, so the request is made here.
// Hypercore proves and stores the answer, as any other.
import type Hypercore from 'hypercore'
import type { ClearedRange } from './cleared-block.ts'
import { listGaps } from './stored-blocks.ts'

type Neighbour = Hypercore['peers'][0]

const PRIORITY = 0
const AT_ONCE = 64
/** In all, and at either end of each gap. */
const MAX_LEAVES = 4096
const MAX_AT_END = 512

/**
 * Fetches the leaves of the missing blocks in these ranges, with their paths, from one of the
 * connected peers. False if none of them has all. One leaf is asked for first: a peer that is asked
 * often for nodes that it does not have ends the wire.
 * @param timeoutMs for each leaf
 */
export async function fetchLeaves(
  core: Hypercore,
  ranges: readonly ClearedRange[],
  timeoutMs: number,
): Promise<boolean> {
  const [first, ...others] = listLeaves(core, ranges)
  if (first === undefined) return true
  for (const peer of [...core.peers])
    if (await fetchLeaf(core, peer, first, timeoutMs)) return fetchAll(core, peer, others, timeoutMs)
  return false
}

/**
 * The first and the last positions of each gap, so that a writer cannot make this list long. A peer
 * whose core ends amid a longer removal waits for the writer.
 */
function listLeaves(core: Hypercore, ranges: readonly ClearedRange[]): number[] {
  const gaps = ranges.flatMap(({ start, end }) => listGaps(core, start, end))
  const leaves = gaps.flatMap(([start, end]) => {
    const middle = Math.min(end, start + MAX_AT_END)
    return [...range(start, middle), ...range(Math.max(middle, end - MAX_AT_END), end)]
  })
  return leaves.slice(0, MAX_LEAVES)
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, at) => start + at)
}

async function fetchAll(core: Hypercore, peer: Neighbour, positions: readonly number[], timeoutMs: number) {
  for (let at = 0; at < positions.length; at += AT_ONCE) {
    const some = positions.slice(at, at + AT_ONCE)
    const came = await Promise.all(some.map((position) => fetchLeaf(core, peer, position, timeoutMs)))
    if (came.includes(false)) return false
  }
  return true
}

/** Resolves at once if the leaf is known. */
function fetchLeaf(core: Hypercore, peer: Neighbour, position: number, timeoutMs: number): Promise<boolean> {
  const request = core.closed ? null : peer._makeRequest(false, PRIORITY, position + 1)
  if (request === null) return Promise.resolve(false)
  const wanted = core.core.replicator._hashes.add(position, PRIORITY, false)
  const waiting = wanted.attach(core.activeRequests)
  wanted.setTimeout(waiting, timeoutMs)
  request.hash = { index: 2 * position, nodes: 0 }
  wanted.inflight.push(request)
  void peer._send(request)
  return waiting.promise.then(
    () => true,
    () => false,
  )
}
