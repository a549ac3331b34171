// Who is a customer of a station, and which of their devices count.
import { expect, test } from 'vitest'
import { parseStationLink, stationJoinForm } from '../../../src/core/station-records/index.ts'
import { type Card, encodeCard, openPersonRoot } from '../../../src/core/identity/index.ts'
import { createBoxKey, describeBoxKey } from '../../../src/core/identity/box-keys.ts'
import { createWords } from '../../../src/core/identity/person.ts'
import { NO_KEEPERS } from '../../../src/core/identity/keepers.ts'
import { signCard } from '../../../src/core/identity/card.ts'
import { createSigningKeyPair, type KeyPair } from '../../../src/core/seal/index.ts'
import { eventually } from '../../support/person.ts'
import { RawCustomer } from '../../support/raw-customer.ts'
import { makeIdentity } from '../../support/raw-peer.ts'
import { TestClock } from '../../support/test-clock.ts'
import { useStations } from '../../support/use-stations.ts'

const make = useStations()
const DAY_MS = 86_400_000

interface Recovering {
  before: Card
  after: Card
  oldDevice: KeyPair
  newDevice: KeyPair
}

/** Makes the cards of a person before and after they recovered on another device. */
async function recoverPerson(): Promise<Recovering> {
  const [words, oldDevice, newDevice] = [createWords(), createSigningKeyPair(), createSigningKeyPair()]
  const root = await openPersonRoot(words)
  const box = describeBoxKey(1, createBoxKey())
  const facts = { person: root.person, name: 'alice', ...box, keepers: NO_KEEPERS, at: 1, picture: null }
  const makeCard = async (number: number, device: KeyPair, ended: KeyPair[]): Promise<Card> =>
    signCard(device, {
      ...{ ...facts, number },
      desk: { device: device.publicKey, term: number },
      devices: root.signEra({
        ...{ era: number, at: number, named: [await root.nameDevice(device)] },
        ended: ended.map(({ publicKey }) => ({ device: publicKey, heir: device.publicKey })),
      }),
    })
  const [before, after] = [await makeCard(1, oldDevice, []), await makeCard(2, newDevice, [oldDevice])]
  root.wipe()
  return { before, after, oldDevice, newDevice }
}

test('a token opens one account, and answers the same person again', async () => {
  const station = await make.station()
  const link = await station.invite({ bytes: 5_000_000 })
  const [alice, eve] = [await make.outsider(station), await make.outsider(station)]
  const usage = { bytes: 0, cores: 0, gates: 0, limits: { bytes: 5_000_000 } }
  expect(await alice.joinBy(link)).toMatchObject({ usage })
  expect(await alice.joinBy(link)).toMatchObject({ usage })
  expect(await eve.joinBy(link)).toEqual({ refusal: 'USED' })
  expect(await eve.usage()).toEqual({ refusal: 'NOT_A_CUSTOMER' })
  expect(station.do.customers()).toMatchObject([{ bytes: 0, limitBytes: 5_000_000, cores: 0, gates: 0 }])
})

test('a further token raises the limits of a customer, and never lowers them', async () => {
  const station = await make.station()
  const alice = await make.customer(station, { bytes: 5_000_000 })
  expect(await alice.joinBy(await station.invite({ bytes: 9_000_000, cores: 5 }))).toMatchObject({
    usage: { limits: { bytes: 9_000_000, cores: 20_000 } },
  })
})

test('a token that expired, or that no station made, opens nothing', async () => {
  const clock = new TestClock()
  const station = await make.station({}, clock)
  const alice = await make.outsider(station)
  const link = await station.invite()
  clock.pass(8 * DAY_MS)
  expect(await alice.joinBy(link)).toEqual({ refusal: 'EXPIRED' })
  const { card } = alice.identity
  const request = stationJoinForm.encode({ token: Buffer.alloc(16), card: encodeCard(card) })
  expect(Buffer.from(await alice.ask('station-join', request))[1]).toBe(1) // a refusal follows
  expect(station.do.customers()).toEqual([])
})

test('the card of another person, or an altered one, opens nothing and keeps the token', async () => {
  const station = await make.station()
  const link = await station.invite()
  const eve = await make.outsider(station)
  const { card, cardBytes } = await makeIdentity('victim')
  expect(await eve.joinBy(link, cardBytes)).toEqual({ refusal: 'NOT_ACTIVE' })
  const { token } = parseStationLink(link)
  const altered = encodeCard({ ...card, name: 'mallory' })
  const request = stationJoinForm.encode({ token, card: altered })
  expect(await eve.ask('station-join', request)).toHaveLength(0)
  expect(await eve.joinBy(link)).toMatchObject({ usage: { bytes: 0 } })
})

