// Wakes the phones of a customer whose home is away: a watched core has grown, so the push service of
// each phone gets one of the messages that the home has left here. The station knows neither what the
// message says nor whether a letter came.
import { equalBytes, MalformedRecord, toHex, type Clock, type Log } from '../base/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import type { Peers } from '../network/index.ts'
import { wakeForm } from '../station-records/index.ts'
import type { Accounts } from './accounts.ts'
import {
  countWakes,
  findWake,
  forgetWakes,
  forgetWakesOfDevice,
  keepOnly,
  keepWake,
  listNames,
  listWakeDevices,
  markGone,
  takeMessage,
  type KeptWake,
  type WakeOwner,
  type WakePost,
} from './wake-rows.ts'

/**
 * Posts one message to a push service, and nowhere else. Never throws. `gone`: the browser has left the
 * service, or this is none.
 */
export type PostWake = (post: WakePost, signal: AbortSignal) => Promise<{ result: 'sent' | 'gone' | 'later' }>

export interface WakeRequest {
  names: readonly Uint8Array[]
  put: { name: Uint8Array; wake: Uint8Array } | null
}

interface Options {
  ledger: Ledger
  accounts: Pick<Accounts, 'findByDevice'>
  peers: Pick<Peers, 'find'>
  clock: Clock
  log: Log
  /** Null: this station wakes nobody. */
  post: PostWake | null
  /** A home that only changed its wire, or started again, hears of the letter itself. */
  patienceMs?: number
}

const PATIENCE_MS = 5_000
const HOUR_MS = 3_600_000
/** A contact who writes much must not make a phone ring all day. */
const MOST_AN_HOUR = 4

export class Wakes {
  readonly #options: Options
  /** When each core has woken the phones of a device, until the device is here again. By hex. */
  readonly #woken = new Map<string, Map<string, number[]>>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #closing = new AbortController()
  readonly #posting = new Set<Promise<void>>()
  #posted = 0

  constructor(options: Options) {
    this.#options = options
  }

  /** True if the station can post. */
  get isAble(): boolean {
    return this.#options.post !== null
  }

  /** The device is here, and says what it has. @throws MalformedRecord */
  async put(owner: WakeOwner, { names, put }: WakeRequest): Promise<KeptWake[]> {
    const { ledger } = this.#options
    this.#woken.delete(toHex(owner.device))
    if (put !== null) {
      if (!names.some((name) => equalBytes(name, put.name)))
        throw new MalformedRecord('messages for a phone that is not named')
      wakeForm.decode(put.wake)
    }
    const isOther = listNames(ledger, owner).length > 0 || put !== null
    if (isOther)
      await ledger.write((tx) => {
        keepOnly(tx, owner, names)
        if (put !== null) keepWake(tx, owner, put.name, put.wake)
      })
    return names.map((name) => findWake(ledger, owner, name))
  }

  /** The devices of an account that want their phones woken while they are away. */
  listDevices(account: Uint8Array): Uint8Array[] {
    return this.isAble ? listWakeDevices(this.#options.ledger, account) : []
  }

  /** Call this when cores have grown of which this device did not hear. */
  wakeLater(owner: WakeOwner, cores: readonly Uint8Array[]): void {
    const { patienceMs = PATIENCE_MS } = this.#options
    if (this.#closing.signal.aborted) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#track(this.#wake(owner, cores))
    }, patienceMs).unref()
    this.#timers.add(timer)
  }

  async #wake(owner: WakeOwner, cores: readonly Uint8Array[]): Promise<void> {
    const { ledger, accounts, peers } = this.#options
    if (peers.find(owner.device) !== null || !this.#mayWake(owner, cores)) return
    const known = accounts.findByDevice(owner.device)
    // The person has ended this device.
    if (known === null || !equalBytes(known.account, owner.account))
      return ledger.write((tx) => forgetWakesOfDevice(tx, owner.device))
    await Promise.all(listNames(ledger, owner).map((name) => this.#post(owner, name)))
  }

  /** Counts this time, unless every one of the cores has had its share. */
  #mayWake({ device }: WakeOwner, cores: readonly Uint8Array[]): boolean {
    const now = this.#options.clock.monotonicMs()
    const times = this.#woken.get(toHex(device)) ?? new Map<string, number[]>()
    this.#woken.set(toHex(device), times)
    const recent = new Map(
      cores.map((core) => [toHex(core), (times.get(toHex(core)) ?? []).filter((at) => at > now - HOUR_MS)]),
    )
    const allowed = [...recent].filter(([, at]) => at.length < MOST_AN_HOUR)
    for (const [core, at] of allowed) times.set(core, [...at, now])
    return allowed.length > 0
  }

  async #post(owner: WakeOwner, name: Uint8Array): Promise<void> {
    const { ledger, clock, post } = this.#options
    const taken = await ledger.write((tx) => takeMessage(tx, owner, name, clock.now()))
    if (taken === null || post === null) return
    this.#posted++
    const { result } = await post(taken, this.#closing.signal)
    if (result === 'gone') await ledger.write((tx) => markGone(tx, owner, name))
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => this.#options.log.warn('phones-not-woken', { message: String(error) }))
      .finally(() => this.#posting.delete(tracked))
    this.#posting.add(tracked)
  }

  /** Call this function in the transaction that removes the account too. */
  forget(tx: Transaction, account: Uint8Array): void {
    forgetWakes(tx, account)
  }

  /** Phones that would be woken, and messages that were posted since the start. */
  counts(): { wakes: number; posted: number } {
    return { wakes: countWakes(this.#options.ledger), posted: this.#posted }
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#closing.abort()
    await Promise.all(this.#posting)
  }
}
