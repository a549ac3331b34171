// The author's device or enough of their stations release a letter: the first answer that decides
// counts, and nothing that was asked outlives it.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EngineError } from '../../../src/core/contract/errors.ts'
import type { AskedRelease } from '../../../src/core/delivery/ask-for-release.ts'
import type { GatedLetter } from '../../../src/core/delivery/ask-keepers.ts'
import type { Wait } from '../../../src/core/delivery/fetch-blocks.ts'
import type { KeeperVerdict } from '../../../src/core/delivery/keeper-answers.ts'
import {
  raceReleasers,
  Undecided,
  type GatedRelease,
  type Releasers,
} from '../../../src/core/delivery/race-releasers.ts'
import { pauseUnless } from '../../../src/core/base/index.ts'

const letterOf = (number: number): GatedLetter =>
  ({
    notice: { gate: { number, need: 2, hashes: [1, 2, 3].map((n) => Buffer.of(n)) } },
  }) as unknown as GatedLetter

const key = (n: number): AskedRelease => ({ contentKey: Buffer.of(n), evidence: [] })
const BY_AUTHOR = key(1)
const BY_STATIONS = key(2)
const BY_NEWER_GATE = key(3)

const SHARES: KeeperVerdict = { kind: 'shares', shares: [], receipts: [] }
const REFUSE: KeeperVerdict = { kind: 'refused', refusal: 'RECALLED', said: 2 }
const FEW: KeeperVerdict = { kind: 'away', answered: 1, hasMoved: false }
const MOVED: KeeperVerdict = { kind: 'away', answered: 1, hasMoved: true }

/** What comes after so many ms. */
type After<T> = readonly [ms: number, T]

interface Story {
  isHomeNear?: boolean
  /** An error is thrown. Absent: the device never answers. */
  home?: After<AskedRelease | Error>
  stations?: After<KeeperVerdict>
  newerGate?: After<KeeperVerdict>
  /** What the shares of the first gate open. */
  opens?: AskedRelease | Error
}

interface Played {
  ended: GatedRelease | string
  atMs: number
  /** Who was asked, and when. */
  asked: string[]
}

/** A timer of 0 ms ends 1 ms later. */
const floor = (ms: number): number => Math.floor(ms / 10) * 10

