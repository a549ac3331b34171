// Which letters need another gate, and the stages of a change: no statement reads all letters, and
// the newest letters come first.
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  addAct,
  areGatesChanging,
  findRegated,
  listAnnounceable,
  listReplaced,
  listToRenew,
  listUnsent,
  makeLive,
  markSent,
  recallObject,
  removeWanted,
  wantFirstGates,
  wantGatesFor,
  wantGatesOfSet,
  wantLapsedGates,
} from '../../../src/core/access/index.ts'
import {
  endOfLease,
  findLeaseDays,
  insertGate,
  setLeaseDays,
  listPendingActs,
  nextGateNumber,
  recordReceipt,
} from '../../../src/core/gates/index.ts'
import { listGates } from '../../../src/core/gates/gates.ts'
import { gateHandle, slotKeyPair } from '../../../src/core/station-records/index.ts'
import type { KeeperSet } from '../../../src/core/identity/index.ts'
import { randomBytes, splitSecret } from '../../../src/core/seal/index.ts'
import { WatchedTransaction } from '../../support/query-plans.ts'
import { AT, customer, DAY_MS, TestStation } from '../station/test-station.ts'
import { askFor, bob, carol, sendLetter, type TestLetter } from './letters.ts'
import { PlainLedger } from './plain-ledger.ts'

const alice = customer(11)
const LEASE_MS = 90 * DAY_MS
let plain: PlainLedger
let ledger: WatchedTransaction
let stations: TestStation[]
let set: KeeperSet

const setOf = (id: number, members: readonly TestStation[]): KeeperSet => ({
  ...{ id, need: 1, distrust: 0 },
  devices: members.map(({ pair }) => pair.publicKey),
})

function deal(letter: TestLetter, stage?: 'new', of = set, reader = bob): Uint8Array {
  const who = { objectId: letter.objectId, person: reader.person }
  const number = nextGateNumber(ledger, who, 0)
  const handle = gateHandle(randomBytes(32), letter.objectId, number)
  const shares = splitSecret(randomBytes(80), { need: of.need, of: of.devices.length })
  const slotKey = slotKeyPair(randomBytes(32), handle).publicKey
  insertGate(ledger, {
    ...who,
    number,
    set: of,
    handle,
    slotKey,
    shares,
    until: AT + LEASE_MS,
    at: AT,
    stage,
  })
  return handle
}

async function hand(station: TestStation): Promise<void> {
  const { publicKey } = station.pair
  const puts = markSent(ledger, publicKey, listUnsent(ledger, publicKey, 64), AT)
  const answers = await station.gates.put(station.accountOf(alice), puts)
  for (const [i, answer] of answers.entries())
    recordReceipt(ledger, { station: publicKey, person: alice.person }, puts[i]!.handle, answer)
}

const wanted = (limit = 64): string[] =>
  removeWanted(ledger, limit).map(({ objectId }) => Buffer.from(objectId).toString('hex'))
const idOf = ({ objectId }: TestLetter): string => Buffer.from(objectId).toString('hex')
const stagesOf = (letter: TestLetter): string[] =>
  listGates(ledger, letter.objectId).map(({ stage }) => stage)

beforeEach(() => {
  plain = new PlainLedger()
  ledger = new WatchedTransaction(plain)
  stations = [1, 2].map((byte) => new TestStation(byte))
  for (const station of stations) station.join(alice)
  set = setOf(1, stations)
})

afterEach(() => {
  // Only a change of the stations reads all letters. The wanted ones are few.
  const scans = ledger
    .plans()
    .filter(({ plan }) => plan.some((step) => step.startsWith('SCAN') && !/gates_wanted|^SCAN w$/.test(step)))
  expect(scans.filter(({ sql }) => !sql.includes('INSERT OR IGNORE INTO gates_wanted'))).toEqual([])
  plain.close()
})

it('a change of the stations wants gates for the letters of other sets, the newest first', () => {
  const letters = [0, 1, 2].map((n) => sendLetter(ledger, [bob], AT + n))
  for (const letter of letters.slice(0, 2)) deal(letter)
  deal(letters[2]!, undefined, setOf(2, stations))
  expect(areGatesChanging(ledger)).toBe(false)
  wantGatesOfSet(ledger, setOf(2, stations))
  expect(areGatesChanging(ledger)).toBe(true)
  expect([wanted(1), wanted(), wanted()]).toEqual([[idOf(letters[1]!)], [idOf(letters[0]!)], []])
})

it('a letter that was opened or taken back needs no other gate', () => {
  const [opened, recalled] = [sendLetter(ledger, [bob], AT), sendLetter(ledger, [bob], AT)]
  for (const letter of [opened, recalled]) deal(letter)
  wantGatesOfSet(ledger, null)
  askFor(ledger, opened, bob, AT)
  recallObject(ledger, recalled.objectId, AT)
  expect(wanted()).toEqual([])
  wantGatesOfSet(ledger, null)
  wantFirstGates(ledger)
  expect(wanted()).toEqual([])
  expect([stagesOf(opened), stagesOf(recalled)]).toEqual([['ended'], ['ended']])
  expect(findRegated(ledger, { objectId: opened.objectId, person: bob.person }, AT)).toBeNull()
})

