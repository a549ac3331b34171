// A station that answers each order of its customer wrongly: to watch and drop cores, to forget gates,
// to take rosters, cards and public posts, to be joined and left. Such an answer is counted and counts
// as none, so the order is given again, and nothing else waits for it.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toText } from '../../../src/core/base/index.ts'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import {
  rosterPutAnswerForm,
  stationAnswerForm,
  stationLeftForm,
} from '../../../src/core/station-records/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { join, knowsStations, useCustomers } from '../../support/customers.ts'
import { foundGroup } from '../../support/groups.ts'
import { LyingStation } from '../../support/lying-station.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import type { Answer } from '../../support/raw-peer.ts'

const WITHIN_MS = 10_000
const DONE: Answer = () => Uint8Array.of(0)
const MOST = Number.MAX_SAFE_INTEGER

const { network, person, station, pair } = useCustomers()
let alice: Person
let bob: Person
let liar: LyingStation

beforeEach(async () => {
  ;[alice, bob] = [await person('alice'), await person('bob')]
  await pair(alice, bob)
  await join(alice, await station('honest'))
  liar = await LyingStation.open(network)
  for (const method of ['publish', 'gate-forget']) liar.peer.answers.set(method, DONE)
  liar.peer.answers.set('roster-put', () => rosterPutAnswerForm.encode({ answer: 'kept' }))
})

afterEach(() => liar.remove())

async function joinLiar(): Promise<void> {
  await alice.do.stations.add({ link: liar.link, waitMs: PATIENCE_MS }, calling)
  await knowsStations(bob, alice)
}

const WRONG: Record<string, (genuine: Uint8Array) => Uint8Array> = {
  nothing: () => new Uint8Array(0),
  'another byte': () => Uint8Array.of(7),
  'two answers': (genuine) => Buffer.concat([genuine, genuine]),
  'a cut answer': (genuine) => genuine.subarray(0, genuine.length - 1),
  'a very long answer': () => randomBytes(70_000),
  nonsense: () => randomBytes(300),
}

/**
 * Resolves when so many answers to the method were counted. Others were cut off with their wire. A
 * station is named once it is joined.
 */
const countsBad = (method: string, least: number, isJoined = true): Promise<void> =>
  eventually(() => {
    const source = isJoined ? toText(liar.peer.device.publicKey) : 'unknown'
    const counted = alice.home.parts.badInput
      .list()
      .filter((one) => one.source === source && one.kind.startsWith(`answer-${method}-`))
    return counted.reduce((sum, { count }) => sum + count, 0) >= least
  }, `${least} answers to ${method} are counted`)

interface Order {
  give: () => Promise<unknown>
  /** Finds a row while the order is not carried out. */
  left: string
}

async function bobOpensOne(): Promise<void> {
  const ref = await alice.write(bob, 'opened', 'At home.')
  await bob.arrival(ref)
  await bob.read(ref)
  await eventually(async () => (await alice.status(ref))[0]!.state === 'referenced', 'opened')
}

async function writeAndDelete(): Promise<void> {
  const ref = await alice.write({ name: 'bob' }, 'gone', 'Deleted.')
  await alice.do.space.delete({ ref }, calling)
}

async function postToGroup(): Promise<void> {
  await foundGroup(alice, 'garden', [bob])
  await alice.write({ name: 'garden' }, 'a post', 'For all.', {
    policy: { ...PLAIN_POLICY, mode: 'controlled' },
  })
}

const ORDERS: Record<string, Order> = {
  drop: { give: writeAndDelete, left: 'SELECT 1 FROM station_drops' },
  'gate-forget': { give: bobOpensOne, left: 'SELECT 1 FROM gate_pending_forgets' },
  'roster-put': { give: postToGroup, left: "SELECT 1 FROM roster_members WHERE stage = 'new'" },
}

test.each(Object.entries(ORDERS))(
  'a wrong answer to %s is counted, and the order is given again',
  async (method, { give, left }) => {
    await joinLiar()
    const genuine = await liar.peer.answers.get(method)!(new Uint8Array(0))
    let asked = 0
    const answerBy = (answer: (genuine: Uint8Array) => Uint8Array): void =>
      void liar.peer.answers.set(method, () => {
        asked++
        return answer(genuine)
      })
    answerBy(() => new Uint8Array(0))
    await give()
    for (const [what, spoil] of Object.entries(WRONG)) {
      answerBy(spoil)
      const before = asked
      network.cut(alice.device, liar.peer.device.publicKey)
      await eventually(() => asked > before, `${method}: ${what}`)
    }
    await countsBad(method, 2)
    expect(alice.home.parts.ledger.get(left)).toBeDefined()
    answerBy((bytes) => bytes)
    network.cut(alice.device, liar.peer.device.publicKey)
    await eventually(() => alice.home.parts.ledger.get(left) === undefined, `${method} is done`)
    await bob.read(await arrived(), WITHIN_MS)
  },
)

