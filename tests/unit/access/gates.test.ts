// The author's gates beside real stations: what leaves the home and when, what counts as an answer,
// and what the author can then say.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  decideGateState,
  expireDue,
  findGate,
  forgetTakenBack,
  holdObject,
  insertAct,
  insertGate,
  letGoObject,
  listGates,
  listPendingActs,
  listUnsent,
  markReaderHas,
  markSent,
  nextGateNumber,
  countHandedOver,
  recallObject,
  statusOf,
  recordNews,
  recordReceipt,
  recordVote,
  restoreGates,
  tallyGate,
  type GateSituation,
} from '../../../src/core/access/index.ts'
import { MalformedRecord, toHex } from '../../../src/core/base/index.ts'
import {
  decodeAct,
  emptyLog,
  gateHandle,
  slotKeyPair,
  type AnsweredAct,
  type LogHead,
} from '../../../src/core/custody/index.ts'
import { hashShare, splitSecret, type KeyPair } from '../../../src/core/seal/index.ts'
import { WatchedTransaction } from '../../support/query-plans.ts'
import { AT, customer, DAY_MS, filled, TestStation } from '../station/test-station.ts'
import { askFor, bob, sendLetter, storeLetter, type TestLetter } from './letters.ts'
import { PlainLedger } from './plain-ledger.ts'

const alice = customer(11)
const UNTIL = AT + 90 * DAY_MS
let plain: PlainLedger
let ledger: WatchedTransaction
let stations: TestStation[]
let letter: TestLetter
let slot: KeyPair
let handle: Uint8Array

const who = () => ({ objectId: letter.objectId, person: bob.person })
const as = ({ pair }: TestStation) => ({ station: pair.publicKey, person: alice.person })

async function makeGate(number = 1, need = 2, distrust = 1): Promise<Uint8Array[]> {
  handle = gateHandle(filled(5), letter.objectId, number)
  slot = slotKeyPair(filled(5), handle)
  const shares = splitSecret(filled(6, 80), { need, of: stations.length })
  const set = { id: 1, need, distrust, devices: stations.map(({ pair }) => pair.publicKey) }
  insertGate(ledger, { ...who(), number, set, handle, slotKey: slot.publicKey, shares, until: UNTIL, at: AT })
  return shares
}

/** Sends a station what is not sent yet. */
async function hand(station: TestStation): Promise<boolean[]> {
  const puts = markSent(ledger, station.pair.publicKey, listUnsent(ledger, station.pair.publicKey, 64), AT)
  const answers = await station.gates.put(station.accountOf(alice), puts)
  return answers.map((answer, i) => recordReceipt(ledger, as(station), puts[i]!.handle, answer))
}

/** Delivers the acts that wait for a station. */
async function deliver(station: TestStation): Promise<string[]> {
  const answers: string[] = []
  for (const act of listPendingActs(ledger, station.pair.publicKey, 64)) {
    const answer = await station.act(decodeAct(act.record))
    if (recordVote(ledger, as(station), act, answer, AT)) answers.push(answer.answer)
  }
  return answers
}

const judge = (now = AT): GateSituation => decideGateState(tallyGate(ledger, findGate(ledger, who())!, now))
const recall = (): void => {
  recallObject(ledger, letter.objectId, AT)
  insertAct(ledger, { handle, kind: 'burn', why: 'recalled' }, alice.device, AT)
}

beforeEach(async () => {
  plain = new PlainLedger()
  ledger = new WatchedTransaction(plain)
  stations = [1, 2, 3].map((byte) => new TestStation(byte))
  for (const station of stations) station.join(alice)
  letter = sendLetter(ledger, [bob], AT)
  await makeGate()
})

afterEach(() => {
  const scans = ledger.plans().filter(({ plan }) => plan.some((step) => step.startsWith('SCAN')))
  expect(scans).toEqual([])
  plain.close()
})

