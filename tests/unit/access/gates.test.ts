// The author's gates beside real stations: what leaves the home and when, and what the author can
// say about a recall.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  actOnGate,
  addAct,
  expireDue,
  forgetTakenBack,
  holdObject,
  letGoObject,
  listUnsent,
  markSent,
  recallObject,
  statusOf,
} from '../../../src/core/access/index.ts'
import { insertGate, listPendingActs, nextGateNumber, recordReceipt } from '../../../src/core/gates/index.ts'
import { decideGateState } from '../../../src/core/gates/gate-situation.ts'
import { listGates, markReaderHas } from '../../../src/core/gates/gates.ts'
import { findGate } from '../../support/find-gate.ts'
import { countHandedOver } from '../../../src/core/gates/gate-sets.ts'
import { tallyGate } from '../../../src/core/access/gate-tally.ts'
import { toHex } from '../../../src/core/base/index.ts'
import { hashShare, splitSecret } from '../../../src/core/seal/index.ts'
import { AT, customer, filled } from '../station/test-station.ts'
import { bob, sendLetter, storeLetter } from './letters.ts'
import { alice, GateHome, UNTIL } from './gate-home.ts'

let home: GateHome

beforeEach(() => {
  home = new GateHome()
})

afterEach(() => {
  expect(home.scans).toEqual([])
  home.close()
})

