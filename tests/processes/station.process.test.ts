// A station on the command line: it runs, invites, refuses the homes of persons, and gets a new key.
import { cp, rm } from 'node:fs/promises'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMetrics } from '../support/metrics.ts'
import { eventually } from '../support/command-line.ts'
import { Place, Runner, type Home } from './fumikura.ts'

interface StationReady {
  station: string
  number: string
  link: string
  pid: number
}

let place: Place
let home: Home
let running: Runner<StationReady>

async function up(dir: string, words: string[] = []): Promise<Runner<StationReady>> {
  const options = ['--home', dir, '--lan', 'off', '--bootstrap', place.bootstrap!]
  return Runner.start<StationReady>(['station', 'up', ...words, ...options])
}

beforeAll(async () => {
  place = await Place.make({ hasDht: true })
  home = place.home('station')
  running = await up(home.dir, ['--name', 'Harbour'])
})

afterAll(async () => {
  await running.end('SIGKILL')
  await place.remove()
})

test('a running station tells its key, a link and its process', () => {
  expect(running.ready).toMatchObject({
    station: expect.stringMatching(/^[a-z0-9]{52}$/) as string,
    number: expect.stringMatching(/^\d{4} \d{4} \d{4}$/) as string,
    link: expect.stringMatching(/^fumikura:\/\/station\/[a-z0-9]+$/) as string,
    pid: expect.any(Number) as number,
  })
})

test('it invites, lists its customers and is healthy', async () => {
  const first = await home.get<{ link: string; expiresAt: string }>(['station', 'invite'])
  expect(first).toMatchObject({ number: running.ready.number })
  const second = await home.get<{ link: string }>(['station', 'invite', '--bytes', '1000000'])
  expect(second.link).not.toBe(first.link)
  const days = (Date.parse(first.expiresAt) - Date.now()) / 86_400_000
  expect(days).toBeGreaterThan(6.9)
  expect(await home.get(['station', 'customers'])).toEqual([])
  expect(await home.get(['station', 'doctor'])).toMatchObject({
    healthy: true,
    name: 'Harbour',
    customers: 0,
  })
})

test('commands of a person refuse the home of a station, running or not', async () => {
  const commands = [['inbox'], ['new', '--name', 'Alice'], ['up', '--no-open']]
  for (const words of commands) expect([words, await home.refusal(words)]).toEqual([words, 'INVALID'])
  const stopped = place.home('stopped')
  await (await up(stopped.dir)).end()
  for (const words of commands) expect([words, await stopped.refusal(words)]).toEqual([words, 'INVALID'])
})

test('commands of a station refuse the home of a person, running or not', async () => {
  const alice = place.home('alice')
  await alice.get(['new', '--name', 'Alice'])
  const commands = ['up', 'invite', 'recover'].map((word) => ['station', word])
  for (const words of commands) expect([words, await alice.refusal(words)]).toEqual([words, 'INVALID'])
  await alice.up()
  for (const words of commands) expect([words, await alice.refusal(words)]).toEqual([words, 'INVALID'])
})

test('without a running station the commands say so', async () => {
  const empty = place.home('empty')
  expect(await empty.refusal(['station', 'invite'])).toBe('UNREACHABLE')
  expect(await empty.refusal(['station', 'recover'])).toBe('NOT_FOUND')
})

test('a second process does not run the same station, nor recover it', async () => {
  expect(await home.refusal(['station', 'up'])).toBe('HOME_LOCKED')
  expect(await home.refusal(['station', 'recover'])).toBe('HOME_LOCKED')
})

test('a port that is taken is refused', async () => {
  const socket = createSocket('udp4').bind(0)
  await once(socket, 'listening')
  expect(await place.home('other').refusal(['station', 'up', '--port', String(socket.address().port)])).toBe(
    'INVALID',
  )
  socket.close()
})

test('a killed station, and a copy of its home, run again under the same key; a recovered one does not', async () => {
  const dir = place.home('copied').dir
  const before = await up(dir)
  await before.end('SIGKILL')
  const filter = (path: string): boolean => !path.endsWith('/socket')
  await cp(dir, `${dir}-copy`, { recursive: true, filter })
  await rm(dir, { recursive: true })
  await cp(`${dir}-copy`, dir, { recursive: true })
  const again = await up(dir)
  expect(again.ready.station).toBe(before.ready.station)
  expect(await again.end()).toBe(0)
  const recovered = await place.home('copied').get<{ station: string }>(['station', 'recover'])
  expect(recovered.station).not.toBe(before.ready.station)
  const last = await up(dir)
  expect(last.ready.station).toBe(recovered.station)
  expect(await last.end()).toBe(0)
})

test('it serves phones at a front, and says what is wrong with its options', async () => {
  const { dir } = place.home('fronted')
  const refusal = (words: string[]): Promise<string> =>
    place.home('fronted').refusal(['station', 'up', ...words, '--lan', 'off'])
  expect(await refusal(['--web', '0.0.0.0:0', '--phones', 'https://nas.example'])).toBe('INVALID')
  const pair = ['--cert', '/dev/null', '--key', '/dev/null']
  expect(await refusal(['--web', '127.0.0.1:0', ...pair])).toBe('INVALID')
  const fronted = await up(dir, [
    '--web',
    'localhost:0',
    '--guests',
    'https://letters.example',
    '--metrics',
    '0',
  ])
  const ready = fronted.ready as StationReady & Record<'web' | 'phones' | 'guests' | 'metrics', string>
  expect(ready.web).toMatch(/^http:\/\/localhost:\d+$/)
  expect([ready.phones, ready.guests]).toEqual([ready.web, 'https://letters.example'])
  expect((await fetch(ready.phones)).headers.get('content-security-policy')).toContain('connect-src')
  const station = place.home('fronted')
  expect(await station.get(['station', 'phones'])).toEqual({
    ...{ routes: 0, links: 0, bytesToday: 0, wakes: 0, posted: 0 },
  })
  expect(await station.get(['station', 'doctor'])).toMatchObject({
    web: { web: ready.web, phones: ready.web, certificateDays: null, reach: 'reached' },
  })
  expect(readMetrics(await (await fetch(ready.metrics)).text()).has('fumikura_station_phone_links')).toBe(
    true,
  )
  expect(await fronted.end()).toBe(0)
  await expect(fetch(ready.phones)).rejects.toThrow()
})

test('it serves metrics on loopback at a given port', async () => {
  const measured = await up(place.home('measured').dir, ['--metrics', '0'])
  const { metrics } = measured.ready as StationReady & { metrics: string }
  const readOnline = async (): Promise<number | undefined> =>
    readMetrics(await (await fetch(metrics)).text())
      .get('fumikura_station_online')!
      .samples.get('')
  await eventually('it is online', readOnline, (online) => online === 1)
  await measured.end()
  await expect(fetch(metrics)).rejects.toThrow()
})
