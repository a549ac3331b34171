// The gates of groups at one station: the members of a roster may ask, and a removed one may not.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  emptyLog,
  followLog,
  removalCheck,
  removalHash,
  type PutGate,
  type RosterPut,
} from '../../../src/core/station-records/index.ts'
import { createSigningKeyPair, type KeyPair } from '../../../src/core/seal/index.ts'
import { planOf } from '../../support/query-plans.ts'
import { actOf, AT, customer, DAY_MS, filled, gateOf, TestStation, type Customer } from './test-station.ts'

const ROSTER = filled(70)
const TOKENS = [filled(80), filled(81), filled(82)]
const [mio, ren, sora] = [40, 41, 42].map((byte) => createSigningKeyPair(filled(byte))) as [
  KeyPair,
  KeyPair,
  KeyPair,
]

let station: TestStation
let aoi: Customer
let put: PutGate

beforeEach(async () => {
  station = new TestStation(1)
  aoi = customer(11)
  station.join(aoi)
  put = { ...gateOf(1).put, key: null, roster: { name: ROSTER, epoch: 2 } }
  await station.gates.put(station.accountOf(aoi), [put])
})

afterEach(() => {
  const plans = [...station.statements].map((sql) => planOf(station.ledger, sql))
  expect(plans.filter((plan) => plan.some((step) => step.startsWith('SCAN')))).toEqual([])
})

const checkOf = (place: number, of = aoi): Uint8Array =>
  removalCheck(removalHash(TOKENS[place]!), station.accountOf(of))
const roster = (change: Partial<RosterPut> = {}): RosterPut => ({
  roster: ROSTER,
  members: [mio, ren, sora].map(({ publicKey: key }, i) => ({ key, check: checkOf(i), epoch: i + 1 })),
  struck: [],
  ...change,
})
const give = (change?: Partial<RosterPut>): Promise<string> =>
  station.gates.putRoster(station.accountOf(aoi), roster(change))
const ask = async (member: KeyPair, handle = put.handle): Promise<string> =>
  (await station.ask(aoi, handle, member)).status
/** Returns the accounts that know the token. */
const remove = async (place: number): Promise<Uint8Array[]> =>
  (await station.gates.remove([{ roster: ROSTER, token: TOKENS[place]!, elsewhere: [] }]))[0]!
const logOf = (): string[] => {
  const account = station.accountOf(aoi)
  const { entries } = followLog(emptyLog(account), station.gates.news(account, 0).entries)
  return entries.map(({ decision, why, key }) =>
    [decision, why, key === null ? 'all' : `${key[0]}`].filter((word) => word !== null).join(' '),
  )
}

describe('a gate of a group', () => {
  it('opens for members since its epoch, for each of them once and the same again', async () => {
    expect(await ask(mio)).toBe('UNKNOWN')
    expect(await give()).toBe('kept')
    const first = await station.ask(aoi, put.handle, mio)
    expect(first).toMatchObject({ status: 'released', share: put.share })
    expect(await station.ask(aoi, put.handle, mio)).toEqual(first)
    expect(await ask(ren)).toBe('released')
    expect(await ask(sora)).toBe('UNKNOWN')
    expect(await ask(createSigningKeyPair(filled(50)))).toBe('UNKNOWN')
    expect(logOf()).toHaveLength(2)
  })

  it('is burned for all members at once, who did not get the share, and says if one did', async () => {
    await give()
    await ask(mio)
    expect((await station.act(actOf(aoi, put.handle))).answer).toBe('released')
    expect(await ask(ren)).toBe('RECALLED')
    expect(await ask(mio)).toBe('released')
    expect(logOf().at(-1)).toBe('burned recalled all')
    const other = { ...put, ...gateOf(2).put, key: null, roster: put.roster }
    await station.gates.put(station.accountOf(aoi), [other])
    expect((await station.act(actOf(aoi, other.handle))).answer).toBe('burned')
    expect(await ask(ren, other.handle)).toBe('RECALLED')
    expect(station.gates.counts(station.accountOf(aoi)).gates).toBe(1)
  })

  it('can be burned for one member alone', async () => {
    await give()
    expect((await station.act(actOf(aoi, put.handle, { key: ren.publicKey }))).answer).toBe('burned')
    expect(await ask(ren)).toBe('RECALLED')
    expect(await ask(mio)).toBe('released')
    expect((await station.act(actOf(aoi, put.handle, { key: filled(9) }))).answer).toBe('unknown')
  })

  it('lapses for all, and is forgotten only when nobody may ask for it any longer', async () => {
    station.monotonicMs = 60_000
    const long = { ...put, ...gateOf(3).put, key: null, roster: put.roster, until: AT + 400 * DAY_MS }
    await station.gates.put(station.accountOf(aoi), [long])
    await give()
    await ask(mio, long.handle)
    await station.act(actOf(aoi, long.handle, { kind: 'until', why: null, value: AT + 500 * DAY_MS }))
    station.now = AT + 90 * DAY_MS
    await station.gates.sweep()
    expect(await ask(ren)).toBe('EXPIRED')
    station.now = AT + 399 * DAY_MS
    await station.act(actOf(aoi, long.handle, { kind: 'until', why: null, value: AT + 700 * DAY_MS, seq: 2 }))
    station.now = AT + 401 * DAY_MS
    await station.gates.sweep()
    expect(await ask(ren, long.handle)).toBe('released')
    expect(await ask(ren)).toBe('EXPIRED')
    for (const day of [800, 1_201]) {
      station.now = AT + day * DAY_MS
      await station.gates.sweep()
    }
    expect(station.ledger.all('SELECT key FROM roster_keys')).toEqual([])
    expect(station.ledger.all('SELECT roster_keys AS count FROM gate_accounts')).toEqual([{ count: 0 }])
  })

  it('keeps a hold for all members', async () => {
    await give()
    expect((await station.act(actOf(aoi, put.handle, { kind: 'hold', why: null }))).answer).toBe('held')
    expect(await ask(mio)).toBe('HELD')
    expect(logOf()).toEqual(['held all'])
    await station.act(actOf(aoi, put.handle, { kind: 'let-go', why: null, seq: 2 }))
    expect(await ask(mio)).toBe('released')
  })

  it('is another gate with another roster or epoch, or for one reader', async () => {
    const { key } = gateOf(1).put
    for (const change of [
      { roster: { name: filled(71), epoch: 2 } },
      { roster: { name: ROSTER, epoch: 3 } },
      { key, roster: null },
    ])
      expect(await station.gates.put(station.accountOf(aoi), [{ ...put, ...change }])).toEqual([
        { answer: 'other', receipt: null },
      ])
    expect((await station.gates.put(station.accountOf(aoi), [put]))[0]!.answer).toBe('kept')
  })
})

