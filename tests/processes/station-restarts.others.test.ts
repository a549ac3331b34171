// A reader waits for a letter while its author is off and stations are killed and started again at
// the worst moment. A station that has started without the others decides after a minute.
import { setTimeout as passMs } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventually } from '../support/command-line.ts'
import { Place, Runner, type Home } from './fumikura.ts'
import { arrival, outcomesOf, pair, send, statesOf } from '../support/people-commands.ts'

interface Ready {
  station: string
  link: string
}

let place: Place
let alice: Home
let bob: Home
const running = new Map<number, Runner<Ready>>()
const NUMBERS = [0, 1, 2]
/** Longer than a station waits for the others. */
const WAIT = ['--wait', '95']
const PATIENCE = { patienceMs: 110_000 }
const LONG = { timeout: 240_000 }

async function up(number: number): Promise<Ready> {
  const { dir } = place.home(`station-${number}`)
  const options = ['--home', dir, '--lan', 'off', '--bootstrap', place.bootstrap!]
  const runner = await Runner.start<Ready>(['station', 'up', '--name', `S${number}`, ...options])
  running.set(number, runner)
  return runner.ready
}

async function kill(...numbers: number[]): Promise<void> {
  await Promise.all(numbers.map(async (number) => running.get(number)?.end('SIGKILL')))
  for (const number of numbers) running.delete(number)
}

beforeAll(async () => {
  place = await Place.make({ hasDht: true })
  const people = Promise.all([place.person('alice'), place.person('bob')])
  const readies = await Promise.all(NUMBERS.map(up))
  ;[alice, bob] = await people
  await pair(alice, bob)
  for (const { link } of readies) await alice.get(['stations', 'add', link])
})

/** Everybody is on again. */
beforeEach(async () => {
  await Promise.all(NUMBERS.filter((number) => !running.has(number)).map(up))
  if (!alice.isUp) await alice.up()
})

afterAll(async () => {
  await kill(...NUMBERS)
  await place.remove()
})

/** Sends a letter, and waits until three stations have it and bob knows of it. */
async function sendToAll(text: string): Promise<string> {
  const ref = await send(alice, ['--to', 'bob', '--subject', text, '--text', text])
  await isAtAll(ref)
  await arrival(ref, bob)
  return ref
}

async function isAtAll(ref: string): Promise<void> {
  const ask = (): Promise<{ stations: { handedOver: number } }> => alice.get(['status', ref])
  await eventually('three stations have it', ask, ({ stations }) => stations.handedOver === 3)
}

const read = (ref: string): Promise<{ text: string }> => bob.get(['read', ref, ...WAIT], PATIENCE)

test(
  'one station is dead, and one was killed and started again: the letter opens within its minute',
  LONG,
  async () => {
    const ref = await sendToAll('one and one')
    await alice.down('SIGKILL')
    await kill(1, 2)
    await up(1)
    expect(await read(ref)).toMatchObject({ text: 'one and one' })
  },
)

test('two stations are killed while they are asked, and started again: the letter opens', LONG, async () => {
  const ref = await sendToAll('both')
  await alice.down('SIGKILL')
  await kill(2)
  const reading = read(ref)
  await kill(0, 1)
  await passMs(2_000)
  await Promise.all([up(0), up(1)])
  expect(await reading).toMatchObject({ text: 'both' })
})

test('all stations are dead, and then the author comes back: the letter opens at once', LONG, async () => {
  const ref = await sendToAll('the author')
  await alice.down('SIGKILL')
  const reading = read(ref)
  await kill(...NUMBERS)
  await passMs(3_000)
  await alice.up()
  expect(await reading).toMatchObject({ text: 'the author' })
})

test('an author who is killed and comes back while the reader waits is asked again', LONG, async () => {
  await kill(...NUMBERS)
  const ref = await send(alice, ['--to', 'bob', '--subject', 'again', '--text', 'again'])
  await arrival(ref, bob)
  await alice.down('SIGKILL')
  const reading = read(ref)
  await passMs(2_000)
  await alice.up()
  await alice.down('SIGKILL')
  await passMs(2_000)
  await alice.up()
  expect(await reading).toMatchObject({ text: 'again' })
  expect(await statesOf(alice, ref)).toEqual({ bob: 'referenced' })
})

test(
  'stations that are killed while they take their shares have them after a restart, and a recall holds',
  LONG,
  async () => {
    const refs = [await sendOne('taken'), await sendOne('recalled')]
    await kill(0, 1)
    await Promise.all([up(0), up(1)])
    for (const ref of refs) await isAtAll(ref)
    const recalling = outcomesOf(alice, 'recall', refs[1]!, ['--wait', '90'])
    await kill(1)
    await up(1)
    expect(await recalling).toEqual({ bob: 'recalled' })
    for (const ref of refs) await arrival(ref, bob)
    await alice.down('SIGKILL')
    await kill(2)
    expect(await read(refs[0]!)).toMatchObject({ text: 'taken' })
    expect(await bob.refusal(['read', refs[1]!, '--wait', '20'])).toBe('RECALLED')
  },
)

function sendOne(text: string): Promise<string> {
  return send(alice, ['--to', 'bob', '--subject', text, '--text', text])
}
