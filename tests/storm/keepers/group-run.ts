// One post to a group at stations that lie, crash and are put back. Its members pool every share that
// each of them gets (attack 12: nobody is released to, and together they open it). The run looks after
// each step the state that the author sees of the group and of each member.
import { addAct, grantObject, listUnsent, markSent, recallObject } from '../../../src/core/access/index.ts'
import {
  insertGate,
  listPendingActs,
  listUntold,
  markTold,
  recordRoster,
  planRoster,
  recordNews,
  recordReceipt,
  recordVote,
  type GateRow,
} from '../../../src/core/gates/index.ts'
import { decideLetterState } from '../../../src/core/gates/letter-situation.ts'
import { findGate } from '../../support/find-gate.ts'
import { markNotified } from '../../../src/core/access/notices.ts'
import { tallyLetter } from '../../../src/core/access/gate-tally.ts'
import { toHex } from '../../../src/core/base/index.ts'
import {
  decodeAct,
  removalCheck,
  removalHash,
  type GateAct,
} from '../../../src/core/station-records/index.ts'
import { createSigningKeyPair, randomBytes, splitSecret, type KeyPair } from '../../../src/core/seal/index.ts'
import { AT, customer, type Customer } from '../../unit/station/test-station.ts'
import type { Random } from '../random.ts'
import { copyRows, putBack, removeRows } from './account-rows.ts'
import { UNTIL } from './run-author.ts'
import { isLost, makeKeeper, shuffled, type Keeper, type KeeperTables, type RunOptions } from './run-parts.ts'

const SINCE = { era: 1, epoch: 0 }

export interface GroupOptions extends Pick<RunOptions, 'preset' | 'liars' | 'rewinds'> {
  /** True if the author does not ask whether a burn is clean, to see what that breaks. */
  isUnclean?: boolean
}

export interface GroupVerdict {
  /** True if the author was told that the post is taken back for all. */
  wasCertain: boolean
  /** True if the members together have enough shares. */
  isOpened: boolean
  /** Members of whom the author was told so, and who alone have enough shares with those of liars. */
  brokenMembers: number
  steps: string[]
}

interface Member {
  person: Uint8Array
  token: Uint8Array
  /** By station, in hex. */
  keys: Map<string, KeyPair>
  places: Set<number>
  wasRecalled: boolean
}

export class GroupRun {
  readonly #tables: KeeperTables
  readonly #random: Random
  readonly #options: GroupOptions
  readonly #customer: Customer = { ...customer(11), person: randomBytes(32) }
  readonly #keepers: Keeper[]
  readonly #members: Member[]
  readonly #post = { objectId: randomBytes(32), person: randomBytes(32) }
  readonly #handle = randomBytes(32)
  readonly #rosters = new Map<string, Uint8Array>()
  readonly #leaked = new Set<number>()
  readonly #loose = new Map<string, GateAct>()
  readonly #steps: string[] = []
  readonly #eagerness: number
  #isTakenBack = false
  #wasCertain = false

