// What a station does with messages for phones: each is posted once, to a home that is away, by a token
// that is valid then, and seldom.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLog } from '../../../src/core/base/index.ts'
import type { Peer } from '../../../src/core/network/index.ts'
import { wakeForm, wakePutForm } from '../../../src/core/station-records/index.ts'
import { stationSchema } from '../../../src/core/station/index.ts'
import type { WakePost } from '../../../src/core/station/wake-rows.ts'
import { Wakes } from '../../../src/core/station/wakes.ts'
import { eventually } from '../../support/person.ts'
import { PlainLedger } from '../access/plain-ledger.ts'
import { AT, DAY_MS, filled } from './test-station.ts'

const HOUR_MS = 3_600_000
const [ACCOUNT, HOME, LAPTOP] = [filled(1), filled(2), filled(3)]
/** Another home at the same station: what it gets comes after what was under way. */
const marker = { account: filled(10), device: filled(11) }
const [PHONE, OTHER_PHONE] = [filled(4, 16), filled(5, 16)]
const [CORE, OTHER_CORE] = [filled(6), filled(7)]
const ENDPOINT = 'https://fcm.googleapis.com/fcm/send/a'
const MARKER = 'https://fcm.googleapis.com/fcm/send/marker'
const owner = { account: ACCOUNT, device: HOME }
const message = (nth: number): Uint8Array => filled(nth, 1638)

const wake = (count = 3, endpoint = ENDPOINT, days = [1, 2]): Uint8Array =>
  wakeForm.encode({
    endpoint,
    tokens: days.map((day) => ({ until: AT + day * DAY_MS, authorization: `day ${day}` })),
    messages: Array.from({ length: count }, (_, nth) => message(nth)),
  })

let ledger: PlainLedger
let now: number
let posted: WakePost[]
let marked: number
let result: 'sent' | 'gone' | 'later'
let isHere: boolean
let customer: Uint8Array | null
let wakes: Wakes

/** As at each start of the station. */
function openWakes(): Wakes {
  return new Wakes({
    ledger: ledger as never,
    accounts: {
      findByDevice(device) {
        const account = device === marker.device ? marker.account : customer
        return account === null ? null : ({ account } as never)
      },
    },
    peers: { find: (device) => (isHere && device === HOME ? ({} as unknown as Peer) : null) },
    clock: { now: () => now, monotonicMs: () => now },
    log: silentLog,
    patienceMs: 0,
    post: async (post) => {
      if (post.endpoint === MARKER) return (marked++, { result: 'sent' })
      posted.push(post)
      return { result }
    },
  })
}

beforeEach(async () => {
  ledger = new PlainLedger(':memory:', [stationSchema])
  now = AT
  posted = []
  result = 'sent'
  isHere = false
  customer = ACCOUNT
  marked = 0
  wakes = openWakes()
  await wakes.put(marker, { names: [PHONE], put: { name: PHONE, wake: wake(30, MARKER, [30]) } })
})
afterEach(() => wakes.close())

/** A core grows. Then `count` messages are posted in all. */
async function grow(count: number, core = CORE): Promise<void> {
  const before = marked
  wakes.wakeLater(owner, [core])
  wakes.wakeLater(marker, [filled(100 + before)])
  await eventually(() => marked > before, 'the marker')
  expect(posted).toHaveLength(count)
}

const put = (name = PHONE, bytes = wake()) => wakes.put(owner, { names: [name], put: { name, wake: bytes } })

it('posts each message once, also after a start, with the token of that day', async () => {
  expect(await put()).toEqual([{ left: 3, until: AT + 2 * DAY_MS, isGone: false }])
  await grow(1)
  await wakes.close()
  wakes = openWakes()
  now += DAY_MS
  await grow(2)
  now += 2 * HOUR_MS
  await grow(3)
  await grow(3, OTHER_CORE)
  expect(posted.map(({ body, authorization }) => [body[0], authorization])).toEqual([
    [0, 'day 1'],
    [1, 'day 2'],
    [2, 'day 2'],
  ])
  expect(posted[0]!.endpoint).toBe(ENDPOINT)
  expect(await wakes.put(owner, { names: [PHONE], put: null })).toMatchObject([{ left: 0 }])
})

it('keeps the messages when no token is valid any longer', async () => {
  await put()
  now += 2 * DAY_MS
  await grow(0)
  expect(await wakes.put(owner, { names: [PHONE], put: null })).toMatchObject([{ left: 3 }])
})

it('one core wakes four times in an hour, until the home is here again', async () => {
  await put(PHONE, wake(12))
  for (const nth of [1, 2, 3, 4, 4]) await grow(nth)
  await grow(5, OTHER_CORE)
  now += HOUR_MS
  for (const nth of [6, 7, 8, 9, 9]) await grow(nth)
  await wakes.put(owner, { names: [PHONE], put: null })
  await grow(10)
})

it('a home that is here again wakes nobody', async () => {
  await put()
  isHere = true
  await grow(0)
  isHere = false
  await grow(1)
})

it('a browser that left its service gets nothing further, and the home learns of it', async () => {
  await put()
  result = 'gone'
  await grow(1)
  await grow(1, OTHER_CORE)
  expect(wakes.listDevices(ACCOUNT)).toEqual([])
  expect(await wakes.put(owner, { names: [PHONE], put: null })).toMatchObject([{ isGone: true }])
  expect(await wakes.put(owner, { names: [], put: null })).toEqual([])
  expect(await wakes.put(owner, { names: [PHONE], put: null })).toEqual([
    { left: 0, until: 0, isGone: false },
  ])
})

it('a phone that the home does not name is removed, and those of another device stay', async () => {
  await put(PHONE)
  const laptop = { account: ACCOUNT, device: LAPTOP }
  await wakes.put(laptop, { names: [PHONE], put: { name: PHONE, wake: wake() } })
  await put(OTHER_PHONE)
  expect(wakes.counts()).toEqual({ wakes: 3, posted: 0 })
  await wakes.put(owner, { names: [], put: null })
  expect(wakes.listDevices(ACCOUNT).map((device) => device[0])).toEqual([LAPTOP[0]])
})

it('a device that its person has ended wakes nobody', async () => {
  await put()
  customer = null
  await grow(0)
  expect(wakes.listDevices(ACCOUNT)).toEqual([])
})

it('refuses what it could not post, and messages of another length', async () => {
  await expect(
    wakes.put(owner, { names: [PHONE], put: { name: OTHER_PHONE, wake: wake() } }),
  ).rejects.toThrow()
  await expect(put(PHONE, filled(9, 50))).rejects.toThrow()
  const other = { endpoint: ENDPOINT, tokens: [], messages: [filled(1, 1637)] }
  expect(() => wakeForm.encode(other)).toThrow()
  expect(wakes.listDevices(ACCOUNT)).toEqual([])
  const largest = wakeForm.encode({
    endpoint: 'x'.repeat(1024),
    tokens: Array.from({ length: 16 }, () => ({ until: AT, authorization: 'x'.repeat(1024) })),
    messages: Array.from({ length: 30 }, (_, nth) => message(nth)),
  })
  const names = Array.from({ length: 8 }, (_, nth) => filled(nth, 16))
  const request = wakePutForm.encode({ names, put: { name: names[0]!, wake: largest } })
  expect(wakePutForm.decode(request).names).toHaveLength(8)
})
