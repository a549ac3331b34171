// The gates of one station: each share is handed out or burned, once and for all.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toHex } from '../../../src/core/base/index.ts'
import {
  createGateOpenRequest,
  readerReceiptForm,
  gateReceiptForm,
  emptyLog,
  followLog,
  hashActAnswer,
  isReaderReceiptFor,
  isReceiptGenuine,
  type ActAnswer,
  type AnsweredPut,
  type GateAct,
  type PutGate,
} from '../../../src/core/station-records/index.ts'
import { hashKept } from '../../support/hash-kept.ts'
import type { KeyPair } from '../../../src/core/seal/index.ts'
import { planOf } from '../../support/query-plans.ts'
import {
  actOf,
  AT,
  bytesOf,
  customer,
  DAY_MS,
  filled,
  gateOf,
  TestStation,
  type Customer,
} from './test-station.ts'

let station: TestStation
let aoi: Customer
let put: PutGate
let slot: KeyPair

beforeEach(() => {
  station = new TestStation(1)
  aoi = customer(11)
  station.join(aoi)
  ;({ put, slot } = gateOf(1))
})

afterEach(() => {
  const plans = [...station.statements].map((sql) => planOf(station.ledger, sql))
  expect(plans.filter((plan) => plan.some((step) => step.startsWith('SCAN')))).toEqual([])
})

const give = async (gate: PutGate = put): Promise<AnsweredPut> =>
  (await station.gates.put(station.accountOf(aoi), [gate]))[0]!
const open = async (): Promise<string> => (await station.ask(aoi, put.handle, slot)).status
const answerTo = async (act: GateAct): Promise<ActAnswer> => (await station.act(act)).answer
const logOf = (one: Customer = aoi): string[] => {
  const account = station.accountOf(one)
  const { entries, receipt } = station.gates.news(account, 0)
  const followed = followLog(emptyLog(account), entries)
  expect(gateReceiptForm.decode(receipt)).toMatchObject({ ...followed.after, account })
  expect(isReceiptGenuine(gateReceiptForm.decode(receipt), station.pair.publicKey)).toBe(true)
  return followed.entries.map(({ decision, why }) => [decision, why].filter(Boolean).join(' '))
}

describe('a customer who orders without an end', () => {
  const order = (seq: number, kind: 'hold' | 'let-go' = seq % 2 === 0 ? 'hold' : 'let-go') =>
    answerTo(actOf(aoi, put.handle, { kind, seq }))

  it('fills the log only up to a limit of the day, and burns all the same', async () => {
    await give()
    for (let seq = 1; seq <= 199; seq++) expect(await order(seq)).not.toBe('unknown')
    expect(await order(200)).toBe('unknown')
    expect(station.gates.counts(station.accountOf(aoi)).decisions).toBe(199)
    station.now += DAY_MS
    expect(await order(202)).toBe('held')
    for (let seq = 203; seq <= 402; seq++) await order(seq)
    expect(await answerTo(actOf(aoi, put.handle))).toBe('burned')
  })

  it('strikes and adds a member only so often', async () => {
    const [roster, key] = [filled(7), filled(8)]
    const change = (n: number) =>
      station.gates.putRoster(station.accountOf(aoi), {
        roster,
        members: n % 2 === 0 ? [{ key, check: filled(n % 256), epoch: 0 }] : [],
        struck: n % 2 === 0 ? [] : [key],
      })
    for (let n = 0; n < 400; n++) expect(await change(n)).toBe('kept')
    expect(await change(401)).toBe('quota')
    expect(station.gates.counts(station.accountOf(aoi)).decisions).toBe(200)
  })
})