let signals: AbortSignal[]
beforeEach(() => {
  vi.useFakeTimers()
  signals = []
})
afterEach(() => {
  expect(signals.filter(({ aborted }) => !aborted)).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

async function race(story: Story, { waitMs = 60_000, stop }: { waitMs?: number; stop?: number } = {}) {
  const began = Date.now()
  const asked: string[] = []
  const note = (who: string, signal: AbortSignal): void => {
    signals.push(signal)
    asked.push(`${who} ${floor(Date.now() - began)}`)
  }
  /** Null if the signal ends first. */
  const later = async <T>([ms, value]: After<T>, { signal }: Wait): Promise<T | null> => {
    await pauseUnless(signal, ms)
    return signal!.aborted ? null : value
  }
  const never = [waitMs, null] as const
  const releasers: Releasers = {
    home: {
      isNear: () => story.isHomeNear === true,
      async ask(_, wait) {
        note('home', wait.signal!)
        const said = await later<AskedRelease | Error | null>(story.home ?? never, wait)
        if (said === null) throw new Undecided('it is away')
        if (said instanceof Error) throw said
        return said
      },
    },
    stations: {
      async ask({ notice: { gate } }, wait) {
        note(`gate ${gate.number}`, wait.signal!)
        const verdict = gate.number === 1 ? story.stations : ([0, story.newerGate![1]] as const)
        return (await later(verdict ?? [waitMs, FEW], wait)) ?? FEW
      },
      readFeeds: () => asked.push(`feeds ${floor(Date.now() - began)}`),
      async open({ notice: { gate } }) {
        const { opens = BY_STATIONS } = story
        if (opens instanceof Error) throw opens
        return Promise.resolve(gate.number === 1 ? opens : BY_NEWER_GATE)
      },
    },
    async newerGate({ notice: { gate } }, wait) {
      signals.push(wait.signal!)
      const isThere = story.newerGate !== undefined && gate.number === 1
      return later(isThere ? ([story.newerGate![0], letterOf(2)] as const) : [wait.waitMs, null], wait)
    },
    pause: pauseUnless,
    clock: { monotonicMs: () => Date.now() - began },
  }
  const stopping = new AbortController()
  if (stop !== undefined) setTimeout(() => stopping.abort(), stop)
  const played: Played[] = []
  void raceReleasers(releasers, letterOf(1), { waitMs, signal: stopping.signal })
    .catch((error: unknown) => {
      if (error instanceof EngineError) return `${error.code} ${JSON.stringify(error.details)}`
      throw error
    })
    .then((ended) => played.push({ ended, atMs: floor(Date.now() - began), asked }))
  await vi.advanceTimersByTimeAsync(waitMs + 1)
  return played[0]!
}

test('a connected author is asked alone for a second', async () => {
  const played = await race({ isHomeNear: true, home: [900, BY_AUTHOR], stations: [0, SHARES] })
  expect(played).toEqual({ ended: BY_AUTHOR, atMs: 900, asked: ['home 0'] })
})

test('the refusal of a connected author counts more than the shares of the stations', async () => {
  const held = { refusal: 'HELD' } as const
  expect(await race({ isHomeNear: true, home: [900, held], stations: [0, SHARES] })).toMatchObject({
    ended: held,
  })
})

test('a connected author who is slow is asked together with the stations', async () => {
  const story: Story = { isHomeNear: true, home: [5_000, BY_AUTHOR], stations: [200, SHARES] }
  expect(await race(story)).toEqual({ ended: BY_STATIONS, atMs: 1_200, asked: ['home 0', 'gate 1 1000'] })
})

test('the stations open a letter whose author is away', async () => {
  expect(await race({ stations: [40, SHARES] })).toMatchObject({ ended: BY_STATIONS, atMs: 40 })
})

test('the author opens a letter that the stations refuse, if they come within a second', async () => {
  expect(await race({ home: [900, BY_AUTHOR], stations: [0, REFUSE] })).toMatchObject({
    ended: BY_AUTHOR,
    atMs: 900,
  })
  const late = await race({ home: [1_100, BY_AUTHOR], stations: [0, REFUSE] })
  expect(late).toMatchObject({ ended: { refusal: 'RECALLED', stations: { said: 2, of: 3 } }, atMs: 1_000 })
})

test('a connected author has ten more seconds', async () => {
  const story = { isHomeNear: true, stations: [0, REFUSE] } as const
  expect(await race({ ...story, home: [11_900, BY_AUTHOR] })).toMatchObject({ ended: BY_AUTHOR })
  expect(await race({ ...story, home: [12_100, BY_AUTHOR] })).toMatchObject({ atMs: 12_000 })
})

test('the stations of a newer gate are asked as soon as its notice is here', async () => {
  const played = await race({ stations: [5_000, FEW], newerGate: [300, SHARES] })
  expect(played).toEqual({
    ended: BY_NEWER_GATE,
    atMs: 300,
    asked: ['home 0', 'gate 1 0', 'gate 2 300'],
  })
})

test('a newer gate opens a letter within a second of a refusal at the old one', async () => {
  const played = await race({ stations: [0, REFUSE], newerGate: [900, SHARES] })
  expect(played).toMatchObject({
    ended: BY_NEWER_GATE,
    asked: ['home 0', 'gate 1 0', 'feeds 0', 'gate 2 900'],
  })
  expect(await race({ stations: [0, REFUSE], newerGate: [1_100, SHARES] })).toMatchObject({ atMs: 1_000 })
})

test('a share that has moved is waited for, however long the notice takes', async () => {
  expect(await race({ stations: [0, MOVED], newerGate: [50_000, SHARES] })).toMatchObject({
    ended: BY_NEWER_GATE,
    atMs: 50_000,
  })
})

test('too few stations are told with their numbers, at the end of the wait', async () => {
  const ended = 'KEEPERS_AWAY {"answered":1,"needed":2,"of":3,"waitedMs":2000}'
  expect(await race({ stations: [0, FEW] }, { waitMs: 2_000 })).toMatchObject({ ended, atMs: 2_000 })
  expect(await race({ stations: [0, MOVED] }, { waitMs: 2_000 })).toMatchObject({ ended, atMs: 2_000 })
})

test('shares that do not open leave the letter to its author', async () => {
  const altered = new EngineError('ALTERED', 'They do not open.')
  const opens = { stations: [0, SHARES], opens: altered } as const
  expect(await race({ ...opens, home: [3_000, BY_AUTHOR] })).toMatchObject({ ended: BY_AUTHOR })
  expect(await race({ ...opens, home: [3_000, new Undecided('away')] })).toMatchObject({
    ended: 'ALTERED {}',
  })
})

test('a cancelled opening ends at once, and asks nobody further', async () => {
  const played = await race({ stations: [5_000, SHARES], newerGate: [900, SHARES] }, { stop: 300 })
  expect(played).toEqual({ ended: 'CANCELLED {}', atMs: 300, asked: ['home 0', 'gate 1 0'] })
})
