// What an author does about gates at real stations, and what counts as an answer: a hold, an answer
// that is not genuine, a release by the own device, and a recovery.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addAct, holdObject, letGoObject, listUnsent, recallObject } from '../../../src/core/access/index.ts'
import {
  listPendingActs,
  loseStation,
  recordNews,
  recordVote,
  restoreGates,
} from '../../../src/core/gates/index.ts'
import { findGate } from '../../support/find-gate.ts'
import { tallyGate } from '../../../src/core/access/gate-tally.ts'
import { decodeAct, emptyLog, type AnsweredAct } from '../../../src/core/station-records/index.ts'
import { AT, customer } from '../station/test-station.ts'
import { askFor, bob, sendLetter } from './letters.ts'
import { alice, GateHome, UNTIL } from './gate-home.ts'

const LETTERS = 5

let home: GateHome

beforeEach(() => {
  home = new GateHome()
})

afterEach(() => {
  expect(home.scans).toEqual([])
  home.close()
})

describe('a hold', () => {
  const hold = (): void => {
    holdObject(home.ledger, home.letter.objectId, AT)
    addAct(home.ledger, { handle: home.handle, kind: 'hold' }, alice.device, AT)
  }
  const letGo = (): void => {
    letGoObject(home.ledger, home.letter.objectId, AT)
    addAct(home.ledger, { handle: home.handle, kind: 'let-go' }, alice.device, AT)
  }

  it('is certain when enough stations confirm it, and let go when enough confirm that', async () => {
    for (const station of home.stations) await home.hand(station)
    hold()
    expect(home.judge().state).toBe('holding')
    for (const station of home.stations) expect(await home.deliver(station)).toEqual(['held'])
    expect(home.judge()).toMatchObject({ state: 'held', count: { held: 3 } })
    letGo()
    expect(await home.deliver(home.stations[0]!)).toEqual(['free'])
    expect(home.judge()).toMatchObject({ state: 'letting-go', count: { letGo: 1 } })
    expect(await home.deliver(home.stations[1]!)).toEqual(['free'])
    expect(home.judge()).toMatchObject({ state: 'notified', count: { letGo: 2, held: 1 } })
    hold()
    expect(home.judge()).toMatchObject({ state: 'holding', count: { held: 1, letGo: 2 } })
  })

  it('replaces the act before it that was not delivered, and a burn replaces all', async () => {
    for (const station of home.stations) await home.hand(station)
    hold()
    letGo()
    addAct(home.ledger, { handle: home.handle, kind: 'until', value: UNTIL + 1 }, alice.device, AT)
    const kinds = (): string[] =>
      listPendingActs(home.ledger, home.stations[0]!.pair.publicKey, 9).map(
        ({ record }) => decodeAct(record).kind,
      )
    expect(kinds()).toEqual(['let-go', 'until'])
    expect(findGate(home.ledger, home.who())!.until).toBe(UNTIL + 1)
    home.recall()
    expect(kinds()).toEqual(['burn'])
  })

  it('from before the share was sent waits for the station, which gets the share held', async () => {
    hold()
    expect(home.judge().state).toBe('held')
    await home.hand(home.stations[0]!)
    await home.hand(home.stations[1]!)
    expect(home.judge()).toMatchObject({ state: 'holding', count: { sent: 2, certainAt: 2 } })
    expect((await home.stations[0]!.ask(alice, home.handle, home.slot)).status).toBe('HELD')
    for (const station of home.stations) await home.deliver(station)
    expect(home.judge().state).toBe('held')
  })
})

it('an answer without a genuine receipt is no vote, and neither is a burn that is answered free', async () => {
  for (const station of home.stations) await home.hand(station)
  home.recall()
  const [first, second] = home.stations
  const [act] = listPendingActs(home.ledger, first!.pair.publicKey, 9)
  const answer = await first!.act(decodeAct(act!.record))
  const record = (change: Partial<AnsweredAct>, station = first!): boolean =>
    recordVote(home.ledger, home.as(station), act!, { ...answer, ...change }, AT)
  expect(record({ receipt: null })).toBe(false)
  expect(record({ answer: 'released' })).toBe(false)
  expect(record({ answer: 'free' })).toBe(false)
  expect(record({}, second)).toBe(false)
  expect(recordVote(home.ledger, home.as(first!), { ...act!, seq: 9 }, answer, AT)).toBe(false)
  expect(home.judge().count.burned).toBe(0)
  expect(record({})).toBe(true)
  expect(home.judge().count.burned).toBe(1)
})

it('no share stays here after the own release, because the reader has the letter', async () => {
  await home.hand(home.stations[0]!)
  askFor(home.ledger, home.letter, bob, AT)
  const shares = home.ledger.all<{ share: Uint8Array | null }>(
    'SELECT share FROM gate_shares WHERE gate = ?',
    findGate(home.ledger, home.who())!.id,
  )
  expect(shares.map(({ share }) => share)).toEqual([null, null])
  expect(listUnsent(home.ledger, home.stations[1]!.pair.publicKey, 64)).toEqual([])
})

it('after the home has released, the answers of stations change nothing', async () => {
  for (const station of home.stations) await home.hand(station)
  askFor(home.ledger, home.letter, bob, AT)
  addAct(home.ledger, { handle: home.handle, kind: 'burn', why: 'withdrawn' }, alice.device, AT)
  for (const station of home.stations) await home.deliver(station)
  expect(home.judge()).toMatchObject({ state: 'referenced', outcome: 'too-late' })
})