describe('handing over', () => {
  it('sends each share once it is marked, until the station has confirmed it', async () => {
    const [first] = stations
    expect(listUnsent(ledger, first!.pair.publicKey, 9)).toEqual([handle])
    const [put] = markSent(ledger, first!.pair.publicKey, [handle], AT)
    expect(put).toMatchObject({
      handle,
      number: 1,
      place: 1,
      key: slot.publicKey,
      until: UNTIL,
      isHeld: false,
    })
    expect(hashShare(1, put!.share)).toEqual(findGate(ledger, who())!.hashes[0])
    expect(listUnsent(ledger, first!.pair.publicKey, 9)).toEqual([handle])
    expect(await hand(first!)).toEqual([true])
    expect(listUnsent(ledger, first!.pair.publicKey, 9)).toEqual([])
    expect(countHandedOver(ledger, findGate(ledger, who())!)).toEqual({ of: 3, handedOver: 1 })
    expect(markSent(ledger, first!.pair.publicKey, [handle, filled(9)], AT)).toEqual([])
    expect(plain.get('SELECT share FROM gate_shares WHERE place = 1')).toEqual({ share: null })
  })

  it('believes only the receipt of this station for this share and this customer', async () => {
    const [first, second] = stations
    const [put] = markSent(ledger, first!.pair.publicKey, [handle], AT)
    const [answer] = await first!.gates.put(first!.accountOf(alice), [put!])
    const [forOther] = await first!.gates.put(first!.accountOf(customer(12)), [put!])
    expect(recordReceipt(ledger, as(second!), handle, answer!)).toBe(false)
    expect(recordReceipt(ledger, as(first!), handle, forOther!)).toBe(false)
    expect(recordReceipt(ledger, as(first!), filled(9), answer!)).toBe(false)
    const broken = { ...answer!, receipt: filled(1, 9) }
    expect(recordReceipt(ledger, as(first!), handle, broken)).toBe(false)
    expect(countHandedOver(ledger, findGate(ledger, who())!).handedOver).toBe(0)
    expect(recordReceipt(ledger, as(first!), handle, answer!)).toBe(true)
  })

  it('tries again after a refusal that can end, and not after one that cannot', () => {
    const station = as(stations[0]!)
    for (const answer of ['quota', 'fenced'] as const) {
      expect(recordReceipt(ledger, station, handle, { answer, receipt: null })).toBe(true)
      expect(listUnsent(ledger, station.station, 9)).toEqual([handle])
    }
    recordReceipt(ledger, station, handle, { answer: 'recalled', receipt: null })
    expect(listUnsent(ledger, station.station, 9)).toEqual([])
  })

  it('sends the conditions that the own device has', () => {
    const later = sendLetter(ledger, [bob], AT, { notBefore: AT + 5, expiresAt: AT + 9 })
    letter = later
    return makeGate().then(() => {
      holdObject(ledger, letter.objectId, AT)
      const [put] = markSent(ledger, stations[0]!.pair.publicKey, [handle], AT)
      expect(put).toMatchObject({ from: AT + 5, expires: AT + 9, isHeld: true })
    })
  })

  it('waits for the notice of the letter, so that a recall before it is certain at once', async () => {
    letter = storeLetter(ledger, [bob], AT, { heldAt: AT })
    await makeGate()
    const { publicKey } = stations[0]!.pair
    const other = handle
    expect(listUnsent(ledger, publicKey, 9).map(toHex)).not.toContain(toHex(other))
    expect(markSent(ledger, publicKey, [other], AT)).toEqual([])
    letGoObject(ledger, letter.objectId, AT)
    expect(listUnsent(ledger, publicKey, 9).map(toHex)).toContain(toHex(other))
    recallObject(ledger, letter.objectId, AT)
    expect(judge()).toMatchObject({ state: 'recalled', count: { sent: 0 } })
    expect(markSent(ledger, publicKey, [other], AT)).toEqual([])
  })

  it('refuses a gate whose shares do not fit the set, or whose number was used', async () => {
    const set = { id: 1, need: 2, distrust: 1, devices: [filled(1), filled(2), filled(3)] }
    const gate = { ...who(), number: 2, set, handle: filled(7), slotKey: filled(8), until: UNTIL, at: AT }
    const shares = splitSecret(filled(1), { need: 2, of: 3 })
    const refused = (change: object): void =>
      expect(() => insertGate(ledger, { ...gate, shares, ...change })).toThrow(
        expect.objectContaining({ code: 'INTERNAL' }),
      )
    refused({ shares: shares.slice(1) })
    refused({ set: { ...set, distrust: 2 } })
    refused({ number: 1 })
    expect(nextGateNumber(ledger, who())).toBe(2)
    insertGate(ledger, { ...gate, shares })
    expect(listGates(ledger, letter.objectId).map(({ number }) => number)).toEqual([1, 2])
    expect(findGate(ledger, who())!.number).toBe(2)
  })
})