describe('put', () => {
  it('keeps a share, with a receipt for the share and the head of the log', async () => {
    const { answer, receipt } = await give()
    expect(answer).toBe('kept')
    const account = station.accountOf(aoi)
    expect(gateReceiptForm.decode(receipt!)).toMatchObject({
      account,
      answered: hashKept(put),
      ...emptyLog(account),
    })
    expect(isReceiptGenuine(gateReceiptForm.decode(receipt!), station.pair.publicKey)).toBe(true)
    expect(station.gates.counts(account)).toEqual({ gates: 1, remembered: 1, decisions: 0, isFenced: false })
  })

  it('gives the same receipt for the same gate, also after its end, and refuses another', async () => {
    const first = await give()
    await station.gates.put(station.accountOf(aoi), [gateOf(2).put])
    expect(await open()).toBe('released')
    expect(await give()).toEqual(first)
    await station.act(actOf(aoi, gateOf(2).put.handle))
    expect((await give(gateOf(2).put)).answer).toBe('kept')
    for (const change of [{ share: filled(9, 81) }, { number: 3 }, { place: 2 }, { key: filled(9) }])
      expect(await give({ ...put, ...change })).toEqual({ answer: 'other', receipt: null })
    expect((await station.ask(aoi, put.handle, slot)).share).toEqual(put.share)
  })

  it('refuses a gate beyond the limit, and takes one again when a share is gone', async () => {
    station.limits = { gates: 2, releasesPerDay: 10 }
    const puts = [1, 2, 3].map((number) => gateOf(number).put)
    const answers = await station.gates.put(station.accountOf(aoi), puts)
    expect(answers.map(({ answer }) => answer)).toEqual(['kept', 'kept', 'quota'])
    await station.act(actOf(aoi, puts[0]!.handle))
    expect((await give(puts[2])).answer).toBe('kept')
  })

  it('keeps the gates of two customers apart, even under one handle', async () => {
    const ken = customer(12)
    station.join(ken)
    await station.gates.put(station.accountOf(ken), [{ ...put, share: filled(99, 81) }])
    expect((await give()).answer).toBe('kept')
    expect((await station.ask(aoi, put.handle, slot)).share).toEqual(put.share)
    expect((await station.ask(ken, put.handle, slot)).share).toEqual(filled(99, 81))
    expect(await answerTo(actOf(ken, gateOf(5).put.handle))).toBe('burned')
    expect((await give(gateOf(5).put)).answer).toBe('kept')
  })
})

