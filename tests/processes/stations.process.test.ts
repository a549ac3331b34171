// A person with a station on the command line: join, hand over, be off, leave.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/command-line.ts'
import { Place, Runner, type Home } from './fumikura.ts'
import { arrival, ID, pair, send, text } from '../support/people-commands.ts'

interface Row {
  station: string
  name: string
  online: boolean
  bytes: number
  limit: number
  handedOver: number
  waiting: number
  fenced: boolean
}

let place: Place
let alice: Home
let bob: Home
let running: Runner<{ station: string; link: string }>

beforeAll(async () => {
  place = await Place.make({ hasDht: true })
  const { dir } = place.home('station')
  const options = ['--home', dir, '--lan', 'off', '--bootstrap', place.bootstrap!]
  ;[alice, bob, running] = await Promise.all([
    place.person('alice'),
    place.person('bob'),
    Runner.start<{ station: string; link: string }>(['station', 'up', '--name', 'Harbour', ...options]),
  ])
  await pair(alice, bob)
})

afterAll(async () => {
  await running.end('SIGKILL')
  await place.remove()
})

const rows = (): Promise<Row[]> => alice.get<Row[]>(['stations'])

test('a person joins a station, and its rule is shown', async () => {
  expect(await rows()).toEqual([])
  expect(await alice.refusal(['stations', 'rule'])).toBe('INVALID')
  expect(await alice.refusal(['stations', 'add', 'fumikura://station/none'])).toBe('INVALID')
  const { station, link } = running.ready
  expect(await alice.get(['stations', 'add', link, '--name', 'attic'])).toEqual({ station, name: 'attic' })
  expect(await alice.get(['stations', 'rule'])).toEqual({
    n: 1,
    need: 1,
    distrust: 0,
    certainAt: 1,
    untilDays: 90,
  })
  expect(await alice.refusal(['stations', 'rule', '--need', '2'])).toBe('INVALID')
  expect(await alice.refusal(['stations', 'rule', '--until', '100'])).toBe('INVALID')
  expect(await alice.get(['stations', 'rule', '--until', '365'])).toMatchObject({ n: 1, untilDays: 365 })
  const [row] = await eventually('it is online', rows, ([one]) => one?.online === true)
  expect(row).toEqual({
    ...{ station: text(ID), name: 'attic', online: true, bytes: expect.any(Number) as number },
    ...{ number: text(/^\d{4} \d{4} \d{4}$/), heardAt: text(/^20/) },
    ...{ egress: 0, egressLimit: 50_000_000_000, isCustomer: true, phones: null },
    ...{ limit: 10_000_000_000, handedOver: 0, waiting: 0, recalls: 0, full: false, fenced: false },
  })
})

test('an open letter is handed over, and opens while its author is killed', async () => {
  const words = ['--to', 'bob', '--subject', 'Night', '--text', 'Read it at night.', '--open']
  await bob.down('SIGTERM')
  const ref = await send(alice, words)
  await eventually('it is handed over', rows, ([one]) => one?.handedOver === 1 && one.waiting === 0)
  expect(await alice.get(['status', ref])).toMatchObject({ stations: { of: 1, handedOver: 1 } })
  await alice.down('SIGKILL')
  await bob.up()
  await arrival(ref, bob)
  expect(await bob.get(['read', ref])).toMatchObject({ text: 'Read it at night.' })
  await alice.up()
})

test('a person leaves a station, and it has no customer', async () => {
  const { station } = running.ready
  expect(await alice.refusal(['stations', 'leave', 'nowhere'])).toBe('NOT_FOUND')
  expect(await alice.get(['stations', 'leave', station.slice(0, 8)])).toEqual({
    ...{ station, name: 'attic', told: true },
  })
  expect(await rows()).toEqual([])
  expect(await place.home('station').get(['station', 'customers'])).toEqual([])
})