/** Letters go on beside the liar. */
async function arrived(): Promise<string> {
  const ref = await alice.write(bob, 'beside it', 'At the weir.')
  await bob.arrival(ref)
  return ref
}

test('watching and publishing go on at others, and are asked for again', async () => {
  await joinLiar()
  const policy = PLAIN_POLICY
  await alice.do.letters.send({ to: ['public'], subject: 'blog', text: 'For all.', policy }, calling)
  for (const method of ['watch', 'publish'])
    for (const [what, spoil] of Object.entries(WRONG)) {
      let asked = 0
      liar.peer.answers.set(method, () => {
        asked++
        return spoil(Uint8Array.of(0))
      })
      await alice.home.parts.ledger.write((tx) =>
        tx.run('DELETE FROM station_watches WHERE station = ?', liar.peer.device.publicKey),
      )
      network.cut(alice.device, liar.peer.device.publicKey)
      await eventually(() => asked > 0, `${method}: ${what}`)
    }
  await countsBad('watch', 2)
  await countsBad('publish', 2)
  await bob.read(await arrived(), WITHIN_MS)
})

test('a station that answers the join wrongly is not joined, and can be joined later', async () => {
  const genuine = liar.peer.answers.get('station-join')!
  for (const spoil of Object.values(WRONG)) {
    liar.peer.answers.set('station-join', async (request) => spoil(await genuine(request)))
    await expect(
      alice.do.stations.add({ link: liar.link, waitMs: PATIENCE_MS }, calling),
    ).rejects.toMatchObject({
      code: 'UNREACHABLE',
    })
  }
  await countsBad('station-join', 4, false)
  expect(await alice.do.stations.list({}, calling)).toHaveLength(1)
  liar.peer.answers.set('station-join', genuine)
  await joinLiar()
  expect(await alice.do.stations.list({}, calling)).toHaveLength(2)
})

test.each(['station-leave', 'station-usage', 'station-card'])(
  'wrong answers to %s end nothing',
  async (method) => {
    await joinLiar()
    const genuine = liar.peer.answers.get(method)!
    await alice.do.stations.rule({ need: 2 }, calling)
    if (method === 'station-leave') {
      liar.peer.answers.set(method, () => new Uint8Array(0))
      await alice.do.stations.leave({ station: 'liar', waitMs: 100 }, calling)
    }
    for (const [what, spoil] of Object.entries(WRONG)) {
      let asked = 0
      liar.peer.answers.set(method, async (request) => {
        asked++
        return spoil(await genuine(request))
      })
      if (method === 'station-card') await toggleRule()
      network.cut(alice.device, liar.peer.device.publicKey)
      await eventually(() => asked > 0, `${method}: ${what}`)
    }
    await countsBad(method, 2)
    await bob.read(await arrived(), WITHIN_MS)
  },
)

async function toggleRule(): Promise<void> {
  const { need } = await alice.do.stations.rule({}, calling)
  await alice.do.stations.rule({ need: 3 - need }, calling)
}

test('numbers of any size about the use are shown, and refuse nothing here', async () => {
  const limits = { bytes: 0, cores: MOST, gates: 0, releasesPerDay: MOST, egressPerDay: 0 }
  const usage = {
    bytes: MOST,
    cores: MOST,
    gates: MOST,
    remembered: MOST,
    egress: MOST,
    leavesAt: 8.64e15,
    phones: 'javascript:alert(1)',
    guests: null,
    limits,
  }
  for (const method of ['station-join', 'station-card', 'station-usage'])
    liar.peer.answers.set(method, () => stationAnswerForm.encode({ usage }))
  await joinLiar()
  const shown = (await alice.do.stations.list({}, calling)).find(({ name }) => name === 'liar')
  expect(shown).toMatchObject({ bytes: MOST, limit: 0, phones: null })
  await bob.read(await arrived(), WITHIN_MS)
})

test('a station that says at once that it removed everything is left, and one that waits is not', async () => {
  await joinLiar()
  liar.peer.answers.set('station-leave', () => stationLeftForm.encode({ leavesAt: 8.64e15 }))
  await alice.do.stations.leave({ station: 'liar', waitMs: 300 }, calling)
  const isKnown = (): boolean =>
    alice.home.parts.ledger.get('SELECT 1 FROM stations WHERE device = ?', liar.peer.device.publicKey) !==
    undefined
  expect(isKnown()).toBe(true)
  liar.peer.answers.set('station-leave', () => stationLeftForm.encode({ leavesAt: null }))
  network.cut(alice.device, liar.peer.device.publicKey)
  await eventually(() => !isKnown(), 'the station is left')
})