describe('open', () => {
  it('hands the share out, the same again each time, with the same receipt', async () => {
    await give()
    const first = await station.ask(aoi, put.handle, slot)
    expect(first).toMatchObject({ status: 'released', share: put.share })
    const receipt = readerReceiptForm.decode(first.receipt!)
    expect(receipt).toMatchObject({ answer: 'released', at: AT })
    const asked = { account: station.accountOf(aoi), handle: put.handle, key: slot.publicKey }
    expect(isReaderReceiptFor(receipt, station.pair.publicKey, asked)).toBe(true)
    station.now += 400 * DAY_MS
    expect(await answerTo(actOf(aoi, put.handle))).toBe('released')
    expect(await station.ask(aoi, put.handle, slot)).toEqual(first)
    expect(logOf()).toEqual(['released'])
  })

  it('answers UNKNOWN alike to another key, another handle, another account and another connection', async () => {
    await give()
    const other = gateOf(2)
    const unknown = { status: 'UNKNOWN', share: null, receipt: null }
    expect(await station.ask(aoi, put.handle, other.slot)).toEqual(unknown)
    expect(await station.ask(aoi, other.put.handle, slot)).toEqual(unknown)
    expect(await station.ask(customer(12), put.handle, slot)).toEqual(unknown)
    const connection = { handshakeHash: filled(4, 64), station: station.pair.publicKey }
    const request = createGateOpenRequest(
      { account: station.accountOf(aoi), handle: put.handle },
      connection,
      slot,
    )
    expect(await station.gates.open(request, filled(5, 64))).toEqual(unknown)
    expect(logOf()).toEqual([])
    expect((await station.gates.open(request, connection.handshakeHash)).status).toBe('released')
  })

  it('answers by the first line that applies', async () => {
    await give({ ...put, from: AT + 10, expires: AT + 100, isHeld: true })
    expect(await open()).toBe('HELD')
    await station.act(actOf(aoi, put.handle, { kind: 'let-go' }))
    expect(await open()).toBe('NOT_YET')
    station.now = AT + 50
    station.latest = AT + 100
    expect(await open()).toBe('NOT_YET')
    station.latest = null
    station.limits = { gates: 9, releasesPerDay: 0 }
    expect(await open()).toBe('QUOTA')
    station.limits = { gates: 9, releasesPerDay: 1 }
    await station.act(actOf(aoi, put.handle, { kind: 'hold', seq: 2 }))
    station.now = AT + 100
    expect(await open()).toBe('EXPIRED')
    station.now = AT + 50
    expect(await open()).toBe('EXPIRED')
    expect(logOf()).toEqual(['let-go', 'held', 'lapsed'])
    expect(station.gates.counts(station.accountOf(aoi)).gates).toBe(0)
  })

  it.each([
    ['recalled', 'RECALLED'],
    ['withdrawn', 'RECALLED'],
    ['removed', 'RECALLED'],
    ['expired', 'EXPIRED'],
    ['superseded', 'MOVED'],
  ] as const)('answers after a burn as %s: %s', async (why, status) => {
    await give()
    expect(await answerTo(actOf(aoi, put.handle, { why }))).toBe('burned')
    const answer = await station.ask(aoi, put.handle, slot)
    expect(answer).toMatchObject({ status, share: null })
    expect(answer.receipt === null).toBe(status === 'MOVED')
    expect(logOf()).toEqual([`burned ${why}`])
  })

  it('counts first releases per day, and not again when the clock is set back', async () => {
    station.limits = { gates: 9, releasesPerDay: 1 }
    const two = gateOf(2)
    await station.gates.put(station.accountOf(aoi), [put, two.put])
    expect(await open()).toBe('released')
    expect(await open()).toBe('released')
    expect((await station.ask(aoi, two.put.handle, two.slot)).status).toBe('QUOTA')
    station.now -= DAY_MS
    expect((await station.ask(aoi, two.put.handle, two.slot)).status).toBe('QUOTA')
    station.now += 2 * DAY_MS
    expect((await station.ask(aoi, two.put.handle, two.slot)).status).toBe('released')
  })
})

