// The gates of a station: takes shares from customers, hands each out or burns it, once and for
// all, and tells customers and co-keepers what it decided. Knows no network; every answer that it
// gives is on the disk.
import { toHex } from '../base/index.ts'
import {
  isActGenuine,
  isOpenRequestGenuine,
  MAX_NEWS_ENTRIES,
  signReceipt,
  ANSWERED_HEAD,
  type AnsweredAct,
  type AnsweredPut,
  type GateAct,
  type GateNews,
  type GateOpenAnswer,
  type GateOpenRequest,
  type PutGate,
  type Removal,
  type RosterAnswer,
  type RosterPut,
  type SeenHead,
} from '../station-records/index.ts'
import type { KeeperSet } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { applyAct } from './gates-act.ts'
import {
  fence,
  headsFor,
  isReceiptInOrder,
  judgeSeen,
  listHeads,
  listStations,
  listStationsOf,
  LONGEST_START_MS,
  setCoKeepers,
  StartBarrier,
  recordHead,
} from './gates-heads.ts'
import { addAccount, headAt, headOf, listEntries, receiptNow } from './gates-log.ts'
import { openGate, UNKNOWN_GATE } from './gates-open.ts'
import type { GateParts } from './gates-parts.ts'
import { putGate } from './gates-put.ts'
import { countActs, memoryOf } from './gates-quota.ts'
import { burn, dropShares, forgetGate, isFenced, listReaders, type GateName } from './gates-rows.ts'
import { forgetOld, lapseDue } from './gates-sweep.ts'
import { applyRemoval, dropRosters, forgetRosters, putRoster } from './station-rosters.ts'

/** Limits how long one transaction blocks the others. */
const GATES_AT_ONCE = 500

interface GateCounts {
  /** Shares that are here. */
  readonly gates: number
  /** Gates of which anything is kept: a share, or what was decided. */
  readonly remembered: number
  /** The number of decisions. */
  readonly decisions: number
  readonly isFenced: boolean
}

export class Gates {
  readonly #parts: GateParts
  readonly #barrier: StartBarrier
  /** Accounts with something to tell to their other stations, in hex. */
  readonly #changed = new Map<string, Uint8Array>()

