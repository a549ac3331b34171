// What a home leaves at its station for its phones: only what is missing, used or nearly too old, at one
// station, and nothing while no program serves phones.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Emitter, silentLog, toHex } from '../../../src/core/base/index.ts'
import { PACE } from '../../../src/core/keepers/index.ts'
import { WakesAtStations } from '../../../src/core/keepers/wakes-at-stations.ts'
import type { Peer } from '../../../src/core/network/index.ts'
import type { PushReport } from '../../../src/core/phones/phones.ts'
import { wakeForm, wakePutForm, wakesKeptForm } from '../../../src/core/station-records/index.ts'
import { eventually } from '../../support/person.ts'

const AT = 1_764_000_000_000
const DAY_MS = 24 * 3_600_000
const filled = (byte: number, length = 32): Uint8Array => Buffer.alloc(length, byte)
const [HARBOUR, QUAY] = [filled(1), filled(2)]
const [KIMS, OLD] = [filled(3, 16), filled(4, 16)]
const FULL = { left: 30, until: AT + 14 * DAY_MS, isGone: false }

const planOf = (name: Uint8Array) => ({
  ...{ name, endpoint: `https://push.example/${toHex(name)}` },
  make: () => ({
    endpoint: `https://push.example/${toHex(name)}`,
    tokens: [{ until: AT + DAY_MS, authorization: 'vapid' }],
    messages: [filled(5, 1638)],
  }),
})

interface Asked {
  station: Uint8Array
  names: string[]
  put: string | null
}

let asked: Asked[]
let kept: (typeof FULL)[]
let gone: PushReport[]
let isServed: boolean
let looks: number
let planned: Uint8Array[]
const phoneEvents = new Emitter<{ changed: null; door: null }>()
const stationEvents = new Emitter<{ met: Peer; changed: null }>()
let door: { isOn: boolean; station: Uint8Array | null }
let wakes: WakesAtStations

const peerOf = (station: Uint8Array): Peer =>
  ({
    device: station,
    async request(_: string, bytes: Uint8Array) {
      const { names, put } = wakePutForm.decode(bytes)
      if (put !== null) wakeForm.decode(put.wake)
      asked.push({ station, names: names.map(toHex), put: put && toHex(put.name) })
      return wakesKeptForm.encode({ wakes: names.map((_name, at) => kept[at]!) })
    },
  }) as unknown as Peer
const peers = [peerOf(HARBOUR), peerOf(QUAY)]

beforeEach(() => {
  asked = []
  gone = []
  kept = [FULL]
  planned = [KIMS]
  isServed = true
  looks = 0
  door = { isOn: true, station: HARBOUR }
  wakes = new WakesAtStations(
    {
      phones: {
        events: phoneEvents,
        get door() {
          return door
        },
        get wakes() {
          looks++
          return isServed ? { plan: async () => planned.map(planOf) } : null
        },
        recordPush: async (report: PushReport) => void gone.push(report),
      },
      clock: { now: () => AT, monotonicMs: () => performance.now() },
      log: silentLog,
      pace: { ...PACE, settleMs: 0 },
    },
    {
      events: stationEvents,
      list: () => peers.map(({ device }) => ({ device })),
      findPeer: (device: Uint8Array) => peers.find((peer) => peer.device === device) ?? null,
    } as never,
  )
})
afterEach(() => wakes.close())

/** Both stations are met. Resolves when both have been asked. */
async function meet(): Promise<void> {
  for (const peer of peers) stationEvents.emit('met', peer)
  await eventually(() => new Set(asked.map(({ station }) => station)).size === 2, 'both are asked')
  // What the meeting began has ended then.
  await wakes.close()
}

const at = (station: Uint8Array): Omit<Asked, 'station'>[] =>
  asked.filter((one) => one.station === station).map(({ names, put }) => ({ names, put }))

it.each([
  ['unknown', true, { left: 0, until: 0, isGone: false }],
  ['used once', true, { ...FULL, left: 29 }],
  ['there with tokens for nine days', true, { ...FULL, until: AT + 9 * DAY_MS }],
  ['complete', false, FULL],
])('a phone that is %s is put again: %s', async (_, isPut, one) => {
  kept = [one]
  await meet()
  const names = [toHex(KIMS)]
  const word = { names, put: null }
  expect(at(HARBOUR)).toEqual(isPut ? [word, { names, put: toHex(KIMS) }] : [word])
})

it('tells the other station that the home left nothing there', async () => {
  await meet()
  expect(at(QUAY)).toEqual([{ names: [], put: null }])
})

it.each([
  ['the station of the door', { isOn: true, station: QUAY }, 1],
  ['the first one, if home serves the page itself', { isOn: true, station: null }, 0],
  ['none, while the door is off', { isOn: false, station: HARBOUR }, -1],
])('the phones are named at %s', async (_, chosen, nth) => {
  door = chosen
  await meet()
  const named = [HARBOUR, QUAY].map((station) => at(station)[0]!.names.length)
  expect(named.indexOf(1)).toBe(nth)
})

it('the push service said that a browser has left it: home learns that, and puts nothing', async () => {
  kept = [{ ...FULL, left: 0, isGone: true }]
  await meet()
  expect(at(HARBOUR)).toHaveLength(1)
  expect(gone).toEqual([{ endpoint: planOf(KIMS).endpoint, result: 'gone', status: 410 }])
})

it('changed phones are named anew; a change of anything else asks nothing', async () => {
  stationEvents.emit('met', peers[0]!)
  await eventually(() => asked.length === 1, 'it is asked')
  phoneEvents.emit('changed', null)
  await eventually(() => at(QUAY).length === 1, 'the other one is asked')
  planned = [KIMS, OLD]
  kept = [FULL, FULL]
  phoneEvents.emit('changed', null)
  await eventually(() => at(HARBOUR).length === 2, 'it is asked again')
  expect(at(HARBOUR).map(({ names }) => names.length)).toEqual([1, 2])
})

it('a program that serves no phones takes nothing away', async () => {
  isServed = false
  stationEvents.emit('met', peers[0]!)
  await eventually(() => looks > 0, 'the program is asked')
  isServed = true
  stationEvents.emit('met', peers[1]!)
  await eventually(() => at(QUAY).length === 1, 'the other one is asked')
  expect(at(HARBOUR)).toEqual([])
})
