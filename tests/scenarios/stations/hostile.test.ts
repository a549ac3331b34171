// Customers, contacts and strangers who break the rules of a station one by one.
import { expect, test } from 'vitest'
import {
  accountOf,
  ANSWERED_HEAD,
  gateNewsForm,
  rosterPutAnswerForm,
  encodeGateActs,
  removalForm,
  gateNewsRequestForm,
  rosterPutForm,
  keepForm,
  proveKeep,
  publishForm,
  removalCheck,
  removalHash,
  type Removal,
  signReceipt,
  watchForm,
  type GateNews,
} from '../../../src/core/station-records/index.ts'
import { blindKeyPair, randomBytes } from '../../../src/core/seal/index.ts'
import { eventually } from '../../support/person.ts'
import type { RawCustomer } from '../../support/raw-customer.ts'
import { isKept, makeBlocks, useStations } from '../../support/use-stations.ts'

const make = useStations()

const METHODS = [
  ...['station-join', 'station-card', 'station-usage', 'station-leave', 'keep', 'watch', 'unwatch', 'kept'],
  ...[
    'station-stay',
    'publish',
    'roster-put',
    'drop',
    'gate-put',
    'gate-act',
    'gate-open',
    'gate-forget',
    'gate-news',
    'gate-head',
  ],
]

test('bytes that are no request get an empty answer, are counted, and harm nobody', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const eve = await make.outsider(station)
  for (const method of METHODS)
    for (const bytes of [randomBytes(1), randomBytes(40), randomBytes(20_000)])
      for (const peer of [alice, eve]) expect(await peer.ask(method, bytes)).toHaveLength(0)
  expect(await alice.usage()).toMatchObject({ usage: { cores: 0 } })
  const { skipped } = await station.do.doctor()
  for (const method of METHODS) expect(skipped[`request-${method}`]).toBeGreaterThan(0)
})

test('a stranger keeps, watches and drops nothing', async () => {
  const station = await make.station()
  const eve = await make.outsider(station)
  const { signer, namespace, core } = await eve.write(makeBlocks(3))
  const proof = proveKeep(eve.peer.device, accountOf(station.device, eve.identity.person), core.key)
  const request = keepForm.encode({ cores: [{ signer, namespace, proof }] })
  expect(await eve.ask('keep', request)).toHaveLength(0)
  expect(await eve.ask('watch', watchForm.encode({ cores: [core.key] }))).toHaveLength(0)
  expect(await eve.drop(core.key, 0, 3)).toHaveLength(0)
  expect(await eve.kept(core.key)).toEqual([0])
  expect((await station.do.doctor()).cores).toBe(0)
})

test('a core of another signer is kept only with its signature for this account and this core', async () => {
  const station = await make.station()
  const [alice, mallory] = [await make.customer(station), await make.customer(station)]
  const keys = blindKeyPair(alice.peer.device, randomBytes(32))
  const name = { signer: keys.publicKey, namespace: randomBytes(32) }
  const core = await alice.peer.makeCore(name.namespace, keys)
  await alice.peer.append(core, makeBlocks(3))
  const account = accountOf(station.device, alice.identity.person)
  const proof = proveKeep(keys, account, core.key)
  const refused = [
    await alice.keep(name),
    await alice.keep({ ...name, proof: proveKeep(alice.peer.device, account, core.key) }),
    await alice.keep({ ...name, namespace: randomBytes(32), proof }),
    await mallory.keep({ ...name, proof }),
    await mallory.keep({ ...name, proof: proveKeep(mallory.peer.device, account, core.key) }),
  ]
  expect(refused.flat()).toEqual(refused.map(() => 'NOT_YOURS'))
  expect(await mallory.usage()).toMatchObject({ usage: { cores: 0 } })
  expect(await alice.keep({ ...name, proof })).toEqual(['taken'])
  await eventually(async () => (await alice.kept(core.key))[0] === 3, 'the core is kept')
})

test('a stranger gives no roster and publishes nothing, and no made-up removal strikes a member', async () => {
  const station = await make.station()
  const [alice, mallory] = [await make.customer(station), await make.customer(station)]
  const eve = await make.outsider(station)
  const [roster, key, token] = [randomBytes(32), randomBytes(32), randomBytes(32)]
  const check = removalCheck(removalHash(token), accountOf(station.device, alice.identity.person))
  const put = rosterPutForm.encode({ roster, members: [{ key, check, epoch: 0 }], struck: [] })
  const strike = rosterPutForm.encode({ roster, members: [], struck: [key] })
  expect(await eve.ask('roster-put', put)).toHaveLength(0)
  expect(await eve.ask('publish', publishForm.encode({ isPublic: true }))).toHaveLength(0)
  expect(rosterPutAnswerForm.decode(await alice.ask('roster-put', put)).answer).toBe('kept')
  const decisions = async (): Promise<number> =>
    gateNewsForm.decode(await alice.ask('gate-news', gateNewsRequestForm.encode({ since: 0, seen: null })))
      .entries.length
  // Another customer has rosters of their own, also under this name.
  expect(rosterPutAnswerForm.decode(await mallory.ask('roster-put', strike)).answer).toBe('kept')
  const bring = (removals: Pick<Removal, 'roster' | 'token'>[]): Promise<Uint8Array> =>
    eve.ask(
      'gate-act',
      encodeGateActs(
        [],
        removals.map((one) => removalForm.encode({ ...one, elsewhere: [] })),
      ),
    )
  const wrong = [
    { roster, token: check },
    { roster, token: removalHash(token) },
    { roster: key, token },
    ...Array.from({ length: 29 }, () => ({ roster, token: randomBytes(32) })),
  ]
  expect(await bring(wrong)).toEqual(Buffer.of(0))
  expect(await decisions()).toBe(0)
  expect(await bring([{ roster, token }])).toEqual(Buffer.of(0))
  expect(await decisions()).toBe(1)
})

