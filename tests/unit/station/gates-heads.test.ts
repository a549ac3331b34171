// Stations of one customer tell each other their heads. One that lost decisions is fenced; one that
// has just started waits; nobody can fence another by a lie.
import { beforeEach, describe, expect, it } from 'vitest'
import { gateReceiptForm, signReceipt, type SeenHead } from '../../../src/core/station-records/index.ts'
import { stationSchema } from '../../../src/core/station/index.ts'
import { PlainLedger } from '../access/plain-ledger.ts'
import { actOf, customer, filled, gateOf, TestStation } from './test-station.ts'

const aoi = customer(11)
const { put, slot } = gateOf(1)
const two = gateOf(2)
let stations: TestStation[]
let one: TestStation
let other: TestStation

const setOf = (need: number, distrust: number) => ({
  ...{ id: 1, need, distrust },
  devices: stations.map(({ pair }) => pair.publicKey),
})

beforeEach(async () => {
  stations = [1, 2, 3].map((byte) => new TestStation(byte))
  ;[one, other] = stations as [TestStation, TestStation, TestStation]
  for (const station of stations) {
    station.join(aoi)
    await station.gates.setKeepers(station.accountOf(aoi), aoi.person, setOf(2, 1))
    await station.gates.put(station.accountOf(aoi), [put, two.put])
  }
})

/** The first asks the second, as after a start or now and then. */
async function askHeads(asking: TestStation, asked: TestStation): Promise<SeenHead[]> {
  const answers: SeenHead[] = []
  for (const heads of asking.gates.headsFor(asked.pair.publicKey))
    answers.push(...(await asked.gates.answerHeads(asking.pair.publicKey, heads)))
  await asking.gates.receiveHeads(asked.pair.publicKey, answers)
  return answers
}

