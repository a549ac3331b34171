// When a station tells its heads: of an account whose log has grown, to the stations of that account.
// What changes nothing costs nothing, because strangers may send acts too.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { silentLog, toHex } from '../../../src/core/base/index.ts'
import {
  gateHeadRequestForm,
  gateReceiptForm,
  gateHeadAnswerForm,
} from '../../../src/core/station-records/index.ts'
import { HeadExchange } from '../../../src/core/station/head-exchange.ts'
import { PassedOn } from '../../../src/core/station/passed-on.ts'
import { actOf, customer, filled, gateOf, TestStation } from './test-station.ts'

const [aoi, ken] = [customer(11), customer(12)]
const [near, other] = [filled(50), filled(51)]

let station: TestStation
let heads: HeadExchange
/** Of each request for heads: the station, and the accounts in it. */
let told: { to: string; accounts: string[] }[]

beforeEach(async () => {
  vi.useFakeTimers()
  told = []
  station = new TestStation(1)
  station.monotonicMs = 60_000
  const clock = { now: () => station.now, monotonicMs: () => station.monotonicMs }
  for (const [one, keeper] of [
    [aoi, near],
    [ken, other],
  ] as const) {
    station.join(one)
    const set = { id: 1, need: 1, distrust: 0, devices: [station.pair.publicKey, keeper] }
    await station.gates.setKeepers(station.accountOf(one), one.person, set)
  }
  const peerOf = (device: Uint8Array) => ({
    device,
    request: (method: string, bytes: Uint8Array) => {
      if (method !== 'gate-head') return Promise.resolve(null)
      const accounts = gateHeadRequestForm
        .decode(bytes)
        .heads.map((one) => toHex(gateReceiptForm.decode(one).account))
      told.push({ to: toHex(device), accounts })
      return Promise.resolve(gateHeadAnswerForm.encode({ seen: [] }))
    },
  })
  const peers = {
    find: peerOf,
    waitFor: (device: Uint8Array) => Promise.resolve(peerOf(device)),
    events: { on: () => undefined },
  }
  const passedOn = new PassedOn(station.ledger, clock, () => station.limits, station.pair.publicKey)
  const badInput = { countRefused: () => undefined }
  heads = new HeadExchange({
    ...{ ledger: station.ledger, gates: station.gates, passedOn, peers, badInput, clock, log: silentLog },
  } as unknown as ConstructorParameters<typeof HeadExchange>[0])
  station.gates.drainChanged()
})

afterEach(async () => {
  await heads.close()
  vi.useRealTimers()
})

async function toldAfter(work: () => Promise<unknown>): Promise<typeof told> {
  await work()
  heads.checkSoon()
  await vi.advanceTimersByTimeAsync(1000)
  return told.splice(0)
}

const ofAoi = (): typeof told => [{ to: toHex(near), accounts: [toHex(station.accountOf(aoi))] }]

test('an act tells the head of its account to the stations of that account, and once', async () => {
  const { put } = gateOf(1)
  await station.gates.put(station.accountOf(aoi), [put])
  const burn = actOf(aoi, put.handle)
  expect(await toldAfter(() => station.gates.act([burn]))).toEqual(ofAoi())
  expect(await toldAfter(() => station.gates.act([burn]))).toEqual([])
})

test('no act, a forged one and one about nothing tell nobody', async () => {
  const nothing = actOf(aoi, filled(9), { kind: 'hold' })
  const forged = { ...actOf(aoi, filled(9)), signature: filled(1, 64) }
  for (const acts of [[], [null], [forged], [nothing]])
    expect(await toldAfter(() => station.gates.act(acts))).toEqual([])
})

test('a first opening tells the head, and a repeated one tells nobody', async () => {
  const { put, slot } = gateOf(1)
  await station.gates.put(station.accountOf(aoi), [put])
  expect(await toldAfter(() => station.ask(aoi, put.handle, slot))).toEqual(ofAoi())
  expect(await toldAfter(() => station.ask(aoi, put.handle, slot))).toEqual([])
})

test('another set of stations tells the head to them, and the same set tells nobody', async () => {
  const renew = (...devices: Uint8Array[]) =>
    station.gates.setKeepers(station.accountOf(aoi), aoi.person, { id: 2, need: 1, distrust: 0, devices })
  expect(await toldAfter(() => renew(station.pair.publicKey, near))).toEqual([])
  const to = await toldAfter(() => renew(station.pair.publicKey, near, filled(52)))
  expect(to.map((one) => one.to).sort()).toEqual([toHex(near), toHex(filled(52))])
})

test('all heads are told at the start', async () => {
  heads.start()
  await vi.advanceTimersByTimeAsync(10)
  expect(
    told
      .splice(0)
      .map(({ to }) => to)
      .sort(),
  ).toEqual([toHex(near), toHex(other)])
})