test('a device of one account never becomes a device of another', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const shared = await makeIdentity('other', alice.identity.device)
  expect(await alice.joinBy(await station.invite(), shared.cardBytes)).toEqual({ refusal: 'NOT_ACTIVE' })
  expect(station.do.customers()).toHaveLength(1)
  expect(await alice.usage()).toMatchObject({ usage: { bytes: 0 } })
})

test('a card that lists the device of a stranger as ended does not take it from them', async () => {
  const station = await make.station()
  const victim = await make.outsider(station)
  const { before, oldDevice } = await recoverPerson()
  const root = await openPersonRoot(createWords())
  const named = [await root.nameDevice(oldDevice)]
  const ended = [{ device: victim.identity.device.publicKey, heir: oldDevice.publicKey }]
  const devices = root.signEra({ era: 1, at: 1, named, ended })
  const card = signCard(oldDevice, { ...before, person: root.person, devices })
  root.wipe()
  const identity = { ...victim.identity, device: oldDevice, card, cardBytes: encodeCard(card) }
  const mallory = await RawCustomer.meet('mallory', make.network(), station.device, identity)
  expect(await mallory.joinBy(await station.invite())).toMatchObject({ usage: { bytes: 0 } })
  // Nor does the card make the station keep what the stranger writes.
  const written = await victim.write([Buffer.from('one')])
  expect(await mallory.keep(written)).toEqual(['NOT_YOURS'])
  expect(await victim.joinBy(await station.invite())).toMatchObject({ usage: { bytes: 0 } })
  await mallory.remove()
})

test('the cards of a customer name only so many devices', async () => {
  const station = await make.station()
  const device = createSigningKeyPair()
  const root = await openPersonRoot(createWords())
  const makeCard = async (number: number): Promise<Uint8Array> => {
    const devices = [device, ...Array.from({ length: 7 }, () => createSigningKeyPair())]
    const named = await Promise.all(devices.map((one) => root.nameDevice(one)))
    return encodeCard(
      signCard(device, {
        ...{ person: root.person, number, name: 'mallory', at: 1, picture: null, keepers: NO_KEEPERS },
        desk: { device: device.publicKey, term: 1 },
        ...describeBoxKey(1, createBoxKey()),
        devices: root.signEra({ era: number, at: number, named, ended: [] }),
      }),
    )
  }
  const identity = { ...(await makeIdentity('x')), device, cardBytes: await makeCard(1) }
  const mallory = await RawCustomer.meet('mallory', make.network(), station.device, identity)
  expect(await mallory.joinBy(await station.invite())).toMatchObject({ usage: { bytes: 0 } })
  let answer = await mallory.usage()
  for (let number = 2; number <= 40 && 'usage' in answer; number++)
    answer = await mallory.showCard(await makeCard(number))
  expect(answer).toEqual({ refusal: 'FULL' })
  expect(await mallory.usage()).toMatchObject({ usage: { bytes: 0 } })
  root.wipe()
  await mallory.remove()
})

test('after a recovery the station serves the new device and refuses the old one', async () => {
  const station = await make.station()
  const { before, after, oldDevice, newDevice } = await recoverPerson()
  const meet = async (device: KeyPair, card: Card): Promise<RawCustomer> => {
    const identity = { ...(await makeIdentity('x')), device, card, cardBytes: encodeCard(card) }
    return RawCustomer.meet('alice', make.network(), station.device, identity)
  }
  const old = await meet(oldDevice, before)
  await old.joinBy(await station.invite())
  const written = await old.write([Buffer.from('one')])
  await old.keep(written)
  await eventually(async () => (await old.kept(written.core.key))[0] === 1)

  const fresh = await meet(newDevice, after)
  expect(await fresh.usage()).toEqual({ refusal: 'NOT_A_CUSTOMER' })
  expect(await fresh.showCard(encodeCard(before))).toEqual({ refusal: 'NOT_ACTIVE' })
  expect(await fresh.showCard(encodeCard(after))).toMatchObject({ usage: { bytes: 3, cores: 1 } })
  expect(await fresh.keep(written)).toEqual(['taken'])

  await eventually(() => old.peer.isConnected(station.device))
  expect(await old.usage()).toEqual({ refusal: 'NOT_A_CUSTOMER' })
  expect(await old.showCard(encodeCard(before))).toEqual({ refusal: 'NOT_ACTIVE' })
  expect(await old.keep(written).catch(() => 'refused')).toBe('refused')
  const rewritten = signCard(newDevice, { ...after, name: 'other' })
  expect(await fresh.showCard(encodeCard(rewritten))).toMatchObject({ usage: { cores: 1 } })
  expect(await fresh.usage()).toMatchObject({ usage: { bytes: 3 } })
  await old.remove()
  await fresh.remove()
})