/** Puts a station's tables back to how they are now, at the returned call. */
function snapshot(station: TestStation): () => Promise<void> {
  const tables = station.ledger
    .all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .map(({ name }) => ({ name, rows: station.ledger.all(`SELECT * FROM ${name}`) }))
  return async () => {
    await station.ledger.write((tx) => {
      for (const { name, rows } of tables) {
        tx.run(`DELETE FROM ${name}`)
        for (const row of rows) {
          const columns = Object.keys(row)
          const sql = `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
          tx.run(sql, ...Object.values(row))
        }
      }
    })
    station.open()
  }
}

const headsOf = (asking: TestStation, asked: TestStation): Uint8Array[] =>
  asking.gates.headsFor(asked.pair.publicKey).flat()

const isFenced = (station: TestStation): boolean => station.gates.counts(station.accountOf(aoi)).isFenced
const open = async (station: TestStation): Promise<string> =>
  (await station.ask(aoi, put.handle, slot)).status

describe('the start barrier', () => {
  beforeEach(() => {
    for (const station of stations) station.open()
  })

  it('keeps a station from opening and burning until enough others were heard', async () => {
    expect(await open(one)).toBe('STARTING')
    expect(await one.act(actOf(aoi, put.handle))).toEqual({ answer: 'starting', receipt: null })
    expect(await one.gates.forget(one.accountOf(aoi), [put.handle])).toBe(false)
    await askHeads(one, other)
    expect(await open(one)).toBe('STARTING')
    await askHeads(one, stations[2]!)
    expect(await open(one)).toBe('released')
    expect(one.gates.news(one.accountOf(aoi), 0).entries).toHaveLength(1)
  })

  it('ends after a minute, even if the others are away', async () => {
    one.monotonicMs += 59_999
    expect(await open(one)).toBe('STARTING')
    one.monotonicMs += 1
    expect(await open(one)).toBe('released')
  })

  it('does not keep stations that all start at once from answering each other', async () => {
    for (const station of stations)
      for (const asked of stations) if (asked !== station) await askHeads(station, asked)
    expect(await Promise.all(stations.map(open))).toEqual(['released', 'released', 'released'])
  })

  it('hands out again what was handed out before', async () => {
    one.monotonicMs += 60_000
    const first = await one.ask(aoi, put.handle, slot)
    one.open()
    expect(await one.ask(aoi, put.handle, slot)).toEqual(first)
  })

  it('is none for a station alone, and for an account that came after the start', async () => {
    const alone = new TestStation(4)
    alone.join(aoi)
    await alone.gates.put(alone.accountOf(aoi), [put])
    alone.open()
    expect(await open(alone)).toBe('released')
    const ken = customer(12)
    one.join(ken)
    await one.gates.setKeepers(one.accountOf(ken), ken.person, setOf(2, 1))
    await one.gates.put(one.accountOf(ken), [put])
    expect((await one.ask(ken, put.handle, slot)).status).toBe('released')
  })
})

describe('a station that was put back', () => {
  it('is fenced when another has seen more of its log, and no longer decides anything', async () => {
    const putBack = snapshot(one)
    expect((await one.act(actOf(aoi, put.handle))).answer).toBe('burned')
    await askHeads(one, other)
    await putBack()
    expect(await open(one)).toBe('STARTING')
    await askHeads(one, other)
    expect(isFenced(one)).toBe(true)
    expect(await open(one)).toBe('FENCED')
    expect((await one.act(actOf(aoi, put.handle))).answer).toBe('fenced')
    expect((await one.gates.put(one.accountOf(aoi), [gateOf(3).put]))[0]!.answer).toBe('fenced')
    expect(await one.gates.forget(one.accountOf(aoi), [put.handle])).toBe(false)
    one.open()
    one.monotonicMs += 60_000
    one.now += 1e12
    await one.gates.sweep()
    expect(one.gates.counts(one.accountOf(aoi))).toEqual({
      gates: 2,
      remembered: 2,
      decisions: 0,
      isFenced: true,
    })
  })

  it('is fenced also when its customer has dropped it from the set meanwhile', async () => {
    const putBack = snapshot(one)
    await one.act(actOf(aoi, put.handle))
    await askHeads(one, other)
    await other.gates.setKeepers(other.accountOf(aoi), aoi.person, {
      ...{ id: 2, need: 1, distrust: 0 },
      devices: [other.pair.publicKey, filled(9)],
    })
    expect(headsOf(other, one)).toEqual([])
    await putBack()
    await askHeads(one, other)
    expect(isFenced(one)).toBe(true)
  })

  it('is fenced also when its log is as long or longer again, with other entries', async () => {
    const putBack = snapshot(one)
    await one.act(actOf(aoi, put.handle))
    await askHeads(one, other)
    await putBack()
    one.monotonicMs += 60_000
    await one.ask(aoi, put.handle, slot)
    await one.ask(aoi, two.put.handle, two.slot)
    await askHeads(one, other)
    expect(isFenced(one)).toBe(true)
  })

  it('is not fenced when nobody has seen more, and that is what distrust is for', async () => {
    const putBack = snapshot(one)
    await one.act(actOf(aoi, put.handle))
    await putBack()
    await askHeads(one, other)
    await askHeads(one, stations[2]!)
    expect(isFenced(one)).toBe(false)
    expect(await open(one)).toBe('released')
  })

  it('is known by two receipts for one length, which the customer gets', async () => {
    const putBack = snapshot(one)
    await one.act(actOf(aoi, put.handle))
    await askHeads(one, other)
    await putBack()
    one.monotonicMs += 60_000
    await one.ask(aoi, put.handle, slot)
    await askHeads(one, other)
    const [head] = other.gates.news(other.accountOf(aoi), 0).heads
    expect(head!.station).toEqual(one.pair.publicKey)
    const shown = gateReceiptForm.decode(head!.receipt)
    expect(shown).toMatchObject({ n: 1 })
    expect(one.gates.news(one.accountOf(aoi), 0).entries).toHaveLength(1)
  })
})

describe('a customer who shows a receipt of the longest log that they have seen', () => {
  const account = (): Uint8Array => one.accountOf(aoi)
  const burned = async (): Promise<Uint8Array> => (await one.act(actOf(aoi, put.handle))).receipt!

  it('fences a station that was put back, though no other station has seen more', async () => {
    const putBack = snapshot(one)
    const receipt = await burned()
    await putBack()
    await one.gates.compare(account(), receipt)
    expect(isFenced(one)).toBe(true)
    expect(await open(one)).toBe('FENCED')
    expect((await one.act(actOf(aoi, put.handle))).answer).toBe('fenced')
  })

  it('fences it also when its log is longer again, with other entries', async () => {
    const putBack = snapshot(one)
    const receipt = await burned()
    await putBack()
    one.monotonicMs += 60_000
    for (const gate of [two, { put, slot }]) await one.ask(aoi, gate.put.handle, gate.slot)
    await one.gates.compare(account(), receipt)
    expect(isFenced(one)).toBe(true)
  })

  it('changes nothing if the log is whole, however old the receipt is', async () => {
    const receipt = await burned()
    await one.ask(aoi, two.put.handle, two.slot)
    await one.gates.compare(account(), receipt)
    expect(isFenced(one)).toBe(false)
  })

  it('cannot fence it by a receipt of another station, of another customer, or by a made-up one', async () => {
    const ken = customer(12)
    one.join(ken)
    const longer = { account: account(), answered: filled(1), n: 9, head: filled(2) }
    const madeUp = Uint8Array.from(signReceipt({ ...longer, n: 8 }, one.pair))
    madeUp.set(signReceipt(longer, one.pair).subarray(-64), madeUp.byteLength - 64)
    for (const receipt of [
      signReceipt(longer, other.pair),
      signReceipt({ ...longer, account: one.accountOf(ken) }, one.pair),
      madeUp,
      filled(3, 100),
      new Uint8Array(0),
    ])
      await one.gates.compare(account(), receipt)
    expect(isFenced(one)).toBe(false)
  })
})

describe('a liar about heads', () => {
  it('cannot fence another: only its own signature counts', async () => {
    const account = one.accountOf(aoi)
    const longer = { account, answered: filled(1), n: 9, head: filled(2) }
    for (const receipt of [
      signReceipt(longer, other.pair),
      signReceipt({ ...longer, account: filled(9) }, one.pair),
      filled(3, 100),
    ])
      await one.gates.receiveHeads(other.pair.publicKey, [{ account, receipt }])
    await one.gates.receiveHeads(filled(8), [{ account, receipt: signReceipt(longer, one.pair) }])
    expect(isFenced(one)).toBe(false)
    await one.gates.receiveHeads(other.pair.publicKey, [{ account, receipt: signReceipt(longer, one.pair) }])
    expect(isFenced(one)).toBe(true)
  })

  it('gets no answer for a receipt of another station or account, and does not end the barrier', async () => {
    const [heads] = one.gates.headsFor(other.pair.publicKey)
    expect(await other.gates.answerHeads(stations[2]!.pair.publicKey, heads!)).toEqual([])
    expect(await other.gates.answerHeads(one.pair.publicKey, [filled(1, 9), ...heads!])).toHaveLength(1)
    one.open()
    const account = one.accountOf(aoi)
    for (const { pair } of stations)
      await one.gates.receiveHeads(pair.publicKey, [{ account, receipt: filled(1, 9) }])
    expect(await open(one)).toBe('STARTING')
  })
})

describe('K3: stations that start while others are away or lie', () => {
  const burn = async (station: TestStation): Promise<string> =>
    (await station.act(actOf(aoi, two.put.handle))).answer
  const third = (): TestStation => stations[2]!

  it('one is dead and one restarted: it opens and burns again after a minute, and is not fenced', async () => {
    await one.ask(aoi, put.handle, slot)
    await askHeads(one, other)
    one.open()
    await askHeads(one, other)
    one.monotonicMs += 59_999
    expect([await open(one), await burn(one)]).toEqual(['released', 'starting'])
    one.monotonicMs += 1
    expect([await open(one), await burn(one), isFenced(one)]).toEqual(['released', 'burned', false])
    expect(await open(other)).toBe('released')
  })

  it('all restart at once: each opens when it has heard the others, and none is fenced', async () => {
    for (const station of stations) await burn(station)
    for (const station of stations)
      for (const asked of stations) if (asked !== station) await askHeads(station, asked)
    for (const station of stations) station.open()
    expect(await Promise.all(stations.map(open))).toEqual(['STARTING', 'STARTING', 'STARTING'])
    for (const station of stations)
      for (const asked of stations) if (asked !== station) await askHeads(station, asked)
    expect(await Promise.all(stations.map(open))).toEqual(['released', 'released', 'released'])
    expect(stations.map(isFenced)).toEqual([false, false, false])
  })

  it('one lies about heads: the honest ones open within a minute, and none of them is fenced', async () => {
    const liar = third()
    await open(one)
    await askHeads(one, other)
    for (const station of [one, other]) station.open()
    for (const station of [one, other]) {
      const account = station.accountOf(aoi)
      const forged = { account, answered: filled(1), n: 9, head: filled(2) }
      const stale = (await liar.gates.answerHeads(station.pair.publicKey, headsOf(station, liar))).at(0)
      const lies = [
        { account, receipt: signReceipt(forged, liar.pair) },
        { account, receipt: filled(3, 90) },
      ]
      await station.gates.receiveHeads(liar.pair.publicKey, [...lies, { ...stale!, receipt: null }])
      expect(isFenced(station)).toBe(false)
    }
    await askHeads(one, other)
    await askHeads(other, one)
    for (const station of [one, other]) station.monotonicMs += 60_000
    expect([await open(one), await open(other)]).toEqual(['released', 'released'])
    expect([isFenced(one), isFenced(other)]).toEqual([false, false])
  })
})

it('a customer can name other stations, and the former ones count no longer', async () => {
  await one.gates.setKeepers(one.accountOf(aoi), aoi.person, {
    ...{ id: 2, need: 1, distrust: 0 },
    devices: [one.pair.publicKey, filled(9)],
  })
  expect(one.gates.listCoKeepers()).toEqual([filled(9)])
  one.open()
  expect(await open(one)).toBe('released')
})

it('asks for at most 64 accounts at once', async () => {
  const station = new TestStation(5, new PlainLedger(':memory:', [stationSchema]))
  for (let i = 0; i < 65; i++) {
    const person = filled(100 + i)
    const account = station.accountOf({ ...aoi, person })
    await station.gates.setKeepers(account, person, setOf(2, 1))
  }
  expect(station.gates.headsFor(one.pair.publicKey).map((heads) => heads.length)).toEqual([64, 1])
})