describe('a recall', () => {
  it('is certain at once while too few shares have left, and the others never leave', async () => {
    await hand(stations[0]!)
    recall()
    expect(judge()).toMatchObject({ state: 'recalled', count: { sent: 1, certainAt: 0 } })
    expect(stations.map(({ pair }) => listUnsent(ledger, pair.publicKey, 9))).toEqual([[], [], []])
    expect(stations.map(({ pair }) => listPendingActs(ledger, pair.publicKey, 9).length)).toEqual([1, 0, 0])
    expect(await deliver(stations[0]!)).toEqual(['burned'])
    expect(judge()).toMatchObject({ state: 'recalled' })
  })

  it('counts a share that was marked, even if it never arrived, and its burn comes first', async () => {
    const [first] = stations
    const [put] = markSent(ledger, first!.pair.publicKey, [handle], AT)
    await hand(stations[1]!)
    recall()
    expect(judge()).toMatchObject({ state: 'recalling', count: { sent: 2, certainAt: 2 } })
    expect(await deliver(first!)).toEqual(['burned'])
    expect(judge().state).toBe('recalling')
    expect(await deliver(stations[1]!)).toEqual(['burned'])
    expect(judge().state).toBe('recalled')
    const [late] = await first!.gates.put(first!.accountOf(alice), [put!])
    expect(late!.answer).toBe('recalled')
  })

  it('that is not certain yet shows the time of the recall', async () => {
    for (const station of stations) await hand(station)
    recallObject(ledger, letter.objectId, AT + 7)
    insertAct(ledger, { handle, kind: 'burn', why: 'recalled' }, alice.device, AT + 7)
    expect(statusOf(ledger, letter.objectId, AT + 8)).toMatchObject([{ state: 'recalling', at: AT + 7 }])
  })

  it('a burn that is not a recall keeps the unsent shares at home too', () => {
    insertAct(ledger, { handle, kind: 'burn', why: 'superseded' }, alice.device, AT)
    expect(stations.map(({ pair }) => listUnsent(ledger, pair.publicKey, 9))).toEqual([[], [], []])
    expect(markSent(ledger, stations[0]!.pair.publicKey, [handle], AT)).toEqual([])
  })

  it('is certain with the burn of every station, and says how many are heard', async () => {
    for (const station of stations) await hand(station)
    recall()
    const seen: (string | number)[][] = []
    for (const station of stations) {
      const { state, count } = judge()
      seen.push([state, count.burned])
      await deliver(station)
    }
    expect(seen).toEqual([
      ['recalling', 0],
      ['recalling', 1],
      ['recalling', 2],
    ])
    expect(judge()).toMatchObject({ state: 'recalled', outcome: 'recalled', count: { burned: 3 } })
    expect(listPendingActs(ledger, stations[0]!.pair.publicKey, 9)).toEqual([])
  })

  it('is too late when enough stations have released, and unknown at a split vote', async () => {
    for (const station of stations) await hand(station)
    await stations[0]!.ask(alice, handle, slot)
    recall()
    for (const station of stations) await deliver(station)
    expect(judge()).toMatchObject({ state: 'unknown', count: { released: 1, burned: 2 } })
    markReaderHas(ledger, who(), AT)
    expect(judge()).toMatchObject({ state: 'referenced', outcome: 'too-late' })
  })

  it('by expiry is said as expired', async () => {
    letter = sendLetter(ledger, [bob], AT, { expiresAt: AT + 5 })
    await makeGate()
    for (const station of stations) await hand(station)
    expireDue(plain, AT + 5)
    insertAct(ledger, { handle, kind: 'burn', why: 'expired' }, alice.device, AT + 5)
    expect(judge().state).toBe('recalling')
    for (const station of stations) await deliver(station)
    expect(judge()).toMatchObject({ state: 'expired', outcome: 'expired' })
  })

  it('of an earlier gate says nothing about a later one', async () => {
    for (const station of stations) await hand(station)
    recall()
    for (const station of stations) await deliver(station)
    forgetTakenBack(ledger, letter.objectId, bob.person)
    const [old] = listGates(ledger, letter.objectId)
    await makeGate(2)
    expect(decideGateState(tallyGate(ledger, old!, AT)).state).toBe('recalled')
    expect(judge()).toMatchObject({ state: 'notified', count: { sent: 0, burned: 0 } })
  })
})