it('the first station wants gates for controlled letters without one', () => {
  const [controlled, open] = [sendLetter(ledger, [bob], AT), sendLetter(ledger, [bob], AT, { mode: 'open' })]
  wantFirstGates(ledger)
  expect(wanted()).toEqual([idOf(controlled)])
  expect(findRegated(ledger, { objectId: open.objectId, person: bob.person }, AT)).toBeNull()
})

it('another box key of one reader wants gates for the letters to them only', () => {
  const letter = sendLetter(ledger, [bob, carol], AT)
  deal(letter)
  deal(letter, undefined, set, carol)
  wantGatesFor(ledger, carol.person)
  expect(removeWanted(ledger, 9)).toEqual([{ objectId: letter.objectId, person: carol.person }])
})

it('the end of a lease wants a gate once', () => {
  const letter = sendLetter(ledger, [bob], AT)
  deal(letter)
  wantLapsedGates(ledger, AT + LEASE_MS - 1)
  expect(wanted()).toEqual([])
  wantLapsedGates(ledger, AT + LEASE_MS)
  expect(wanted()).toEqual([idOf(letter)])
  deal(letter, 'new')
  wantLapsedGates(ledger, AT + LEASE_MS)
  expect(wanted()).toEqual([])
})

it('a gate goes from new to live when enough stations have it, and the one before is old until it is burned', async () => {
  const letter = sendLetter(ledger, [bob], AT)
  const before = deal(letter)
  for (const station of stations) await hand(station)
  const after = deal(letter, 'new', setOf(2, stations))
  expect(listAnnounceable(ledger, 9)).toEqual([])
  await hand(stations[0]!)
  expect(listAnnounceable(ledger, 9)).toEqual([])
  await hand(stations[1]!)
  const [ready] = listAnnounceable(ledger, 9)
  expect(ready).toMatchObject({ objectId: letter.objectId, person: bob.person, handle: after })
  makeLive(ledger, ready!, after)
  expect(stagesOf(letter)).toEqual(['old', 'live'])
  const devices = stations.map(({ pair }) => pair.publicKey)
  expect(listReplaced(ledger)).toEqual([
    { handle: before, objectId: letter.objectId, need: 1, stations: devices },
  ])
  addAct(ledger, { handle: before, kind: 'burn', why: 'superseded' }, alice.device, AT)
  expect([stagesOf(letter), areGatesChanging(ledger)]).toEqual([['ended', 'live'], false])
})

it('a lease is renewed when a third of it is over, by one act that replaces the one before', async () => {
  const [letter, short] = [
    sendLetter(ledger, [bob], AT),
    sendLetter(ledger, [bob], AT, { expiresAt: AT + 40 * DAY_MS }),
  ]
  const handle = deal(letter)
  deal(short)
  for (const station of stations) await hand(station)
  expect(listToRenew(ledger, AT + 30 * DAY_MS - 1, 9)).toEqual([])
  expect(listToRenew(ledger, AT + 30 * DAY_MS, 9)).toEqual([handle])
  for (const days of [30, 61]) {
    const now = AT + days * DAY_MS
    addAct(ledger, { handle, kind: 'until', value: now + LEASE_MS }, alice.device, now)
    expect(listToRenew(ledger, now, 9)).toEqual([])
  }
  expect(stations.map(({ pair }) => listPendingActs(ledger, pair.publicKey, 9).length)).toEqual([1, 1])
  expect(plain.get('SELECT count(*) AS count FROM gate_acts')).toEqual({ count: 1 })
})

it('a longer choice renews every lease, and a shorter one shortens none', () => {
  const handle = deal(sendLetter(ledger, [bob], AT))
  expect(listToRenew(ledger, AT + 1, 9)).toEqual([])
  setLeaseDays(ledger, 365)
  expect(listToRenew(ledger, AT + 1, 9)).toEqual([handle])
  const value = endOfLease(ledger, { from: AT, at: AT })
  expect(value).toBe(AT + 365 * DAY_MS)
  addAct(ledger, { handle, kind: 'until', value }, alice.device, AT)
  expect(listToRenew(ledger, AT + 121 * DAY_MS, 9)).toEqual([])
  expect(listToRenew(ledger, AT + 122 * DAY_MS, 9)).toEqual([handle])
  setLeaseDays(ledger, 90)
  expect(listToRenew(ledger, AT + 122 * DAY_MS, 9)).toEqual([])
  expect(findLeaseDays(ledger)).toBe(90)
})

it('no lease is longer than a station agrees to', () => {
  setLeaseDays(ledger, 365)
  expect(endOfLease(ledger, { from: AT + 100 * DAY_MS, at: AT })).toBe(AT + 400 * DAY_MS)
})
