// A phone reaches its home through a station: routes that the customer's device has opened, and
// nobody else's.
import { expect, test } from 'vitest'
import type { MessageLink } from '../../../src/core/contract/message-link.ts'
import type { FarLink } from '../../../src/core/network/index.ts'
import { createSigningKeyPair, randomBytes } from '../../../src/core/seal/index.ts'
import { farOpenForm } from '../../../src/core/station-records/index.ts'
import { join, useCustomers } from '../../support/customers.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { RawPeer } from '../../support/raw-peer.ts'
import type { TestStation } from '../../support/station.ts'

const FROM = '203.0.113.0/24'
const DAY_BYTES = 10_000

const { network, person, station } = useCustomers()

/** Answers each message with itself, as a far door that echoes. */
function echo(link: MessageLink): void {
  link.onMessage((message) => link.send(message))
}

async function openRoute({ far }: Person, of: TestStation, joined: string, route: Uint8Array): Promise<void> {
  far.onLink(echo)
  far.setRoutes([route], joined)
  await eventually(() => of.do.far.has(route), 'the route is open')
}

async function asks(link: FarLink, text: string): Promise<string> {
  const heard: string[] = []
  link.onMessage((message) => heard.push(Buffer.from(message).toString()))
  link.send(Buffer.from(text))
  await eventually(() => heard.length > 0, 'the home answers')
  return heard[0]!
}

test('a phone comes by the route that its home has opened, also after the wire and the home were away', async () => {
  const [alice, harbour] = [await person('alice'), await station('harbour')]
  const { station: id } = await join(alice, harbour)
  const route = randomBytes(16)
  expect(harbour.do.far.dial(route, FROM)).toBe('absent')
  await openRoute(alice, harbour, id, route)
  const link = harbour.do.far.dial(route, FROM) as FarLink
  expect(await asks(link, 'はい')).toBe('はい')
  expect(harbour.do.far.counts()).toEqual({ routes: 1, links: 1, bytesToday: 12 })
  expect(harbour.do.customers()[0]!.egress).toBe(12)

  let reason: string | null = null
  link.onClose((why) => (reason = why))
  network.cut(alice.device, harbour.device)
  await eventually(() => reason !== null, 'the link ends with the wire')
  await eventually(() => harbour.do.far.has(route), 'the route is open again')
  expect(await asks(harbour.do.far.dial(route, FROM) as FarLink, 'again')).toBe('again')

  await alice.stop()
  await eventually(() => !harbour.do.far.has(route), 'routes end with the home')
  expect(harbour.do.far.dial(route, FROM)).toBe('absent')
})

test('other routes replace the former ones, and without a station none is open', async () => {
  const [alice, harbour, quay] = [await person('alice'), await station('harbour'), await station('quay')]
  const [first, second] = [await join(alice, harbour), await join(alice, quay)]
  const [old, renewed] = [randomBytes(16), randomBytes(16)]
  await openRoute(alice, harbour, first.station, old)
  alice.far.setRoutes([renewed], first.station)
  await eventually(() => harbour.do.far.has(renewed) && !harbour.do.far.has(old))
  alice.far.setRoutes([renewed], second.station)
  await eventually(() => quay.do.far.has(renewed) && !harbour.do.far.has(renewed))
  alice.far.setRoutes([])
  await eventually(() => !quay.do.far.has(renewed))
})

test('only devices of customers open routes, and none takes the route of another', async () => {
  const [alice, bob, harbour] = [await person('alice'), await person('bob'), await station('harbour')]
  const [first, second] = [await join(alice, harbour), await join(bob, harbour)]
  const [route, other] = [randomBytes(16), randomBytes(16)]
  const eve = await RawPeer.join(network, createSigningKeyPair())
  await eve.dial(harbour.device)
  expect(await eve.ask(harbour.device, 'far-open', farOpenForm.encode({ routes: [route] }))).toHaveLength(0)
  await eve.remove()
  expect(harbour.do.far.has(route)).toBe(false)

  await openRoute(alice, harbour, first.station, route)
  await openRoute(bob, harbour, second.station, other)
  bob.far.onLink((link) => link.close('bob has it'))
  bob.far.setRoutes([route], second.station)
  await eventually(async () => (await harbour.do.doctor()).skipped['request-far-open'] === 2)
  expect(await asks(harbour.do.far.dial(route, FROM) as FarLink, 'alice?')).toBe('alice?')
  expect(harbour.do.far.has(other)).toBe(true)
})

test('what phones send and get counts as egress, and a spent day ends their links', async () => {
  const [alice, harbour] = [await person('alice'), await station('harbour')]
  const { station: id } = await join(alice, harbour, { egressPerDay: DAY_BYTES })
  const route = randomBytes(16)
  await openRoute(alice, harbour, id, route)
  const link = harbour.do.far.dial(route, FROM) as FarLink
  let reason: string | null = null
  link.onClose((why) => (reason = why))
  link.send(randomBytes(DAY_BYTES))
  await eventually(() => reason !== null, 'the link is closed')
  expect(harbour.do.far.dial(route, FROM)).toBe('spent')
})

test('the station says at which origin it serves phones', async () => {
  const alice = await person('alice')
  const origins = { phones: 'https://nas.example:8443', guests: null }
  const harbour = await station('harbour', { origins })
  await join(alice, harbour)
  expect(await alice.do.stations.list({}, calling)).toMatchObject([{ phones: 'https://nas.example:8443' }])
})