describe('act', () => {
  it('burns once and for all, after a checkpoint, with a receipt for this act', async () => {
    await give()
    const act = actOf(aoi, put.handle)
    const { answer, receipt } = await station.act(act)
    expect(answer).toBe('burned')
    expect(station.checkpoints).toBe(1)
    expect(gateReceiptForm.decode(receipt!)).toMatchObject({
      n: 1,
      answered: hashActAnswer(bytesOf(act), 'burned'),
    })
    expect(await answerTo(act)).toBe('burned')
    expect(station.checkpoints).toBe(2)
    expect(await answerTo(actOf(aoi, put.handle, { kind: 'let-go', seq: 9 }))).toBe('burned')
    expect(await open()).toBe('RECALLED')
    expect(logOf()).toEqual(['burned recalled'])
  })

  it('keeps a burn that comes before its gate', async () => {
    expect(await answerTo(actOf(aoi, put.handle))).toBe('burned')
    expect(await answerTo(actOf(aoi, put.handle))).toBe('burned')
    expect(await answerTo(actOf(aoi, put.handle, { kind: 'let-go' }))).toBe('burned')
    expect(await give()).toEqual({ answer: 'recalled', receipt: null })
    expect(await open()).toBe('UNKNOWN')
    expect(logOf()).toEqual(['burned recalled'])
  })

  it('limits burns without a gate to the number of gates, and keeps no other act without one', async () => {
    station.limits = { gates: 1, releasesPerDay: 1 }
    expect(await answerTo(actOf(aoi, put.handle, { kind: 'hold' }))).toBe('unknown')
    expect(await answerTo(actOf(aoi, put.handle))).toBe('burned')
    expect(await answerTo(actOf(aoi, gateOf(2).put.handle))).toBe('unknown')
  })

  it('ignores a device on no account, a signature that is not genuine, and another account', async () => {
    await give()
    const ken = customer(12)
    expect(await answerTo(actOf(ken, put.handle))).toBe('unknown')
    expect(await answerTo({ ...actOf(ken, put.handle), device: aoi.device.publicKey })).toBe('unknown')
    station.join(ken)
    expect(await answerTo(actOf(ken, put.handle))).toBe('burned')
    expect(await open()).toBe('released')
  })

  it('applies the hold or let-go with the larger number, and of two equal ones the hold', async () => {
    await give()
    const set = async (kind: 'hold' | 'let-go', seq: number): Promise<ActAnswer> =>
      answerTo(actOf(aoi, put.handle, { kind, seq }))
    expect(await set('let-go', 2)).toBe('free')
    expect(await set('hold', 1)).toBe('free')
    expect(await set('hold', 2)).toBe('held')
    expect(await set('let-go', 2)).toBe('held')
    expect(await open()).toBe('HELD')
    expect(await set('let-go', 3)).toBe('free')
    expect(logOf()).toEqual(['let-go', 'held', 'let-go'])
  })

  it('moves the beginning by number, and the end only later and at most 400 days ahead', async () => {
    await give()
    const from = (seq: number, value: number): GateAct => actOf(aoi, put.handle, { kind: 'from', seq, value })
    await station.act(from(2, AT + 100))
    await station.act(from(1, AT))
    await station.act(from(2, AT + 50))
    station.now = AT + 99
    expect(await open()).toBe('NOT_YET')
    const until = (value: number): GateAct => actOf(aoi, put.handle, { kind: 'until', value })
    expect(await answerTo(until(AT + 5000 * DAY_MS))).toBe('free')
    expect(await answerTo(until(AT + DAY_MS))).toBe('free')
    station.now = AT + 99 + 400 * DAY_MS
    expect(await open()).toBe('EXPIRED')
  })

  it('burns under a later lease too, and a later lease revives nothing', async () => {
    await give()
    expect(await answerTo(actOf(aoi, put.handle, { kind: 'until', value: AT + 300 * DAY_MS }))).toBe('free')
    expect(await answerTo(actOf(aoi, put.handle))).toBe('burned')
    expect(await answerTo(actOf(aoi, put.handle, { kind: 'until', value: AT + 350 * DAY_MS }))).toBe('burned')
    expect(await open()).toBe('RECALLED')
  })

  it('for one reader is nothing to another', async () => {
    await give()
    expect(await answerTo(actOf(aoi, put.handle, { key: filled(9) }))).toBe('unknown')
    expect(await answerTo(actOf(aoi, put.handle, { key: slot.publicKey }))).toBe('burned')
    expect(await answerTo(actOf(aoi, gateOf(2).put.handle, { key: filled(9) }))).toBe('burned')
    expect((await give(gateOf(2).put)).answer).toBe('kept')
  })
})

