// What the author learns from the logs of stations.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listPendingActs, recordRoster, planRoster, recordNews } from '../../../src/core/gates/index.ts'
import { MalformedRecord, toHex } from '../../../src/core/base/index.ts'
import {
  ANSWERED_HEAD,
  decodeAct,
  emptyLog,
  logEntryForm,
  extendLog,
  signReceipt,
  type GateNews,
  type LogEntry,
  type LogHead,
} from '../../../src/core/station-records/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { AT, filled, TestStation } from '../station/test-station.ts'
import { alice, GateHome, UNTIL } from './gate-home.ts'

let home: GateHome

beforeEach(() => {
  home = new GateHome()
})

afterEach(() => {
  expect(home.scans).toEqual([])
  home.close()
})

describe('news', () => {
  let heads: LogHead[]
  beforeEach(async () => {
    for (const station of home.stations) await home.hand(station)
    heads = home.stations.map((station) => emptyLog(station.accountOf(alice)))
  })

  function hear(i: number): LogHead | null {
    const station = home.stations[i]!
    const after = recordNews(
      home.ledger,
      home.as(station),
      heads[i]!,
      station.gates.news(station.accountOf(alice), heads[i]!.n),
    )
    if (after !== null) heads[i] = after
    return after
  }

  it('count as answers: being opened, opened, and recalled by acts that others delivered', async () => {
    await home.stations[0]!.ask(alice, home.handle, home.slot)
    expect(hear(0)!.n).toBe(1)
    expect(home.judge()).toMatchObject({ state: 'notified', count: { released: 1 } })
    await home.stations[1]!.ask(alice, home.handle, home.slot)
    hear(1)
    expect(home.judge()).toMatchObject({ state: 'referenced', count: { released: 2 } })
    expect(hear(1)).toEqual(heads[1])
  })

  it('end the waiting of acts that the station has applied', async () => {
    home.recall()
    const { record } = listPendingActs(home.ledger, home.stations[0]!.pair.publicKey, 9)[0]!
    for (const station of home.stations) await station.act(decodeAct(record))
    for (const i of [0, 1, 2]) hear(i)
    expect(home.judge().state).toBe('recalled')
    expect(home.stations.flatMap(({ pair }) => listPendingActs(home.ledger, pair.publicKey, 9))).toEqual([])
  })

  it('of a lapsed lease count as burns, and without an act the letter is still notified', async () => {
    for (const station of home.stations) {
      station.now = UNTIL
      await station.ask(alice, home.handle, home.slot)
    }
    for (const i of [0, 1, 2]) hear(i)
    expect(home.judge(UNTIL)).toMatchObject({ state: 'notified', count: { burned: 3 } })
    home.recall()
    expect(home.judge(UNTIL).state).toBe('recalled')
  })

  it('of another log than before tell that the station has lost decisions', async () => {
    await home.stations[0]!.ask(alice, home.handle, home.slot)
    hear(0)
    const reset = new TestStation(1)
    reset.join(alice)
    home.stations[0] = reset
    expect(hear(0)).toBeNull()
    home.recall()
    await reset.act(decodeAct(listPendingActs(home.ledger, home.stations[1]!.pair.publicKey, 9)[0]!.record))
    expect(hear(0)).toBeNull()
    expect(home.judge().count.released).toBe(1)
  })

  it('are malformed if entries and receipt do not fit, or another station signed', async () => {
    await home.stations[0]!.ask(alice, home.handle, home.slot)
    const news = home.stations[0]!.gates.news(home.stations[0]!.accountOf(alice), 0)
    const wrong = [
      { ...news, entries: [] },
      { ...news, entries: [...news.entries, ...news.entries] },
      { ...news, receipt: filled(1, 9) },
      { ...news, receipt: home.stations[1]!.gates.news(home.stations[1]!.accountOf(alice), 0).receipt },
    ]
    for (const one of wrong)
      expect(() => recordNews(home.ledger, home.as(home.stations[0]!), heads[0]!, one)).toThrow(
        MalformedRecord,
      )
    expect(home.judge().count.released).toBe(0)
  })

  /** The news of a station that signs whatever it likes. */
  function forge(
    i: number,
    decisions: (Pick<LogEntry, 'decision' | 'seq'> & { key?: Uint8Array })[],
  ): GateNews {
    const { pair } = home.stations[i]!
    const account = home.stations[i]!.accountOf(alice)
    let told = heads[i]!
    const entries = decisions.map((decided) => {
      const why = decided.decision === 'burned' ? ('recalled' as const) : null
      const facts = { n: told.n + 1, handle: home.handle, key: null, why, at: AT }
      const entry = logEntryForm.encode({ ...facts, ...decided })
      told = extendLog(told, entry)
      return entry
    })
    const receipt = signReceipt({ account, answered: ANSWERED_HEAD, ...told }, pair)
    return { entries, receipt, isFenced: false, heads: [] }
  }

  const listVotes = (): unknown[] =>
    home.ledger.all('SELECT vote, seq FROM gate_votes WHERE handle = ?', home.handle)

  it('keep one setting of a station, however many it tells', () => {
    const settings = Array.from({ length: 120 }, (_, i) => ({
      decision: i % 2 === 0 ? ('held' as const) : ('let-go' as const),
      seq: i + 1,
    }))
    heads[0] = recordNews(home.ledger, home.as(home.stations[0]!), heads[0]!, forge(0, settings))!
    expect(listVotes()).toEqual([{ vote: 'let-go', seq: 120 }])
    const older = [{ decision: 'held' as const, seq: 3 }]
    recordNews(home.ledger, home.as(home.stations[0]!), heads[0], forge(0, older))
    expect(listVotes()).toEqual([{ vote: 'let-go', seq: 120 }])
  })

  it('of releases to keys that no member has are kept only in part, and those of members all', () => {
    const station = home.stations[0]!.pair.publicKey
    const [roster, group, era] = [filled(90), home.who().person, 2]
    home.plain.run('UPDATE gate_rows SET era = ?, epoch = 0', era)
    recordRoster(home.ledger, { roster, group, era, station })
    const persons = Array.from({ length: 70 }, () => randomBytes(32))
    const wanted = persons.map((person) => ({ person, ownBox: 1, box: 1, tokenHash: filled(1), epoch: 0 }))
    planRoster(home.ledger, roster, wanted, ({ person }) => person)
    const releases = [...Array.from({ length: 300 }, () => randomBytes(32)), ...persons].map((key) => ({
      ...{ decision: 'released' as const, seq: 0, key },
    }))
    recordNews(home.ledger, home.as(home.stations[0]!), heads[0]!, forge(0, releases))
    const readers = home.plain.all<{ reader: Uint8Array }>('SELECT reader FROM gate_votes')
    const kept = new Set(readers.map(({ reader }) => toHex(reader)))
    expect(persons.every((person) => kept.has(toHex(person)))).toBe(true)
    expect(kept.size).toBe(70 + 64)
  })

  it('are malformed if a decision has the number of a setting, so that none counts twice', () => {
    for (const decision of ['released', 'burned', 'lapsed'] as const)
      expect(() =>
        recordNews(home.ledger, home.as(home.stations[0]!), heads[0]!, forge(0, [{ decision, seq: 1 }])),
      ).toThrow(MalformedRecord)
    expect(listVotes()).toEqual([])
  })
})