test('a customer fences nobody by a receipt that the station did not sign for them', async () => {
  const [station, other] = [await make.station(), await make.station()]
  const [alice, mallory] = [await make.customer(station), await make.customer(station)]
  const away = await mallory.alsoJoin(await other.invite())
  const news = async (customer: RawCustomer, seen: Uint8Array | null): Promise<GateNews> =>
    gateNewsForm.decode(await customer.ask('gate-news', gateNewsRequestForm.encode({ since: 0, seen })))
  const facts = { answered: ANSWERED_HEAD, n: 9, head: randomBytes(32) }
  const account = accountOf(station.device, mallory.identity.person)
  const forged = signReceipt({ ...facts, account }, mallory.identity.device)
  const { receipt: ofAlice } = await news(alice, null)
  const { receipt: ofTheOther } = await news(away, null)
  for (const seen of [forged, ofAlice, ofTheOther, randomBytes(171)])
    expect(await news(mallory, seen)).toMatchObject({ isFenced: false })
  expect(station.do.customers()).toMatchObject([{ fenced: false }, { fenced: false }])
})

test('a customer cannot have the core of another one kept, dropped or unwatched', async () => {
  const station = await make.station()
  const [alice, mallory] = [await make.customer(station), await make.customer(station)]
  const letters = await alice.write(makeBlocks(5))
  await alice.keep(letters)
  await isKept(alice, letters)
  expect(await mallory.keep(letters)).toEqual(['NOT_YOURS'])
  expect(await mallory.unwatch(letters.core.key)).toEqual(['NOT_YOURS'])
  await mallory.drop(letters.core.key, 0, 5)
  expect(await alice.kept(letters.core.key)).toEqual([5])
  expect((await station.do.doctor()).bytes).toBe(5000)
})

test('a watched core of another form is discarded', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const bob = await make.stranger(station)
  const core = await bob.makeOtherCore()
  await bob.append(core, makeBlocks(2))
  expect(await alice.watch(core.key)).toEqual(['taken'])
  bob.hangUp(station.device)
  await bob.dial(station.device)
  await eventually(async () => (await station.do.doctor()).cores === 0)
  expect(await alice.usage()).toMatchObject({ usage: { bytes: 0, cores: 0 } })
})

test('a core with a block above the limit is discarded', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const written = await alice.write([...makeBlocks(1, 65_637), ...makeBlocks(3)])
  await alice.keep(written)
  await eventually(async () => {
    const { cores, bytes } = await station.do.doctor()
    return cores === 0 && bytes === 0
  })
})

test('a reader who came before the writer of a watched core loses it when the writer is known', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const [bob, eve] = [await make.stranger(station), await make.stranger(station)]
  const feed = await bob.makeCore()
  await bob.append(feed, makeBlocks(3))
  await alice.watch(feed.key)
  const copy = await eve.wantCore(feed.key)
  await eventually(() => copy.peers.length === 1)
  bob.hangUp(station.device)
  await bob.dial(station.device)
  await isKept(alice, { core: feed })
  await eventually(() => copy.peers.length === 0)
  await expect(copy.get(0, { timeout: 300 })).rejects.toThrow()
})

test('a contact who announces blocks and never sends them holds up nothing else', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const mallory = await make.stranger(station)
  const feed = await mallory.makeCore()
  await mallory.append(feed, makeBlocks(300))
  await feed.clear(0, 300)
  await alice.watch(feed.key)
  mallory.hangUp(station.device)
  await mallory.dial(station.device)
  const [letters, bob] = [await alice.write(makeBlocks(50)), await make.stranger(station)]
  const other = await bob.makeCore()
  await bob.append(other, makeBlocks(3))
  await alice.keep(letters)
  await isKept(alice, letters)
  expect(await alice.kept(feed.key)).toEqual([0])
})

test('holes in a core do not stop what follows, and are no gap when they are dropped', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const written = await alice.write(makeBlocks(300))
  await written.core.clear(10, 200)
  await alice.drop(written.core.key, 0, 1)
  await alice.keep(written)
  await alice.drop(written.core.key, 10, 200)
  await isKept(alice, written)
  expect(await alice.usedBytes()).toBe(110_000)
})

test('dropping alternate blocks is counted right', async () => {
  const station = await make.station()
  const alice = await make.customer(station)
  const written = await alice.write(makeBlocks(20))
  await alice.keep(written)
  await isKept(alice, written)
  for (let at = 0; at < 20; at += 2) await alice.drop(written.core.key, at, at + 1)
  for (let at = 0; at < 20; at += 4) await alice.drop(written.core.key, at, at + 2)
  await alice.drop(written.core.key, 19, 4000)
  expect(await alice.usedBytes()).toBe(4_000)
  await station.stop()
  await station.start()
  await alice.peer.dial(station.device)
  expect(await alice.kept(written.core.key)).toEqual([20])
  expect(await alice.usedBytes()).toBe(4_000)
})