  constructor(tables: KeeperTables, random: Random, options: GroupOptions) {
    this.#tables = tables
    this.#random = random
    this.#options = options
    this.#eagerness = random.pick([1, 3, 8])
    const { preset, liars, rewinds } = options
    this.#keepers = Array.from({ length: preset.of }, (_, i) => makeKeeper(tables, this.#customer, i))
    const inOrder = shuffled(random, this.#keepers)
    for (const keeper of inOrder.slice(0, liars)) keeper.isLiar = true
    for (const keeper of inOrder.slice(liars, liars + rewinds)) keeper.canRewind = true
    this.#members = Array.from({ length: 3 }, () => ({
      ...{ person: randomBytes(32), token: randomBytes(32), places: new Set<number>(), wasRecalled: false },
      keys: new Map(this.#keepers.map((keeper) => [nameOf(keeper), createSigningKeyPair()])),
    }))
  }

  async play(steps: number): Promise<GroupVerdict> {
    await this.#begin()
    for (const keeper of this.#keepers) {
      await this.#putRoster(keeper)
      if (this.#random.isSo(0.9)) await this.#put(keeper)
    }
    for (let i = 0; i < steps; i++) {
      await this.#step()
      this.#judge()
    }
    await this.#end()
    const { need } = this.#options.preset
    const all = new Set([...this.#leaked, ...this.#members.flatMap(({ places }) => [...places])])
    const brokenMembers = this.#members.filter(
      ({ places, wasRecalled }) => wasRecalled && new Set([...this.#leaked, ...places]).size >= need,
    ).length
    for (const { station, account } of this.#keepers) await removeRows(station, account)
    for (const table of TABLES) this.#tables.author.run(`DELETE FROM ${table}`)
    return { wasCertain: this.#wasCertain, isOpened: all.size >= need, brokenMembers, steps: this.#steps }
  }

  async #begin(): Promise<void> {
    const { author } = this.#tables
    const { objectId, person: group } = this.#post
    const { need, distrust, of } = this.#options.preset
    const set = { id: 1, need, distrust, devices: this.#keepers.map(({ station }) => station.pair.publicKey) }
    const grant = {
      audience: { kind: 'group' as const, key: group },
      since: SINCE,
      boxNumber: 0,
      grant: randomBytes(80),
    }
    author.transact((tx) => {
      grantObject(tx, { objectId, contentKey: randomBytes(32), mode: 'controlled', grants: [grant], at: AT })
      markNotified(tx, objectId, [group], AT)
      const gate = { ...this.#post, number: 1, set, handle: this.#handle, slotKey: null, since: SINCE }
      insertGate(tx, { ...gate, shares: splitSecret(grant.grant, { need, of }), until: UNTIL, at: AT })
      for (const keeper of this.#keepers) {
        const roster = randomBytes(32)
        this.#rosters.set(nameOf(keeper), roster)
        const station = keeper.station.pair.publicKey
        recordRoster(tx, { roster, group, era: SINCE.era, station })
        const wanted = this.#members.map(({ person, token }) => ({
          ...{ person, ownBox: 1, box: 1, tokenHash: removalHash(token), epoch: 0 },
        }))
        planRoster(tx, roster, wanted, ({ person }) => this.#keyOf(person, keeper).publicKey)
      }
    })
    for (const { station, account } of this.#keepers)
      await station.gates.setKeepers(account, this.#customer.person, set)
  }

  #keyOf(person: Uint8Array, keeper: Keeper): KeyPair {
    return this.#members.find((one) => one.person === person)!.keys.get(nameOf(keeper))!
  }

  get #gate(): GateRow {
    return findGate(this.#tables.author, this.#post)!
  }

  #judge(): void {
    const { author } = this.#tables
    const isGone = (member: Uint8Array | null): boolean => {
      const tallied = tallyLetter(author, [this.#gate], AT, { member })
      const clean = this.#options.isUnclean === true ? tallied.map(asIfClean) : tallied
      return decideLetterState(clean).state === 'recalled'
    }
    this.#wasCertain ||= isGone(null)
    for (const member of this.#members) member.wasRecalled ||= isGone(member.person)
  }

  async #end(): Promise<void> {
    for (const keeper of this.#keepers) {
      keeper.station.monotonicMs += 60_000
      for (const member of this.#members) await this.#ask(member, keeper, 0)
    }
    for (const keeper of this.#keepers) {
      await this.#deliver(keeper, 0)
      this.#hear(keeper, 0)
      this.#judge()
      for (const member of this.#members) await this.#ask(member, keeper, 0)
    }
  }

  async #step(): Promise<void> {
    const keeper = this.#random.pick(this.#keepers)
    const name = this.#random.pickWeighted({
      ...{ ask: this.#eagerness, put: 3, roster: 1, deliver: 5, 'pass on': 3, hear: 4, crash: 1, wait: 1 },
      ...{ copy: 2, rewind: 3, remove: 0.3, 'take back': this.#isTakenBack ? 0 : 2 },
    })
    this.#steps.push(`${name} ${keeper.place}`)
    await this.#acts[name]!(keeper)
  }

  readonly #acts: Record<string, (keeper: Keeper) => unknown> = {
    ask: (keeper) => this.#ask(this.#random.pick(this.#members), keeper),
    put: (keeper) => this.#put(keeper),
    roster: (keeper) => this.#putRoster(keeper),
    deliver: (keeper) => this.#deliver(keeper),
    'pass on': async ({ station }) => {
      if (this.#loose.size > 0) await station.act(this.#random.pick([...this.#loose.values()]))
    },
    hear: (keeper) => this.#hear(keeper),
    crash: ({ station }) => void station.open(),
    wait: ({ station }) => void (station.monotonicMs += 60_000),
    copy: (keeper) => void (keeper.copied = copyRows(keeper.station, keeper.account)),
    rewind: async (keeper) => {
      if (keeper.copied !== null && keeper.canRewind)
        await putBack(keeper.station, keeper.account, keeper.copied)
    },
    remove: ({ station }) => {
      const { token } = this.#random.pick(this.#members)
      const roster = this.#rosters.get(nameOf({ station }))!
      return station.gates.remove([{ roster, token, elsewhere: [] }])
    },
    'take back': () => this.#takeBack(),
  }

  #takeBack(): void {
    this.#isTakenBack = true
    this.#tables.author.transact((tx) => {
      recallObject(tx, this.#post.objectId, AT)
      addAct(tx, { handle: this.#handle, kind: 'burn', why: 'recalled' }, this.#customer.device, AT)
    })
  }

  async #ask(member: Member, keeper: Keeper, loss?: number): Promise<void> {
    if (isLost(this.#random, loss)) return
    const { share } = await keeper.station.ask(this.#customer, this.#handle, member.keys.get(nameOf(keeper))!)
    if (share !== null && !isLost(this.#random, loss)) member.places.add(keeper.place)
  }

  async #putRoster({ station, account }: Keeper): Promise<void> {
    const roster = this.#rosters.get(nameOf({ station }))!
    const untold = listUntold(this.#tables.author, roster, 256)
    const members = untold.members.map(({ key, tokenHash, epoch }) => ({
      ...{ key, epoch, check: removalCheck(tokenHash, account) },
    }))
    if (isLost(this.#random)) return
    const answer = await station.gates.putRoster(account, { roster, members, struck: untold.struck })
    if (answer === 'kept' && !isLost(this.#random))
      this.#tables.author.transact((tx) => markTold(tx, roster, untold))
  }

  async #put(keeper: Keeper): Promise<void> {
    const { station, account, isLiar, place } = keeper
    const { author } = this.#tables
    const { publicKey } = station.pair
    const puts = author.transact((tx) => markSent(tx, publicKey, listUnsent(author, publicKey, 64), AT))
    if (puts.length === 0 || isLost(this.#random)) return
    if (isLiar) this.#leaked.add(place)
    const [answer] = await station.gates.put(account, puts)
    if (!isLost(this.#random))
      author.transact((tx) => recordReceipt(tx, this.#as(keeper), this.#handle, answer!))
  }

  async #deliver(keeper: Keeper, loss?: number): Promise<void> {
    const { author } = this.#tables
    for (const act of listPendingActs(author, keeper.station.pair.publicKey, 64)) {
      const decoded = decodeAct(act.record)
      this.#loose.set(toHex(decoded.signature), decoded)
      if (isLost(this.#random, loss)) continue
      const answer = await keeper.station.act(decoded)
      if (!isLost(this.#random, loss))
        author.transact((tx) => recordVote(tx, this.#as(keeper), act, answer, AT))
    }
  }

  #hear(keeper: Keeper, loss?: number): void {
    if (isLost(this.#random, loss)) return
    const news = keeper.station.gates.news(keeper.account, keeper.head.n)
    const after = this.#tables.author.transact((tx) => recordNews(tx, this.#as(keeper), keeper.head, news))
    if (after !== null) keeper.head = after
  }

  #as({ station }: Pick<Keeper, 'station'>): { station: Uint8Array; person: Uint8Array } {
    return { station: station.pair.publicKey, person: this.#customer.person }
  }
}

const nameOf = ({ station }: Pick<Keeper, 'station'>): string => toHex(station.pair.publicKey)

type Tallied = ReturnType<typeof tallyLetter>[number]

function asIfClean({ facts, isEnded }: Tallied): Tallied {
  const places = facts.places.map((place) => ({ ...place, hasReleasedToOther: false }))
  return { isEnded, facts: { ...facts, places } }
}

const TABLES = [
  ...[
    'gate_rows',
    'gate_letters',
    'gate_audiences',
    'gate_shares',
    'gate_acts',
    'gate_pending_acts',
    'gate_pending_forgets',
    'gate_votes',
  ],
  ...['gate_sets', 'gate_set_places', 'gate_stations', 'gates_wanted', 'gate_rosters', 'roster_members'],
]
