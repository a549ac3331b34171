// A phone that writes and reads a thousand letters through a station: nothing of them is in what
// passes there, in its memory or on its disk.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClient, PLAIN_POLICY, type Api } from '../../src/core/contract/index.ts'
import { acceptFar, dialFar } from '../../src/core/contract/tunnel-handshake.ts'
import { serveContract } from '../../src/core/contract/server.ts'
import { openEngine, type Engine } from '../../src/core/engine.ts'
import { findInFolder, findInMemory } from '../support/find-secrets.ts'
import { drawFarKeys, HELLO, KNOWN } from '../support/memory-links.ts'
import { calling } from '../support/person.ts'
import { dialFront, linkOf, type PhoneSocket } from '../support/phone-socket.ts'
import { Place, Runner } from './fumikura.ts'

const ACTS = 1_000
/** Her own name is on the card that she has shown to the station. */
const [NAME, SUBJECT, BODY] = ['Wolkenfrau', 'Fernwehsubjekt', 'Herbstlaubtext']
const STATION_NAME = 'Hafenspeicher'
const ROUTE = Buffer.alloc(16, 5)
const clock = { monotonicMs: () => performance.now() }
const log = { warn: () => undefined, error: () => undefined }

let place: Place
let station: Runner<{ station: string; link: string; phones: string; pid: number }>
let engine: Engine

beforeAll(async () => {
  place = await Place.make({ hasDht: true })
  const options = ['--home', join(place.dir, 'station'), '--lan', 'off', '--bootstrap', place.bootstrap!]
  station = await Runner.start(['station', 'up', '--name', STATION_NAME, '--web', '127.0.0.1:0', ...options])
  const [host, port] = place.bootstrap!.split(':') as [string, string]
  engine = await openEngine({
    ...{ home: join(place.dir, 'home'), bootstrap: [{ host, port: Number(port) }], lan: 'off' },
  })
  await engine.handlers.home.create({ name: 'alice' }, calling)
  await engine.handlers.stations.add({ link: station.ready.link, waitMs: 30_000 }, calling)
})

afterAll(async () => {
  await engine.close()
  await station.end('SIGKILL')
  await place.remove()
})

const keys = await drawFarKeys()

/** A far door without rights: whoever has the key gets the contract. */
function openDoor(): void {
  engine.far.onLink((link, route) => {
    void acceptFar(link, { key: keys.home, route, clock, decide: () => KNOWN }).then((accepted) => {
      if (accepted !== null) serveContract(accepted.tunnel.channel, engine.handlers, log)
    })
  })
  engine.far.setRoutes([ROUTE], station.ready.station)
}

async function untilOpen(): Promise<PhoneSocket> {
  for (;;) {
    const phone = await dialFront(station.ready.phones, ROUTE)
    if (typeof phone !== 'number') return phone
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

async function openPhone(onBytes: (bytes: Uint8Array) => void): Promise<Api> {
  const link = linkOf(await untilOpen(), onBytes)
  const { homeKey, ...ours } = { homeKey: keys.home.publicKey, key: keys.phone, route: ROUTE, clock }
  const { tunnel } = await dialFar(link, { ...ours, homeKey, hello: HELLO })
  return createClient(tunnel.channel).api
}

/** As bytes of JSON and as a string in the memory of Node. */
const secrets = [NAME, SUBJECT, BODY].flatMap((text) => [Buffer.from(text), Buffer.from(text, 'utf16le')])

test('a thousand acts of a phone leave nothing readable at the station', async () => {
  openDoor()
  const passed: Uint8Array[] = []
  const api = await openPhone((bytes) => passed.push(bytes))
  await api.groups.create({ name: NAME })
  expect(await api.groups.list()).toMatchObject([{ name: NAME }])
  for (let act = 0; act < ACTS / 2; act++) {
    const words = { subject: `${SUBJECT} ${act}`, text: `${BODY} ${act}` }
    const { ref } = await api.letters.send({ to: ['self'], ...words, policy: PLAIN_POLICY })
    expect(await api.letters.read({ ref, waitMs: 5_000 })).toMatchObject(words)
  }
  const traffic = Buffer.concat(passed)
  expect(traffic.byteLength).toBeGreaterThan(ACTS * 100)
  expect(secrets.filter((secret) => traffic.includes(secret))).toEqual([])
  const known = Buffer.from(STATION_NAME)
  expect(await findInMemory(station.ready.pid, [known, ...secrets])).toEqual(new Set([known]))
  expect(await findInFolder(join(place.dir, 'station'), secrets)).toEqual(new Set())
}, 300_000)
