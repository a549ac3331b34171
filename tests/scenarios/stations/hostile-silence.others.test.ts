// A station that never comes to an end: it answers nothing, or has always more to say. Neither holds
// up its customer or a reader beyond the time that they gave.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog, toHex, type Log } from '../../../src/core/base/index.ts'
import {
  accountOf,
  ANSWERED_HEAD,
  gateNewsRequestForm,
  emptyLog,
  gateNewsForm,
  logEntryForm,
  extendLog,
  keptForm,
  MAX_NEWS_ENTRIES,
  signReceipt,
  stationGrownForm,
  type LogHead,
} from '../../../src/core/station-records/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { knowsStations, useCustomers } from '../../support/customers.ts'
import { LyingStation } from '../../support/lying-station.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import type { Answer } from '../../support/raw-peer.ts'

const { network, person, pair } = useCustomers()
let liar: LyingStation
/** Requests to the liar that it leaves without an answer. */
let unanswered: number
beforeEach(() => {
  unanswered = 0
})
afterEach(() => liar.remove())

const never: Answer = () => {
  unanswered++
  return new Promise<Uint8Array>(() => undefined)
}
const isLeftWaiting = (): Promise<void> => eventually(() => unanswered > 0, 'somebody waits for the liar')

/** What the engine of alice logs as an error: also a step of closing that it gave up. */
const errors: string[] = []
beforeEach(() => void errors.splice(0))
const log: Log = { ...silentLog, error: (event) => void errors.push(event) }

async function withLiar(): Promise<Person> {
  const [alice, bob] = [await person('alice', { log }), await person('bob')]
  await pair(alice, bob)
  liar = await LyingStation.open(network)
  await alice.do.stations.add({ link: liar.link, waitMs: PATIENCE_MS }, calling)
  await eventually(() => liar.asked.includes('kept'), 'the liar is in use')
  await bob.stop()
  return alice
}

test('joining a station that never answers ends in time', async () => {
  const alice = await person('alice')
  liar = await LyingStation.open(network)
  liar.peer.answers.set('station-join', never)
  await expect(alice.do.stations.add({ link: liar.link, waitMs: 500 }, calling)).rejects.toMatchObject({
    code: 'UNREACHABLE',
  })
  expect(unanswered).toBe(1)
})

test('leaving a station that never answers ends in time', async () => {
  const alice = await withLiar()
  liar.peer.answers.set('station-leave', never)
  const left = await alice.do.stations.leave({ station: 'liar', waitMs: 500 }, calling)
  expect([left, unanswered]).toMatchObject([{ name: 'liar' }, 1])
})

test('a home closes at once while a station answers nothing', async () => {
  const alice = await withLiar()
  for (const method of ['keep', 'kept', 'gate-put', 'gate-news']) liar.peer.answers.set(method, never)
  await alice.write({ name: 'bob' }, 'unsent', 'It stays here.')
  network.cut(alice.device, liar.peer.device.publicKey)
  await isLeftWaiting()
  await alice.stop()
  expect(errors).toEqual([])
})

test('a log without an end is heard in portions, and keeps no home from closing', async () => {
  const alice = await withLiar()
  const { device } = liar.peer
  const account = accountOf(device.publicKey, alice.home.parts.identity.person)
  let told: LogHead = emptyLog(account)
  let pages = 0
  liar.peer.answers.set('gate-put', (): Uint8Array => {
    liar.asked.push('gate-put')
    return new Uint8Array(0)
  })
  liar.peer.answers.set('gate-news', (request) => {
    pages++
    if (gateNewsRequestForm.decode(request).since !== told.n) throw new Error('not the next page')
    const entries: Uint8Array[] = []
    for (let i = 0; i < MAX_NEWS_ENTRIES; i++) {
      const facts = {
        n: told.n + 1,
        handle: randomBytes(32),
        key: null,
        decision: 'released',
        why: null,
      } as const
      entries.push(logEntryForm.encode({ ...facts, seq: 0, at: 1 }))
      told = extendLog(told, entries.at(-1)!)
    }
    const receipt = signReceipt({ account, answered: ANSWERED_HEAD, ...told }, device)
    return gateNewsForm.encode({ entries, receipt, isFenced: false, heads: [] })
  })
  await eventually(() => pages > 10, 'the liar talks')
  await alice.write({ name: 'bob' }, 'beside it', 'Its share leaves.')
  await eventually(() => liar.asked.includes('gate-put'), 'the liar gets a share')
  await alice.stop()
  expect(errors).toEqual([])
})

test('cores that nobody watches are not noted when a station says that they grew', async () => {
  const alice = await withLiar()
  const asked = new Set<string>()
  const genuine = liar.peer.answers.get('kept')!
  liar.peer.answers.set('kept', (request) => {
    for (const core of keptForm.decode(request).cores) asked.add(toHex(core))
    return genuine(request)
  })
  const made = new Set<string>()
  for (let i = 0; i < 40; i++) {
    const cores = Array.from({ length: 256 }, () => randomBytes(32))
    for (const core of cores) made.add(toHex(core))
    await liar.peer.ask(alice.device, 'station-grown', stationGrownForm.encode({ cores }))
  }
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect([...asked].filter((core) => made.has(core))).toHaveLength(0)
})

test('a reader does not wait for a station that does not say what it has', async () => {
  const [alice, bob] = [await person('alice'), await person('bob')]
  await pair(alice, bob)
  liar = await LyingStation.open(network)
  await alice.do.stations.add({ link: liar.link, waitMs: PATIENCE_MS }, calling)
  await knowsStations(bob, alice)
  const { person: author } = alice.home.parts.identity
  await alice.stop()
  liar.peer.answers.set('kept', never)
  // Bob reads the feeds of an absent author from their stations, so there is a wire to the liar.
  await isLeftWaiting()
  expect(await bob.home.stations.ofAuthors.isSpent(author, randomBytes(32))).toBe(false)
})
