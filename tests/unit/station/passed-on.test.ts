// What a station passes on to the other stations of its customers: each act and each removal once,
// and only what counts here.
import { beforeEach, expect, it } from 'vitest'
import {
  decodeGateActs,
  gateActAnswerForm,
  type ActAnswer,
  type Removal,
} from '../../../src/core/station-records/index.ts'
import type { Delivered } from '../../../src/core/station-records/act.ts'
import type { Peer } from '../../../src/core/network/index.ts'
import { stationSchema } from '../../../src/core/station/index.ts'
import { PassedOn } from '../../../src/core/station/passed-on.ts'
import { PlainLedger } from '../access/plain-ledger.ts'
import { actOf, AT, customer, filled } from './test-station.ts'

const [HERE, SECOND, THIRD, FORMER] = [1, 2, 3, 4].map((byte) => filled(byte)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
]
const ACCOUNT = filled(20)
const TOKEN = filled(30)
/** The name of the roster at each station. */
const rosterAt = (station: Uint8Array): Uint8Array => filled(100 + station[0]!)
const elsewhere = [SECOND, THIRD, FORMER].map((station) => ({ station, roster: rosterAt(station) }))
const removal: Removal = { roster: rosterAt(HERE), token: TOKEN, elsewhere }
const aoi = customer(11)

let ledger: PlainLedger
let gates: number
let passedOn: PassedOn

beforeEach(() => {
  ledger = new PlainLedger(':memory:', [stationSchema])
  gates = 100
  const clock = { now: () => AT, monotonicMs: () => 0 }
  passedOn = new PassedOn(ledger, clock, () => ({ gates, releasesPerDay: 1 }), HERE)
  ledger.run('INSERT INTO account_devices VALUES (?, ?, 1)', ACCOUNT, aoi.device.publicKey)
  ledger.run('INSERT INTO gate_accounts (account, head, acts_day) VALUES (?, ?, ?)', ACCOUNT, filled(0), 1e6)
  for (const station of [SECOND, THIRD, FORMER])
    ledger.run(
      'INSERT INTO gate_co_keepers (account, station, their_account, is_former) VALUES (?, ?, ?, ?)',
      ...[ACCOUNT, station, filled(station[0]! + 50), station === FORMER ? 1 : 0],
    )
})

/** Delivers to a station that gives this answer to each act. Null: it does not answer. */
async function deliver(
  to: Uint8Array,
  answer: ActAnswer | null = 'unknown',
): Promise<{ isDone: boolean; got: Delivered[] }> {
  const got: Delivered[] = []
  const request: Peer['request'] = (_method, bytes) => {
    const delivered = decodeGateActs(bytes)
    got.push(delivered)
    if (answer === null) return Promise.resolve(null)
    return Promise.resolve(
      gateActAnswerForm.encode({ answers: delivered.acts.map(() => ({ answer, receipt: null })) }),
    )
  }
  return { isDone: await passedOn.deliver({ device: to, request }), got }
}

const removals = async (to: Uint8Array): Promise<Removal[]> =>
  (await deliver(to)).got.flatMap((one) => one.removals)

it('passes a removal on once to each present station, with the names of the roster elsewhere', async () => {
  await passedOn.queueRemovals([{ removal, accounts: [ACCOUNT] }])
  await passedOn.queueRemovals([{ removal, accounts: [ACCOUNT] }])
  const [, third, former] = elsewhere
  const here = { station: HERE, roster: rosterAt(HERE) }
  expect(await removals(SECOND)).toEqual([
    { roster: rosterAt(SECOND), token: TOKEN, elsewhere: [here, third, former] },
  ])
  expect(await removals(FORMER)).toEqual([])
  await passedOn.queueRemovals([{ removal, accounts: [ACCOUNT] }])
  expect(await removals(SECOND)).toEqual([])
  expect(await removals(THIRD)).toHaveLength(1)
})

it('passes nothing on that counts for nobody here, and no second list with one token', async () => {
  await passedOn.queueRemovals([{ removal, accounts: [] }])
  expect(ledger.all('SELECT id FROM passed_on')).toEqual([])
  for (let byte = 150; byte < 250; byte++) {
    const other = { ...removal, elsewhere: [{ station: SECOND, roster: filled(byte) }] }
    await passedOn.queueRemovals([{ removal: other, accounts: [ACCOUNT] }])
  }
  expect(ledger.all('SELECT id FROM passed_on')).toHaveLength(1)
})

it('passes nothing on for an account that has ordered enough on this day', async () => {
  gates = 0
  await passedOn.queueRemovals([{ removal, accounts: [ACCOUNT] }])
  await passedOn.queueActs([actOf(aoi, filled(1))])
  expect(ledger.all('SELECT id FROM passed_on')).toEqual([])
})

it('keeps what a station did not take, and delivers acts and removals together', async () => {
  await passedOn.queueActs([actOf(aoi, filled(1))])
  await passedOn.queueRemovals([{ removal, accounts: [ACCOUNT] }])
  expect((await deliver(SECOND, null)).isDone).toBe(false)
  const starting = await deliver(SECOND, 'starting')
  expect(starting.isDone).toBe(false)
  expect(starting.got).toMatchObject([{ acts: [{ kind: 'burn' }], removals: [{ token: TOKEN }] }])
  // A station that is starting decides about no act, but it strikes.
  const later = await deliver(SECOND)
  expect(later).toMatchObject({ isDone: true, got: [{ acts: [{ kind: 'burn' }], removals: [] }] })
  expect((await deliver(SECOND)).got).toEqual([])
})

it('delivers as many as fit in a request at once', async () => {
  await passedOn.queueActs(Array.from({ length: 40 }, (_, n) => actOf(aoi, filled(n))))
  const { got } = await deliver(THIRD)
  expect(got.map(({ acts }) => acts.length)).toEqual([32, 8])
})
