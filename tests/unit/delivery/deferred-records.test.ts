// DeferredRecords: appends each record once and soon, and causes no work in an idle home.
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { DeferredRecords } from '../../../src/core/delivery/index.ts'
import { giveLetter, openLetter, type LetterOrder } from './made-objects.ts'
import { openCircle, type PlainHome } from './plain-delivery.ts'
import { feedOf, hearAll, noticesTo, saidTo, wordsTo } from './said.ts'
import { group } from './stand-in-strategies.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

interface Desk {
  /** The answers of the desk to successive calls; the last answer is repeated. */
  waits: (number | null)[]
  calls: number
  appendReleases: () => Promise<number | null>
}

function makeDesk(...waits: (number | null)[]): Desk {
  const desk: Desk = {
    ...{ waits, calls: 0 },
    appendReleases() {
      desk.calls++
      return Promise.resolve(waits[Math.min(desk.calls, waits.length) - 1] ?? null)
    },
  }
  return desk
}

function begin(home: PlainHome, desk = makeDesk()): DeferredRecords {
  home.parts.store.makeKeptDurable = () =>
    Promise.resolve(
      home.ledger
        .all<{ object: Uint8Array }>('SELECT object FROM kept_objects WHERE is_durable = 0')
        .map(({ object }) => object),
    )
  const deferred = new DeferredRecords(home.parts, desk)
  onTestFinished(() => deferred.close())
  return deferred
}

/** Makes a letter that Bob has opened. */
async function openedBy(bob: PlainHome, alice: PlainHome, order: LetterOrder = {}): Promise<Uint8Array> {
  const letter = await giveLetter(alice, { to: [bob.audience], ...order })
  hearAll(bob, alice)
  openLetter(bob, letter)
  return letter.object
}

test('DeferredRecords appends arrivals and kept objects in one run, and nothing after that', async () => {
  const { alice, bob } = await openCircle()
  const object = await openedBy(bob, alice)
  begin(bob)
  await vi.advanceTimersByTimeAsync(1000)
  expect(wordsTo(bob, alice.audience)).toEqual(['arrived', 'kept'])
  expect(saidTo(bob, alice.audience)).toMatchObject([{ objects: [object] }, { objects: [object] }])
  const commits = bob.ledger.commits
  await vi.advanceTimersByTimeAsync(60_000)
  expect(bob.ledger.commits).toBe(commits)
})

test('DeferredRecords reports kept objects only for controlled letters to persons', async () => {
  const { alice, bob } = await openCircle()
  await openedBy(bob, alice, { mode: 'open' })
  const toGroup = await giveLetter(alice, { to: [group] })
  bob.ledger.transact((tx) => {
    const place = { kind: 'group', group: group.key, era: 0, epoch: 1, generation: 0 } as const
    const source = { ...feedOf(bob, alice), audience: place }
    bob.parts.inbox.receiveNotice(tx, source, noticesTo(alice, group)[0]!)
  })
  openLetter(bob, toGroup)
  begin(bob)
  await vi.advanceTimersByTimeAsync(1000)
  expect(wordsTo(bob, alice.audience)).toEqual(['arrived'])
  // They are durable all the same, and are not looked at again.
  expect(bob.ledger.all('SELECT 1 FROM kept_objects WHERE is_durable = 0')).toEqual([])
})

test('DeferredRecords reports to each author only their objects, and not to a former contact', async () => {
  const { alice, bob, carol } = await openCircle()
  const bobs = await openedBy(alice, bob)
  const carols = await openedBy(alice, carol)
  alice.ledger.transact((tx) => alice.parts.feeds.remove(tx, carol.identity.person))
  begin(alice)
  await vi.advanceTimersByTimeAsync(1000)
  expect(saidTo(alice, bob.audience)).toMatchObject([{ type: 'arrived' }, { type: 'kept', objects: [bobs] }])
  expect(saidTo(alice, carol.audience)).toEqual([])
  // If the author becomes a contact again, the arrival is still reported.
  const unreported = alice.ledger.all('SELECT object FROM received WHERE is_arrival_reported = 0')
  expect(unreported).toEqual([{ object: carols }])
})

test('DeferredRecords splits arrivals over several records if one cannot hold them', async () => {
  const { alice, bob } = await openCircle()
  for (let i = 0; i < 101; i++) await giveLetter(alice, { to: [bob.audience] })
  hearAll(bob, alice)
  begin(bob)
  await vi.advanceTimersByTimeAsync(1000)
  const told = saidTo(bob, alice.audience).map((record) => record.type === 'arrived' && record.objects.length)
  expect(told).toEqual([100, 1])
})

test('DeferredRecords runs at the time that the desk requests, even without a commit', async () => {
  const { bob } = await openCircle()
  const desk = makeDesk(5000, null)
  begin(bob, desk)
  await vi.advanceTimersByTimeAsync(4999)
  expect(desk.calls).toBe(1)
  await vi.advanceTimersByTimeAsync(100)
  expect(desk.calls).toBe(2)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(desk.calls).toBe(2)
})

test('DeferredRecords retries some seconds after a failed run, not at once', async () => {
  const { bob } = await openCircle()
  const desk = makeDesk()
  const fails = {
    appendReleases: () => (++desk.calls < 3 ? Promise.reject(new Error('full')) : Promise.resolve(null)),
  }
  const deferred = new DeferredRecords(bob.parts, fails)
  onTestFinished(() => deferred.close())
  await vi.advanceTimersByTimeAsync(4000)
  expect(desk.calls).toBe(1)
  await vi.advanceTimersByTimeAsync(20_000)
  expect(desk.calls).toBe(3)
})

test('a commit during a run causes one more run; none follows close()', async () => {
  const { bob } = await openCircle()
  const desk = makeDesk()
  const deferred = begin(bob, desk)
  await vi.advanceTimersByTimeAsync(100)
  for (let i = 0; i < 3; i++) bob.ledger.transact(() => undefined)
  await vi.advanceTimersByTimeAsync(100)
  expect(desk.calls).toBe(2)
  await deferred.close()
  bob.ledger.transact(() => undefined)
  await vi.advanceTimersByTimeAsync(1000)
  expect(desk.calls).toBe(2)
})
