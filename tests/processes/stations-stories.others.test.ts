// Three stations on the command line, and an author who is killed: letters and files open, a recall
// holds, a station that was put back is found, and a notice goes by one station.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
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
const running: Runner<Ready>[] = []
const WORDS = ['--to', 'bob', '--subject', 'Kingfisher']

async function upStation(number: number): Promise<Ready> {
  const { dir } = stationHome(number)
  const options = ['--home', dir, '--lan', 'off', '--bootstrap', place.bootstrap!]
  running[number] = await Runner.start<Ready>(['station', 'up', '--name', `S${number}`, ...options])
  return running[number].ready
}

const stationHome = (number: number): Home => place.home(`station-${number}`)
const NUMBERS = [0, 1, 2]

beforeAll(async () => {
  place = await Place.make({ hasDht: true })
  const people = Promise.all([place.person('alice'), place.person('bob')])
  const readies = await Promise.all(NUMBERS.map(upStation))
  ;[alice, bob] = await people
  await pair(alice, bob)
  for (const { link } of readies) await alice.get(['stations', 'add', link])
})

afterAll(async () => {
  await Promise.all(running.map((one) => one.end('SIGKILL')))
  await place.remove()
})

interface Status {
  stations: { of: number; handedOver: number }
}

/** Sends a letter, and waits until three stations have it. */
async function sendToAll(words: string[]): Promise<string> {
  const ref = await send(alice, [...WORDS, ...words])
  const ask = (): Promise<Status> => alice.get<Status>(['status', ref])
  await eventually('three stations have it', ask, ({ stations }) => stations.handedOver === 3)
  return ref
}

test('letters and files that were sent while the reader was off open while their author is killed', async () => {
  await bob.down()
  const file = join(place.dir, 'nest.bin')
  await writeFile(file, Buffer.alloc(300_000, 'nest'))
  const sealed = await sendToAll(['--text', 'Three eggs.', '--attach', file])
  const open = await sendToAll(['--text', 'One more.', '--attach', file, '--open'])
  await alice.down('SIGKILL')
  await bob.up()
  for (const [ref, text] of [
    [sealed, 'Three eggs.'],
    [open, 'One more.'],
  ] as const) {
    await arrival(ref, bob)
    expect(await bob.get(['read', ref])).toMatchObject({ text })
    await mkdir(join(place.dir, text))
    await bob.get(['save', ref, '--to', join(place.dir, text)])
    expect(await readFile(join(place.dir, text, 'nest.bin'))).toEqual(await readFile(file))
  }
  await alice.up()
  await eventually(
    'the author learns it',
    () => statesOf(alice, sealed),
    ({ bob }) => bob === 'referenced',
  )
})

test('a letter opens after its author was killed', async () => {
  const ref = await sendToAll(['--text', 'Quick.'])
  await arrival(ref, bob)
  await alice.down('SIGKILL')
  expect(await bob.get(['read', ref])).toMatchObject({ text: 'Quick.' })
  await alice.up()
})

test('a recall is certain only when the station that was away confirms it, and the words are a draft once', async () => {
  const ref = await sendToAll(['--text', 'A secret.'])
  await arrival(ref, bob)
  await running[2]!.end('SIGKILL')
  expect(await outcomesOf(alice, 'recall', ref)).toEqual({ bob: 'recalling' })
  expect(await statesOf(alice, ref)).toEqual({ bob: 'recalling' })
  await upStation(2)
  await eventually(
    'it is certain',
    () => statesOf(alice, ref),
    (states) => states.bob === 'recalled',
  )
  await alice.down('SIGKILL')
  expect(await bob.refusal(['read', ref])).toBe('RECALLED')
  const drafts = await alice.get<{ text: string }[]>(['drafts'])
  expect(drafts.filter(({ text }) => text === 'A secret.')).toHaveLength(1)
  await alice.up()
})

test('a station that was put back to a copy of its home gives no recalled letter, and is fenced', async () => {
  await bob.down()
  const ref = await sendToAll(['--text', 'Another secret.'])
  const { dir } = stationHome(1)
  await running[1]!.end()
  await cp(dir, `${dir}-copy`, { recursive: true, filter: (path) => !path.endsWith('/socket') })
  await upStation(1)
  expect(await outcomesOf(alice, 'recall', ref, ['--wait', '60'])).toEqual({ bob: 'recalled' })
  // The other stations may not have heard of the decision yet. The author has the receipt.
  await running[1]!.end('SIGKILL')
  await alice.down('SIGKILL')
  await rm(dir, { recursive: true })
  await cp(`${dir}-copy`, dir, { recursive: true })
  await upStation(1)
  await bob.up()
  await arrival(ref, bob)
  expect(await bob.refusal(['read', ref])).toBe('RECALLED')
  await alice.up()
  const stations = (): Promise<{ name: string; fenced: boolean }[]> => alice.get(['stations'])
  const isFenced = ({ name, fenced }: { name: string; fenced: boolean }): boolean =>
    fenced === (name === 'S1')
  await eventually('it is fenced', stations, (list) => list.every(isFenced))
  const examine = (): Promise<{ fenced: number; healthy: boolean }> =>
    stationHome(1).get(['station', 'doctor'])
  const { healthy } = await eventually('it knows it', examine, ({ fenced }) => fenced === 1)
  expect(healthy).toBe(false)
  const rule = (): Promise<{ n: number }> => alice.get(['stations', 'rule'])
  await eventually('it decides about no new letter', rule, ({ n }) => n === 2)
})

test('without enough stations the reader learns how many answered', async () => {
  const ref = await sendToAll(['--text', 'Too late.'])
  await arrival(ref, bob)
  await Promise.all([1, 2].map((number) => running[number]!.end('SIGKILL')))
  await alice.down('SIGKILL')
  // The station that was put back has no share of a new letter.
  const { code, details } = await bob.refused(['read', ref, '--wait', '2'])
  expect([code, details]).toEqual([
    'KEEPERS_AWAY',
    expect.objectContaining({ answered: 1, needed: 2, of: 2 }),
  ])
})
