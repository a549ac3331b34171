// Stations to which there is a wire are asked first. Others are dialled only if those do not decide
// soon.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keeperSetHash } from '../../../src/core/station-records/index.ts'
import { askKeepers, type GatedLetter } from '../../../src/core/delivery/ask-keepers.ts'
import type { KeeperSet } from '../../../src/core/identity/index.ts'
import { AuthorStations, NEAR_FIRST_MS } from '../../../src/core/keepers/author-stations.ts'

const set: KeeperSet = { id: 1, need: 2, distrust: 1, devices: [1, 2, 3].map((n) => Buffer.alloc(32, n)) }
const gate = {
  ...{ number: 1, set: keeperSetHash(set), need: 2, until: Infinity },
  hashes: set.devices.map(() => Buffer.alloc(16)),
}
const letter = {
  object: Buffer.alloc(32, 9),
  author: Buffer.alloc(32, 8),
  notice: { gate },
} as unknown as GatedLetter
/** The stations with a wire, and those that were visited, by the first byte of their keys. */
let near: number[]
let visited: number[]
/** Those whose wire was given to the caller. */
let reached: number[]

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  visited = []
  reached = []
})
afterEach(() => void vi.useRealTimers())

/** Notes who is visited. Nobody answers. */
function visit(station: Uint8Array): Promise<null> {
  visited.push(station[0]!)
  return new Promise(() => undefined)
}

type Asking = Parameters<typeof askKeepers>[0]

function ask(): AbortController {
  const stop = new AbortController()
  const parts = {
    ledger: { get: () => undefined },
    acquaintances: { findCard: () => ({ keepers: { sets: [set], mailboxes: [] } }) },
    clock: { monotonicMs: () => 0 },
    authorStations: { isNear: (station: Uint8Array) => near.includes(station[0]!), visit },
  }
  const wait = { waitMs: 1_000, signal: stop.signal }
  void askKeepers(parts as unknown as Asking, letter, wait, () => undefined)
  return stop
}

function fetch(): () => void {
  const visits = {
    findReady: (station: Uint8Array) => (near.includes(station[0]!) ? { device: station } : null),
    use: visit,
  }
  const parts = {
    ledger: {},
    keepersOf: () => ({ sets: [set], mailboxes: [] }),
    peers: { events: { on: () => () => undefined }, find: (station: Uint8Array) => ({ device: station }) },
  }
  type Made = ConstructorParameters<typeof AuthorStations>
  const stations = new AuthorStations(parts as unknown as Made[0], visits as unknown as Made[1], {
    isHere: () => false,
    readSoon: () => undefined,
  })
  return stations.open(Buffer.alloc(32, 8), 1_000, ({ device }) => reached.push(device[0]!))
}

const pass = async (ms: number): Promise<number[]> => {
  await vi.advanceTimersByTimeAsync(ms)
  return visited
}

test('for shares, the third station is dialled when two with a wire have not decided soon', async () => {
  near = [1, 3]
  ask()
  expect(await pass(NEAR_FIRST_MS - 1)).toEqual([1, 3])
  expect(await pass(1)).toEqual([1, 3, 2])
})

test('for shares, all are dialled at once if fewer than needed have a wire', async () => {
  near = [3]
  ask()
  expect(await pass(0)).toEqual([1, 2, 3])
})

test('a reader who stops waiting for shares dials nobody further', async () => {
  near = [1, 2]
  const stop = ask()
  await pass(0)
  stop.abort()
  await pass(0)
  expect(vi.getTimerCount()).toBe(0)
})

test('for blocks, one station with a wire is enough at first', async () => {
  near = [2]
  fetch()
  // Before anything else is awaited, so that nobody dials the author.
  expect(reached).toEqual([2])
  expect(await pass(NEAR_FIRST_MS - 1)).toEqual([2])
  expect(await pass(1)).toEqual([2, 1, 3])
})

test('for blocks, all are dialled at once without a wire, and nobody later than the end', async () => {
  near = []
  fetch()
  expect(await pass(0)).toEqual([1, 2, 3])
  near = [1]
  visited = []
  fetch()()
  expect(await pass(NEAR_FIRST_MS)).toEqual([1])
})