it('after a recovery every share may have left, none leaves again, and the new device sends every act', async () => {
  await home.hand(home.stations[0]!)
  addAct(home.ledger, { handle: home.handle, kind: 'hold' }, alice.device, AT)
  await home.deliver(home.stations[0]!)
  const renewed = { ...alice, device: customer(12).device }
  restoreGates(home.plain, renewed.device, AT + 1)
  for (const station of home.stations) {
    station.devices.clear()
    station.join(renewed)
  }
  expect(home.stations.map(({ pair }) => listUnsent(home.ledger, pair.publicKey, 9).length)).toEqual([
    0, 0, 0,
  ])
  expect(home.stations.map(({ pair }) => listPendingActs(home.ledger, pair.publicKey, 9).length)).toEqual([
    1, 1, 1,
  ])
  expect(await home.deliver(home.stations[0]!)).toEqual(['held'])
  recallObject(home.ledger, home.letter.objectId, AT)
  addAct(home.ledger, { handle: home.handle, kind: 'burn', why: 'recalled' }, renewed.device, AT)
  expect(home.judge()).toMatchObject({ state: 'recalling', count: { sent: 3 } })
  for (const station of home.stations) await home.deliver(station)
  expect(home.judge().state).toBe('recalled')
})

it('after a damaged backup no station answers in the place of one whose row is lost', async () => {
  for (const station of home.stations) await home.hand(station)
  home.plain.run('DELETE FROM gate_stations WHERE device = ?', home.stations[2]!.pair.publicKey)
  restoreGates(home.plain, alice.device, AT + 1)
  expect(home.plain.run('INSERT INTO gate_stations (device) VALUES (?)', bob.person).lastInsertRowid).toBe(3)
  recallObject(home.ledger, home.letter.objectId, AT)
  addAct(home.ledger, { handle: home.handle, kind: 'burn', why: 'recalled' }, alice.device, AT)
  expect(listPendingActs(home.ledger, bob.person, 9)).toEqual([])
  for (const station of home.stations) await home.deliver(station)
  expect(home.judge()).toMatchObject({ state: 'recalling', count: { sent: 3, burned: 2 } })
})

it('after a damaged backup a recall still counts every station of a gate', async () => {
  for (const station of home.stations) await home.hand(station)
  home.plain.run('DELETE FROM gate_set_places')
  home.plain.run('DELETE FROM gate_sets')
  restoreGates(home.plain, alice.device, AT + 1)
  recallObject(home.ledger, home.letter.objectId, AT)
  expect(home.judge()).toMatchObject({ state: 'recalling', count: { sent: 3, certainAt: 3 } })
})

it.each(['gate_rows', 'gate_letters', 'gate_audiences'])(
  'after a damaged backup without %s a new gate does not meet the shares of a lost one',
  (table) => {
    home.plain.run(`DELETE FROM ${table}`)
    restoreGates(home.plain, alice.device, AT + 1)
    expect(home.plain.all('SELECT 1 FROM gate_rows UNION SELECT 1 FROM gate_shares')).toEqual([])
  },
)

it('a destroyed station that is known to have released does not count as burned', async () => {
  for (const station of home.stations) await home.hand(station)
  const [lost, ...others] = home.stations
  await lost!.ask(alice, home.handle, home.slot)
  const account = lost!.accountOf(alice)
  recordNews(home.ledger, home.as(lost!), emptyLog(account), lost!.gates.news(account, 0))
  loseStation(home.ledger, lost!.pair.publicKey, AT)
  home.recall()
  // One of them may lie, and then the reader has two shares.
  for (const station of others) await home.deliver(station)
  expect(home.judge()).toMatchObject({ state: 'unknown', count: { released: 1, burned: 2, byWord: 0 } })
})

it('a destroyed station that joins again counts as burned for the letters before only', async () => {
  const lost = home.stations[0]!
  for (const station of home.stations) await home.hand(station)
  const before = findGate(home.ledger, home.who())!
  loseStation(home.ledger, lost.pair.publicKey, AT)
  home.makeGate(2)
  expect(listUnsent(home.ledger, lost.pair.publicKey, 9)).toEqual([home.handle])
  for (const station of home.stations) expect(await home.hand(station)).toEqual([true])
  recallObject(home.ledger, home.letter.objectId, AT)
  expect(tallyGate(home.ledger, before, AT).places.map(({ isByWord }) => isByWord)).toEqual([
    true,
    false,
    false,
  ])
  expect(home.judge()).toMatchObject({ state: 'recalling', count: { sent: 3, burned: 0 } })
})

it('a recall passes the renewals of leases that wait', async () => {
  const [first] = home.stations
  const listed = (limit: number): string[] =>
    listPendingActs(home.ledger, first!.pair.publicKey, limit).map(({ kind }) => kind)
  const letters = Array.from({ length: LETTERS }, () => {
    home.letter = sendLetter(home.ledger, [bob], AT)
    home.makeGate()
    return { letter: home.letter, handle: home.handle }
  })
  await home.hand(first!)
  for (const { handle } of letters)
    addAct(home.ledger, { handle, kind: 'until', value: UNTIL + 1 }, alice.device, AT)
  // Without the rule, acts come in the order of the handles.
  const [last] = letters.toSorted((one, other) => Buffer.compare(other.handle, one.handle))
  Object.assign(home, last)
  home.recall()
  expect(listed(2)).toEqual(['burn', 'until'])
  await home.deliver(first!)
  expect(listed(9)).toEqual([])
})