describe('a hold', () => {
  const hold = (): void => {
    holdObject(ledger, letter.objectId, AT)
    insertAct(ledger, { handle, kind: 'hold' }, alice.device, AT)
  }
  const letGo = (): void => {
    letGoObject(ledger, letter.objectId, AT)
    insertAct(ledger, { handle, kind: 'let-go' }, alice.device, AT)
  }

  it('is certain when enough stations confirm it, and let go when enough confirm that', async () => {
    for (const station of stations) await hand(station)
    hold()
    expect(judge().state).toBe('holding')
    for (const station of stations) expect(await deliver(station)).toEqual(['held'])
    expect(judge()).toMatchObject({ state: 'held', count: { held: 3 } })
    letGo()
    expect(await deliver(stations[0]!)).toEqual(['free'])
    expect(judge()).toMatchObject({ state: 'held', count: { letGo: 1 } })
    expect(await deliver(stations[1]!)).toEqual(['free'])
    expect(judge()).toMatchObject({ state: 'notified', count: { letGo: 2, held: 1 } })
    hold()
    expect(judge()).toMatchObject({ state: 'holding', count: { held: 1, letGo: 2 } })
  })

  it('replaces the act before it that was not delivered, and a burn replaces all', async () => {
    for (const station of stations) await hand(station)
    hold()
    letGo()
    insertAct(ledger, { handle, kind: 'until', value: UNTIL + 1 }, alice.device, AT)
    const kinds = (): string[] =>
      listPendingActs(ledger, stations[0]!.pair.publicKey, 9).map(({ record }) => decodeAct(record).kind)
    expect(kinds()).toEqual(['let-go', 'until'])
    expect(findGate(ledger, who())!.until).toBe(UNTIL + 1)
    recall()
    expect(kinds()).toEqual(['burn'])
  })

  it('from before the share was sent waits for the station, which gets the share held', async () => {
    hold()
    expect(judge().state).toBe('held')
    await hand(stations[0]!)
    await hand(stations[1]!)
    expect(judge()).toMatchObject({ state: 'holding', count: { sent: 2, certainAt: 2 } })
    expect((await stations[0]!.ask(alice, handle, slot)).status).toBe('HELD')
    for (const station of stations) await deliver(station)
    expect(judge().state).toBe('held')
  })
})

describe('news', () => {
  let heads: LogHead[]
  beforeEach(async () => {
    for (const station of stations) await hand(station)
    heads = stations.map((station) => emptyLog(station.accountOf(alice)))
  })

  function hear(i: number): LogHead | null {
    const station = stations[i]!
    const after = recordNews(
      ledger,
      as(station),
      heads[i]!,
      station.gates.news(station.accountOf(alice), heads[i]!.n),
    )
    if (after !== null) heads[i] = after
    return after
  }

  it('count as answers: being opened, opened, and recalled by acts that others delivered', async () => {
    await stations[0]!.ask(alice, handle, slot)
    expect(hear(0)!.n).toBe(1)
    expect(judge()).toMatchObject({ state: 'notified', count: { released: 1 } })
    await stations[1]!.ask(alice, handle, slot)
    hear(1)
    expect(judge()).toMatchObject({ state: 'referenced', count: { released: 2 } })
    expect(hear(1)).toEqual(heads[1])
  })

  it('end the waiting of acts that the station has applied', async () => {
    recall()
    const { record } = listPendingActs(ledger, stations[0]!.pair.publicKey, 9)[0]!
    for (const station of stations) await station.act(decodeAct(record))
    for (const i of [0, 1, 2]) hear(i)
    expect(judge().state).toBe('recalled')
    expect(stations.flatMap(({ pair }) => listPendingActs(ledger, pair.publicKey, 9))).toEqual([])
  })

  it('of a lapsed lease count as burns, and without an act the letter is still notified', async () => {
    for (const station of stations) {
      station.now = UNTIL
      await station.ask(alice, handle, slot)
    }
    for (const i of [0, 1, 2]) hear(i)
    expect(judge(UNTIL)).toMatchObject({ state: 'notified', count: { burned: 3 } })
    recall()
    expect(judge(UNTIL).state).toBe('recalled')
  })

  it('of another log than before tell that the station has lost decisions', async () => {
    await stations[0]!.ask(alice, handle, slot)
    hear(0)
    const reset = new TestStation(1)
    reset.join(alice)
    stations[0] = reset
    expect(hear(0)).toBeNull()
    recall()
    await reset.act(decodeAct(listPendingActs(ledger, stations[1]!.pair.publicKey, 9)[0]!.record))
    expect(hear(0)).toBeNull()
    expect(judge().count.released).toBe(1)
  })

  it('are malformed if entries and receipt do not fit, or another station signed', async () => {
    await stations[0]!.ask(alice, handle, slot)
    const news = stations[0]!.gates.news(stations[0]!.accountOf(alice), 0)
    const wrong = [
      { ...news, entries: [] },
      { ...news, entries: [...news.entries, ...news.entries] },
      { ...news, receipt: filled(1, 9) },
      { ...news, receipt: stations[1]!.gates.news(stations[1]!.accountOf(alice), 0).receipt },
    ]
    for (const one of wrong)
      expect(() => recordNews(ledger, as(stations[0]!), heads[0]!, one)).toThrow(MalformedRecord)
    expect(judge().count.released).toBe(0)
  })
})