describe('the end of a gate', () => {
  it('removes the share that the reader keeps, and the one that nobody asked for', async () => {
    const two = gateOf(2)
    await station.gates.put(station.accountOf(aoi), [put, two.put])
    expect(await open()).toBe('released')
    const before = logOf()
    expect(await station.gates.forget(station.accountOf(aoi), [put.handle, two.put.handle])).toBe(true)
    expect(station.gates.counts(station.accountOf(aoi)).gates).toBe(0)
    expect(station.ledger.all('SELECT handle FROM kept_gates')).toEqual([])
    expect([await open(), (await station.ask(aoi, two.put.handle, two.slot)).status]).toEqual([
      'UNKNOWN',
      'UNKNOWN',
    ])
    expect([await answerTo(actOf(aoi, put.handle)), await answerTo(actOf(aoi, two.put.handle))]).toEqual([
      'released',
      'burned',
    ])
    expect([logOf(), station.checkpoints > 0]).toEqual([before, true])
  })

  it('cannot be put again after it was forgotten, also after another forgetting', async () => {
    await give()
    expect(await open()).toBe('released')
    const account = station.accountOf(aoi)
    for (const handles of [[put.handle], [put.handle, filled(99)]]) {
      expect(await station.gates.forget(account, handles)).toBe(true)
      expect((await give()).answer).toBe('other')
      expect(await open()).toBe('UNKNOWN')
    }
    station.now += 401 * DAY_MS
    station.monotonicMs += 60_000
    await station.gates.sweep()
    expect(station.ledger.all('SELECT handle FROM gate_readers')).toEqual([])
  })

  it('comes with the lease, and is forgotten after 400 days', async () => {
    await give()
    await station.act(actOf(aoi, gateOf(2).put.handle))
    station.now += 90 * DAY_MS
    await station.gates.sweep()
    expect(station.gates.counts(station.accountOf(aoi)).gates).toBe(1)
    station.monotonicMs += 60_000
    await station.gates.sweep()
    expect(station.gates.counts(station.accountOf(aoi)).gates).toBe(0)
    expect(logOf()).toEqual(['burned recalled', 'lapsed'])
    expect(await open()).toBe('EXPIRED')
    station.now += 401 * DAY_MS
    await station.gates.sweep()
    expect(await open()).toBe('UNKNOWN')
    expect((await give(gateOf(2).put)).answer).toBe('kept')
  })

  it('of a customer who leaves burns what is free', async () => {
    const two = gateOf(2)
    await station.gates.put(station.accountOf(aoi), [put, two.put])
    await station.ask(aoi, two.put.handle, two.slot)
    const receipt = gateReceiptForm.decode(await station.gates.burnAll(station.accountOf(aoi)))
    expect(receipt.n).toBe(2)
    expect(logOf()).toEqual(['released', 'burned superseded'])
    expect(station.gates.counts(station.accountOf(aoi)).gates).toBe(0)
    expect(station.ledger.get('SELECT count(share) AS count FROM kept_gates')).toEqual({ count: 0 })
    expect(await answerTo(actOf(aoi, two.put.handle))).toBe('released')
    expect(station.checkpoints).toBe(1)
    expect(await open()).toBe('MOVED')
  })
})

it('tells the news in parts, each under a receipt', async () => {
  const account = station.accountOf(aoi)
  const handles = Array.from({ length: 130 }, (_, i) => gateOf(1000 + i).put.handle)
  station.limits = { gates: 1000, releasesPerDay: 9 }
  for (let i = 0; i < 130; i += 65)
    await station.gates.act(handles.slice(i, i + 65).map((one) => actOf(aoi, one)))
  const first = station.gates.news(account, 0)
  expect(first.entries).toHaveLength(128)
  const { after } = followLog(emptyLog(account), first.entries)
  expect(gateReceiptForm.decode(first.receipt)).toMatchObject(after)
  const second = station.gates.news(account, after.n)
  expect(gateReceiptForm.decode(second.receipt)).toMatchObject(followLog(after, second.entries).after)
  expect(station.gates.news(account, 130).entries).toEqual([])
  expect(gateReceiptForm.decode(station.gates.news(account, 999).receipt).n).toBe(130)
})

it('stores no key of a person and no handle in another form than the customer gave', async () => {
  await give()
  const tables = station.ledger.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
  const cells = tables.flatMap(({ name }) =>
    station.ledger.all(`SELECT * FROM ${name}`).flatMap((row) => Object.values(row)),
  )
  const texts = cells.map((cell) => (cell instanceof Uint8Array ? toHex(cell) : String(cell))).join(' ')
  expect(texts).toContain(toHex(put.handle))
  expect(texts).not.toContain(toHex(aoi.person))
  expect(texts).not.toContain(toHex(aoi.device.publicKey))
})