describe('handing over', () => {
  it('sends each share once it is marked, until the station has confirmed it', async () => {
    const [first] = home.stations
    expect(listUnsent(home.ledger, first!.pair.publicKey, 9)).toEqual([home.handle])
    const [put] = markSent(home.ledger, first!.pair.publicKey, [home.handle], AT)
    expect(put).toMatchObject({
      handle: home.handle,
      number: 1,
      place: 1,
      key: home.slot.publicKey,
      until: UNTIL,
      isHeld: false,
    })
    expect(hashShare(1, put!.share)).toEqual(findGate(home.ledger, home.who())!.hashes[0])
    expect(listUnsent(home.ledger, first!.pair.publicKey, 9)).toEqual([home.handle])
    expect(await home.hand(first!)).toEqual([true])
    expect(listUnsent(home.ledger, first!.pair.publicKey, 9)).toEqual([])
    expect(countHandedOver(home.ledger, findGate(home.ledger, home.who())!)).toEqual({ of: 3, handedOver: 1 })
    expect(markSent(home.ledger, first!.pair.publicKey, [home.handle, filled(9)], AT)).toEqual([])
    expect(home.plain.all('SELECT place FROM gate_shares')).toEqual([{ place: 2 }, { place: 3 }])
  })

  it('believes only the receipt of this station for this share and this customer', async () => {
    const [first, second] = home.stations
    const [put] = markSent(home.ledger, first!.pair.publicKey, [home.handle], AT)
    const [answer] = await first!.gates.put(first!.accountOf(alice), [put!])
    const [forOther] = await first!.gates.put(first!.accountOf(customer(12)), [put!])
    expect(recordReceipt(home.ledger, home.as(second!), home.handle, answer!)).toBe(false)
    expect(recordReceipt(home.ledger, home.as(first!), home.handle, forOther!)).toBe(false)
    expect(recordReceipt(home.ledger, home.as(first!), filled(9), answer!)).toBe(false)
    const broken = { ...answer!, receipt: filled(1, 9) }
    expect(recordReceipt(home.ledger, home.as(first!), home.handle, broken)).toBe(false)
    expect(countHandedOver(home.ledger, findGate(home.ledger, home.who())!).handedOver).toBe(0)
    expect(recordReceipt(home.ledger, home.as(first!), home.handle, answer!)).toBe(true)
  })

  it('tries again after a refusal that can end, and not after one that cannot', () => {
    const station = home.as(home.stations[0]!)
    for (const answer of ['quota', 'fenced'] as const) {
      expect(recordReceipt(home.ledger, station, home.handle, { answer, receipt: null })).toBe(true)
      expect(listUnsent(home.ledger, station.station, 9)).toEqual([home.handle])
    }
    recordReceipt(home.ledger, station, home.handle, { answer: 'recalled', receipt: null })
    expect(listUnsent(home.ledger, station.station, 9)).toEqual([])
  })

  it('sends the conditions that the own device has', () => {
    const later = sendLetter(home.ledger, [bob], AT, { notBefore: AT + 5, expiresAt: AT + 9 })
    home.letter = later
    home.makeGate()
    holdObject(home.ledger, home.letter.objectId, AT)
    const [put] = markSent(home.ledger, home.stations[0]!.pair.publicKey, [home.handle], AT)
    expect(put).toMatchObject({ from: AT + 5, expires: AT + 9, isHeld: true })
  })

  it('waits for the notice of the letter, so that a recall before it is certain at once', async () => {
    home.letter = storeLetter(home.ledger, [bob], AT, { heldAt: AT })
    home.makeGate()
    const { publicKey } = home.stations[0]!.pair
    const other = home.handle
    expect(listUnsent(home.ledger, publicKey, 9).map(toHex)).not.toContain(toHex(other))
    expect(markSent(home.ledger, publicKey, [other], AT)).toEqual([])
    letGoObject(home.ledger, home.letter.objectId, AT)
    expect(listUnsent(home.ledger, publicKey, 9).map(toHex)).toContain(toHex(other))
    recallObject(home.ledger, home.letter.objectId, AT)
    expect(home.judge()).toMatchObject({ state: 'recalled', count: { sent: 0 } })
    expect(markSent(home.ledger, publicKey, [other], AT)).toEqual([])
  })

  it('refuses a gate whose shares do not fit the set, or whose number was used', async () => {
    const set = { id: 1, need: 2, distrust: 1, devices: [filled(1), filled(2), filled(3)] }
    const gate = {
      ...home.who(),
      number: 2,
      set,
      handle: filled(7),
      slotKey: filled(8),
      until: UNTIL,
      at: AT,
    }
    const shares = splitSecret(filled(1), { need: 2, of: 3 })
    const refused = (change: object): void =>
      expect(() => insertGate(home.ledger, { ...gate, shares, ...change })).toThrow(
        expect.objectContaining({ code: 'INTERNAL' }),
      )
    refused({ shares: shares.slice(1) })
    refused({ set: { ...set, distrust: 2 } })
    refused({ number: 1 })
    expect(nextGateNumber(home.ledger, home.who(), 0)).toBe(2)
    insertGate(home.ledger, { ...gate, shares })
    expect(listGates(home.ledger, home.letter.objectId).map(({ number }) => number)).toEqual([1, 2])
    expect(findGate(home.ledger, home.who())!.number).toBe(2)
  })
})