it('an answer without a genuine receipt is no vote, and neither is a burn that is answered free', async () => {
  for (const station of stations) await hand(station)
  recall()
  const [first, second] = stations
  const [act] = listPendingActs(ledger, first!.pair.publicKey, 9)
  const answer = await first!.act(decodeAct(act!.record))
  const record = (change: Partial<AnsweredAct>, station = first!): boolean =>
    recordVote(ledger, as(station), act!, { ...answer, ...change }, AT)
  expect(record({ receipt: null })).toBe(false)
  expect(record({ answer: 'released' })).toBe(false)
  expect(record({ answer: 'free' })).toBe(false)
  expect(record({}, second)).toBe(false)
  expect(recordVote(ledger, as(first!), { ...act!, seq: 9 }, answer, AT)).toBe(false)
  expect(judge().count.burned).toBe(0)
  expect(record({})).toBe(true)
  expect(judge().count.burned).toBe(1)
})

it('no share stays here after the own release, because the reader has the letter', async () => {
  await hand(stations[0]!)
  askFor(ledger, letter, bob, AT)
  const shares = ledger.all<{ share: Uint8Array | null }>(
    'SELECT share FROM gate_shares WHERE gate = ?',
    findGate(ledger, who())!.id,
  )
  expect(shares.map(({ share }) => share)).toEqual(stations.map(() => null))
  expect(listUnsent(ledger, stations[1]!.pair.publicKey, 64)).toEqual([])
})

it('after the home has released, the answers of stations change nothing', async () => {
  for (const station of stations) await hand(station)
  askFor(ledger, letter, bob, AT)
  insertAct(ledger, { handle, kind: 'burn', why: 'withdrawn' }, alice.device, AT)
  for (const station of stations) await deliver(station)
  expect(judge()).toMatchObject({ state: 'referenced', outcome: 'too-late' })
})

it('after a recovery every share may have left, none leaves again, and the new device sends every act', async () => {
  await hand(stations[0]!)
  insertAct(ledger, { handle, kind: 'hold' }, alice.device, AT)
  await deliver(stations[0]!)
  const renewed = { ...alice, device: customer(12).device }
  restoreGates(plain, renewed.device, AT + 1)
  for (const station of stations) {
    station.devices.clear()
    station.join(renewed)
  }
  expect(stations.map(({ pair }) => listUnsent(ledger, pair.publicKey, 9).length)).toEqual([0, 0, 0])
  expect(stations.map(({ pair }) => listPendingActs(ledger, pair.publicKey, 9).length)).toEqual([1, 1, 1])
  expect(await deliver(stations[0]!)).toEqual(['held'])
  recallObject(ledger, letter.objectId, AT)
  insertAct(ledger, { handle, kind: 'burn', why: 'recalled' }, renewed.device, AT)
  expect(judge()).toMatchObject({ state: 'recalling', count: { sent: 3 } })
  for (const station of stations) await deliver(station)
  expect(judge().state).toBe('recalled')
})