describe('a removed member', () => {
  it('is struck by the token, from whoever it comes, and keeps what they got', async () => {
    await give()
    const other = { ...put, ...gateOf(2).put, key: null, roster: put.roster }
    await station.gates.put(station.accountOf(aoi), [other])
    await ask(ren, other.handle)
    expect(await remove(1)).toEqual([station.accountOf(aoi)])
    expect(await ask(ren)).toBe('UNKNOWN')
    expect(await ask(ren, other.handle)).toBe('released')
    expect(await ask(mio)).toBe('released')
    expect(logOf()).toContain(`burned removed ${ren.publicKey[0]}`)
    expect(await remove(1)).toEqual([station.accountOf(aoi)])
    expect(logOf()).toHaveLength(3)
    // Two gates were put, and one key was struck.
    expect(station.ledger.all('SELECT acts FROM gate_accounts')).toEqual([{ acts: 3 }])
  })

  it('is not struck by the hash, by the token of another member, or on another roster', async () => {
    await give()
    for (const removal of [
      { roster: ROSTER, token: removalHash(TOKENS[1]!) },
      { roster: ROSTER, token: checkOf(1) },
      { roster: ROSTER, token: TOKENS[0]! },
      { roster: filled(71), token: TOKENS[1]! },
    ])
      await station.gates.remove([{ ...removal, elsewhere: [] }])
    expect(await ask(ren)).toBe('released')
  })

  it('stays struck when the roster is given again, and returns with another check', async () => {
    await give()
    await remove(1)
    await give()
    expect(await ask(ren)).toBe('UNKNOWN')
    await give({ members: [{ key: ren.publicKey, check: checkOf(2), epoch: 1 }] })
    await remove(1)
    expect(await ask(ren)).toBe('released')
  })

  it('is struck by the customer too, also before the key was given', async () => {
    await give({ struck: [mio.publicKey] })
    expect(await ask(mio)).toBe('UNKNOWN')
    await give({ members: [], struck: [filled(99)] })
    expect(station.ledger.all('SELECT roster_keys AS count FROM gate_accounts')).toEqual([{ count: 4 }])
  })

  it('is struck while the station is starting and while it is fenced', async () => {
    await give()
    station.open()
    await remove(0)
    expect(await ask(mio)).toBe('UNKNOWN')
  })

  it('of one customer is not struck at another customer with the same roster name', async () => {
    const ken = customer(12)
    station.join(ken)
    await give()
    const theirs = { key: mio.publicKey, check: checkOf(1, ken), epoch: 1 }
    await station.gates.putRoster(station.accountOf(ken), { roster: ROSTER, members: [theirs], struck: [] })
    await remove(0)
    const accounts = station.ledger.all<{ account: Uint8Array }>(
      'SELECT account FROM roster_keys WHERE struck_at IS NOT NULL',
    )
    expect(accounts.map(({ account }) => Buffer.compare(account, station.accountOf(aoi)))).toEqual([0])
  })
})

describe('the limits of rosters', () => {
  it('refuses more keys than gates, all of a request or none', async () => {
    station.limits = { gates: 2, releasesPerDay: 10 }
    expect(await give()).toBe('quota')
    expect(station.ledger.all('SELECT key FROM roster_keys')).toEqual([])
    expect(await give({ members: roster().members.slice(0, 2) })).toBe('kept')
    expect(await give({ members: roster().members.slice(0, 2) })).toBe('kept')
    expect(await give()).toBe('quota')
  })

  it('forgets everything of a customer who leaves', async () => {
    await give()
    await station.gates.burnAll(station.accountOf(aoi))
    expect(await ask(mio)).toBe('UNKNOWN')
    expect(logOf()).toEqual(['burned superseded all'])
  })
})