  constructor(parts: GateParts) {
    this.#parts = parts
    this.#barrier = new StartBarrier(
      () => parts.clock.monotonicMs(),
      parts.longestStartMs ?? LONGEST_START_MS,
    )
  }

  /** Takes gates of a customer. The answers are in their order. */
  put(account: Uint8Array, gates: readonly PutGate[]): Promise<AnsweredPut[]> {
    return this.#writeFor(account, (tx) => gates.map((gate) => putGate(tx, account, gate, this.#parts)))
  }

  /** Takes changes of a roster of a customer. */
  putRoster(account: Uint8Array, put: RosterPut): Promise<RosterAnswer> {
    return this.#writeFor(account, (tx) => putRoster(tx, account, put, this.#parts))
  }

  /**
   * Strikes removed members from rosters, for anybody. Returns the accounts that know the token of
   * each removal.
   */
  remove(removals: readonly Removal[]): Promise<Uint8Array[][]> {
    return this.#write((tx) =>
      removals.map((removal) => {
        const { accounts, struck } = applyRemoval(tx, removal, this.#parts)
        for (const account of struck) this.#changed.set(toHex(account), account)
        return accounts
      }),
    )
  }

  /**
   * Applies acts, from anybody; null is one of an unknown form. The answers are in their order;
   * tell them only to a customer or a co-keeper. A burn is answered when the share is in no file.
   */
  async act(acts: readonly (GateAct | null)[]): Promise<AnsweredAct[]> {
    const genuine = acts.map((act) => act !== null && isActGenuine(act))
    const answers = await this.#write((tx) =>
      acts.map((act, i): AnsweredAct => {
        if (act === null || !genuine[i]) return { answer: 'unknown', receipt: null }
        const parts = { ...this.#parts, isStarting: this.#isStartingIn(tx) }
        return this.#watch(tx, parts.findAccount(tx, act.device), () => applyAct(tx, act, parts))
      }),
    )
    if (answers.some(({ answer }) => answer === 'burned')) await this.#parts.ledger.checkpoint()
    return answers
  }

  /** Answers a reader on the connection with this handshake hash. */
  open(request: GateOpenRequest, handshakeHash: Uint8Array): Promise<GateOpenAnswer> {
    const station = this.#parts.station.publicKey
    if (!isOpenRequestGenuine(request, { handshakeHash, station })) return Promise.resolve(UNKNOWN_GATE)
    return this.#write((tx) =>
      this.#watch(tx, request.account, () =>
        openGate(tx, request, { ...this.#parts, isStarting: this.#isStartingIn(tx) }),
      ),
    )
  }

  /**
   * Removes gates of a customer whose readers keep the letter. Returns false if the station may
   * have lost decisions; then it removes nothing. The shares are in no file afterwards.
   */
  async forget(account: Uint8Array, handles: readonly Uint8Array[]): Promise<boolean> {
    const { ledger } = this.#parts
    const isDone = await this.#write((tx) => {
      if (isFenced(tx, account) || this.#isStarting(tx, account)) return false
      const { now } = this.#parts.readTime()
      for (const handle of handles) if (forgetGate(tx, { account, handle }, now)) countActs(tx, account, now)
      return true
    })
    if (isDone) await ledger.checkpoint()
    return isDone
  }

  /** Returns those of these gates whose share a reader may still get for the first time. */
  listUndecided(account: Uint8Array, handles: readonly Uint8Array[]): Uint8Array[] {
    return handles.filter((handle) =>
      listReaders(this.#parts.ledger, { account, handle }).some(({ state }) => state === 'free'),
    )
  }

  /**
   * Takes the receipt for the longest log that a customer has seen. Without the decisions that it
   * names, this station decides nothing any longer for the account.
   */
  async compare(account: Uint8Array, seen: Uint8Array): Promise<void> {
    const { ledger, station } = this.#parts
    if (isReceiptInOrder(ledger, account, seen, station) !== false) return
    await this.#writeFor(account, (tx) => fence(tx, account))
  }

  /** Returns what was decided after entry `since`, for the customer. */
  news(account: Uint8Array, since: number): GateNews {
    const { ledger, station } = this.#parts
    const entries = listEntries(ledger, account, since, MAX_NEWS_ENTRIES)
    const head = headAt(ledger, account, since + entries.length) ?? headOf(ledger, account)
    return {
      entries,
      receipt: signReceipt({ account, answered: ANSWERED_HEAD, ...head }, station),
      isFenced: isFenced(ledger, account),
      heads: listHeads(ledger, account),
    }
  }

  /** Names the stations of a customer, this one among them. */
  setKeepers(account: Uint8Array, person: Uint8Array, set: KeeperSet): Promise<void> {
    const own = this.#parts.station.publicKey
    return this.#writeFor(account, (tx) => {
      if (setCoKeepers(tx, { account, person, own }, set)) this.#changed.set(toHex(account), account)
    })
  }

  /** Returns the stations to ask for heads. */
  listCoKeepers(): Uint8Array[] {
    return listStations(this.#parts.ledger)
  }

  /** Returns the stations of one account, without this one. */
  listStationsOf(account: Uint8Array): Uint8Array[] {
    return listStationsOf(this.#parts.ledger, account)
  }

  /** Returns the accounts that have changed since the last call, so that their heads are to be told. */
  drainChanged(): Uint8Array[] {
    const changed = [...this.#changed.values()]
    this.#changed.clear()
    return changed
  }

  /** Returns the heads of these accounts to send to one station, one list per request. */
  headsFor(station: Uint8Array, accounts: readonly Uint8Array[] | 'all' = 'all'): Uint8Array[][] {
    return headsFor(this.#parts.ledger, { station, accounts }, this.#parts.station)
  }

  /** Answers another station's request for heads, also while this one is starting. */
  answerHeads(station: Uint8Array, receipts: readonly Uint8Array[]): Promise<SeenHead[]> {
    return this.#write((tx) => receipts.flatMap((receipt) => recordHead(tx, station, receipt) ?? []))
  }

  /** Takes another station's answer: what it has seen of this one. */
  async receiveHeads(station: Uint8Array, seen: readonly SeenHead[]): Promise<void> {
    const own = this.#parts.station
    const heard = await this.#write((tx) => seen.flatMap((one) => judgeSeen(tx, station, one, own) ?? []))
    for (const account of heard) this.#barrier.hear(account, station)
  }

  /**
   * Burns everything of a customer who leaves, and removes what was handed out too. No letter ends
   * by this, because its author can still release it. Returns the last receipt. The decisions stay,
   * so that a later burn gets a true answer.
   */
  async burnAll(account: Uint8Array): Promise<Uint8Array> {
    const { ledger, station } = this.#parts
    while ((await this.#write((tx) => this.#burnSome(tx, account))) > 0);
    await this.#write((tx) => {
      dropShares(tx, account)
      dropRosters(tx, account)
    })
    await ledger.checkpoint()
    return receiptNow(ledger, account, station)
  }

  /**
   * Ends leases and expiries that are past, and forgets what is old. Call it now and then. Like an
   * act, it waits until other stations had the time to say what this one has lost.
   */
  async sweep(): Promise<void> {
    if (!this.#barrier.isOver) return
    const { now } = this.#parts.readTime()
    while ((await this.#write((tx) => lapseDue(tx, now, GATES_AT_ONCE))) > 0);
    while ((await this.#write((tx) => forgetOld(tx, now, GATES_AT_ONCE))) > 0);
    while ((await this.#write((tx) => forgetRosters(tx, now, GATES_AT_ONCE))) > 0);
  }

  counts(account: Uint8Array): GateCounts {
    const sql = 'SELECT gates FROM gate_accounts WHERE account = ?'
    const { ledger } = this.#parts
    const gates = ledger.get<{ gates: number }>(sql, account)?.gates ?? 0
    return { gates, ...memoryOf(ledger, account), isFenced: isFenced(ledger, account) }
  }

  #write<T>(task: (tx: Transaction) => T): Promise<T> {
    return this.#parts.ledger.write(task)
  }

  #isStarting(tx: Transaction, account: Uint8Array): boolean {
    return this.#barrier.isStarting(tx, account)
  }

  #isStartingIn(tx: Transaction): (account: Uint8Array) => boolean {
    return (account) => this.#isStarting(tx, account)
  }

  /** Notes the account as changed if its log grows. */
  #watch<T>(tx: Transaction, account: Uint8Array | null, decide: () => T): T {
    if (account === null) return decide()
    const before = headOf(tx, account).n
    const result = decide()
    if (headOf(tx, account).n > before) this.#changed.set(toHex(account), account)
    return result
  }

  async #writeFor<T>(account: Uint8Array, task: (tx: Transaction) => T): Promise<T> {
    const { isNew, result } = await this.#write((tx) => ({
      isNew: addAccount(tx, account),
      result: task(tx),
    }))
    if (isNew) this.#barrier.begin(account)
    return result
  }

  #burnSome(tx: Transaction, account: Uint8Array): number {
    const sql = `SELECT handle, key FROM gate_readers WHERE account = ? AND state = 'free' LIMIT ?`
    const free = tx.all<Pick<GateName, 'handle'> & { key: Uint8Array }>(sql, account, GATES_AT_ONCE)
    const { now } = this.#parts.readTime()
    for (const { handle, key } of free) burn(tx, { account, handle }, key, 'superseded', now)
    return free.length
  }
}
