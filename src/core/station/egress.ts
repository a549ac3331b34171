// How many bytes of an account's cores went to others on this day, and whether more may go. The
// devices of a customer who holds the core do not count. What is carried for the customer's phones
// counts, either way. Over the limit others get no further block, and phones no link, until the next
// day; nothing is removed.
// The day never decreases, so setting the clock back resets nothing.
import { equalBytes, toHex, type Clock } from '../base/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import type { Account, Accounts } from './accounts.ts'
import type { Holder } from './kept-core.ts'

/** Who holds a core. */
type Holding = Pick<Holder, 'account' | 'isWatched'>

interface Sent {
  account: Uint8Array
  day: number
  bytes: number
  /** Those of `bytes` that phones sent and got. */
  far: number
}

interface Options {
  ledger: Ledger
  accounts: Accounts
  clock: Clock
  /** Called when an account reaches its limit. */
  onSpent: () => void
}

const DAY_MS = 24 * 60 * 60 * 1000
/** After a crash at most so much of the count is lost. */
const WRITE_EVERY_MS = 10_000

export class Egress {
  readonly #options: Options
  /** By account in hex. */
  readonly #sent: Map<string, Sent>
  readonly #unwritten = new Set<string>()
  #timer: NodeJS.Timeout | null = null

  constructor(options: Options) {
    this.#options = options
    const sql = 'SELECT account, day, bytes, far FROM account_egress'
    const rows = options.ledger.all<Sent & Record<string, never>>(sql)
    this.#sent = new Map(rows.map((row) => [toHex(row.account), row]))
  }

  /** Returns the bytes of this day. */
  bytesOf(account: Uint8Array): number {
    return this.#ofToday(account)?.bytes ?? 0
  }

  /** Returns the bytes of this day that phones of all accounts sent and got. */
  sumFar(): number {
    return [...this.#sent.values()].reduce((sum, { account }) => sum + (this.#ofToday(account)?.far ?? 0), 0)
  }

  #ofToday(account: Uint8Array): Sent | null {
    const sent = this.#sent.get(toHex(account))
    return sent !== undefined && sent.day >= this.#today() ? sent : null
  }

  isSpent({ account, egressPerDay }: Pick<Account, 'account' | 'egressPerDay'>): boolean {
    return this.bytesOf(account) >= egressPerDay
  }

  /** True if no further block of a core that these hold may go to this device today. */
  isRefused(holders: readonly Holding[], device: Uint8Array): boolean {
    const writers = this.#listWriters(holders)
    const isSpent = writers.length > 0 && writers.every((account) => this.isSpent(account))
    return isSpent && !this.#isOfHolder(holders, device)
  }

  /** Call this when a block of a core that these hold was sent to a device. */
  count(holders: readonly Holding[], device: Uint8Array, bytes: number): void {
    if (this.#isOfHolder(holders, device)) return
    for (const account of this.#listWriters(holders)) this.#add(account, bytes)
  }

  /** Call this when bytes of a phone of this customer were carried. */
  countFar(account: Account, bytes: number): void {
    this.#add(account, bytes, bytes)
  }

  #isOfHolder(holders: readonly Holding[], device: Uint8Array): boolean {
    const reader = this.#options.accounts.findByDevice(device)
    return reader !== null && holders.some(({ account }) => equalBytes(account, reader.account))
  }

  /** The accounts for which the core is kept, and not only watched. */
  #listWriters(holders: readonly Holding[]): Account[] {
    const { accounts } = this.#options
    return holders.flatMap(({ account, isWatched }) => (isWatched ? [] : (accounts.find(account) ?? [])))
  }

  #add(limits: Account, more: number, far = 0): void {
    const { account } = limits
    const id = toHex(account)
    const wasSpent = this.isSpent(limits)
    const day = Math.max(this.#today(), this.#sent.get(id)?.day ?? 0)
    const before = this.#ofToday(account)
    this.#sent.set(id, { account, day, bytes: (before?.bytes ?? 0) + more, far: (before?.far ?? 0) + far })
    this.#unwritten.add(id)
    this.#timer ??= setTimeout(() => void this.#writeSoon(), WRITE_EVERY_MS).unref()
    if (!wasSpent && this.isSpent(limits)) this.#options.onSpent()
  }

  #today(): number {
    return Math.floor(this.#options.clock.now() / DAY_MS)
  }

  async #writeSoon(): Promise<void> {
    this.#timer = null
    // What cannot be written now is written after the next block.
    await this.#write().catch(() => undefined)
  }

  async #write(): Promise<void> {
    const written = [...this.#unwritten]
    if (written.length === 0) return
    await this.#options.ledger.write((tx) => {
      for (const { account, day, bytes, far } of written.flatMap((id) => this.#sent.get(id) ?? []))
        tx.run('INSERT OR REPLACE INTO account_egress VALUES (?, ?, ?, ?)', account, day, bytes, far)
    })
    for (const id of written) this.#unwritten.delete(id)
  }

  /** Call this function in the transaction that removes the account. */
  forget(tx: Transaction, account: Uint8Array): void {
    tx.run('DELETE FROM account_egress WHERE account = ?', account)
    this.#sent.delete(toHex(account))
  }

  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#write().catch(() => undefined)
  }
}