describe('a recall', () => {
  it('is certain at once while too few shares have left, and the others never leave', async () => {
    await home.hand(home.stations[0]!)
    home.recall()
    expect(home.judge()).toMatchObject({ state: 'recalled', count: { sent: 1, certainAt: 0 } })
    expect(home.stations.map(({ pair }) => listUnsent(home.ledger, pair.publicKey, 9))).toEqual([[], [], []])
    expect(home.stations.map(({ pair }) => listPendingActs(home.ledger, pair.publicKey, 9).length)).toEqual([
      1, 0, 0,
    ])
    expect(await home.deliver(home.stations[0]!)).toEqual(['burned'])
    expect(home.judge()).toMatchObject({ state: 'recalled' })
  })

  it('counts a share that was marked, even if it never arrived, and its burn comes first', async () => {
    const [first] = home.stations
    const [put] = markSent(home.ledger, first!.pair.publicKey, [home.handle], AT)
    await home.hand(home.stations[1]!)
    home.recall()
    expect(home.judge()).toMatchObject({ state: 'recalling', count: { sent: 2, certainAt: 2 } })
    expect(await home.deliver(first!)).toEqual(['burned'])
    expect(home.judge().state).toBe('recalling')
    expect(await home.deliver(home.stations[1]!)).toEqual(['burned'])
    expect(home.judge().state).toBe('recalled')
    const [late] = await first!.gates.put(first!.accountOf(alice), [put!])
    expect(late!.answer).toBe('recalled')
  })

  it('that is not certain yet shows the time of the recall', async () => {
    for (const station of home.stations) await home.hand(station)
    recallObject(home.ledger, home.letter.objectId, AT + 7)
    addAct(home.ledger, { handle: home.handle, kind: 'burn', why: 'recalled' }, alice.device, AT + 7)
    expect(statusOf(home.ledger, home.letter.objectId, AT + 8)).toMatchObject([
      { state: 'recalling', at: AT + 7 },
    ])
  })

  it('burns every gate by which the letter may be opened', async () => {
    const [first] = home.stations
    const old = home.handle
    await home.hand(first!)
    home.makeGate(2)
    await home.hand(first!)
    actOnGate(home.ledger, { ...home.who(), kind: 'recalled', at: AT }, alice.device)
    const burned = listPendingActs(home.ledger, first!.pair.publicKey, 9).map(({ handle }) => toHex(handle))
    expect(burned.sort()).toEqual([old, home.handle].map(toHex).sort())
  })

  it('a burn that is not a recall keeps the unsent shares at home too', () => {
    addAct(home.ledger, { handle: home.handle, kind: 'burn', why: 'superseded' }, alice.device, AT)
    expect(home.stations.map(({ pair }) => listUnsent(home.ledger, pair.publicKey, 9))).toEqual([[], [], []])
    expect(markSent(home.ledger, home.stations[0]!.pair.publicKey, [home.handle], AT)).toEqual([])
  })

  it('is certain with the burn of every station, and says how many are heard', async () => {
    for (const station of home.stations) await home.hand(station)
    home.recall()
    const seen: (string | number)[][] = []
    for (const station of home.stations) {
      const { state, count } = home.judge()
      seen.push([state, count.burned])
      await home.deliver(station)
    }
    expect(seen).toEqual([
      ['recalling', 0],
      ['recalling', 1],
      ['recalling', 2],
    ])
    expect(home.judge()).toMatchObject({ state: 'recalled', outcome: 'recalled', count: { burned: 3 } })
    expect(listPendingActs(home.ledger, home.stations[0]!.pair.publicKey, 9)).toEqual([])
  })

  it('is too late when enough stations have released, and unknown at a split vote', async () => {
    for (const station of home.stations) await home.hand(station)
    await home.stations[0]!.ask(alice, home.handle, home.slot)
    home.recall()
    for (const station of home.stations) await home.deliver(station)
    expect(home.judge()).toMatchObject({ state: 'unknown', count: { released: 1, burned: 2 } })
    markReaderHas(home.ledger, home.who(), AT)
    expect(home.judge()).toMatchObject({ state: 'referenced', outcome: 'too-late' })
  })

  it('by expiry is said as expired', async () => {
    home.letter = sendLetter(home.ledger, [bob], AT, { expiresAt: AT + 5 })
    home.makeGate()
    for (const station of home.stations) await home.hand(station)
    expireDue(home.plain, AT + 5)
    addAct(home.ledger, { handle: home.handle, kind: 'burn', why: 'expired' }, alice.device, AT + 5)
    expect(home.judge().state).toBe('recalling')
    for (const station of home.stations) await home.deliver(station)
    expect(home.judge()).toMatchObject({ state: 'expired', outcome: 'expired' })
  })

  it('of an earlier gate says nothing about a later one', async () => {
    for (const station of home.stations) await home.hand(station)
    home.recall()
    for (const station of home.stations) await home.deliver(station)
    forgetTakenBack(home.ledger, home.letter.objectId, bob.person)
    const [old] = listGates(home.ledger, home.letter.objectId)
    home.makeGate(2)
    expect(decideGateState(tallyGate(home.ledger, old!, AT)).state).toBe('recalled')
    expect(home.judge()).toMatchObject({ state: 'notified', count: { sent: 0, burned: 0 } })
  })
})
