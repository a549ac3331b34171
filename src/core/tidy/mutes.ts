// Which conversations a person muted, and until when. What arrives there makes no sound and does not
// count, and stays where it is. What is urgent comes as ever.
// Beside receive. The index finds the letters of a mute by its name (views/inbox-rows.ts).
import { Emitter, type Clock } from '../base/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import type { Mute } from '../views/index.ts'

interface MuteRow {
  name: Uint8Array
  isGroup: number
  until: number | null
}

/** Returns the mutes that are not over. */
export function listMutes(rows: Rows, now: number): Mute[] {
  return rows
    .all<MuteRow & Record<string, never>>(
      'SELECT name, is_group AS isGroup, until FROM mutes WHERE until IS NULL OR until > ? ORDER BY name',
      now,
    )
    .map(({ name, isGroup, until }) => ({ name, isGroup: isGroup === 1, until }))
}

/** Returns how a group is muted now. Null if it is not. */
export function findGroupMute(rows: Rows, group: Uint8Array, now: number): Pick<Mute, 'until'> | null {
  return (
    rows.get<{ until: number | null }>(
      'SELECT until FROM mutes WHERE name = ? AND is_group = 1 AND (until IS NULL OR until > ?)',
      group,
      now,
    ) ?? null
  )
}

/** Mutes a conversation. Those that are over are forgotten. */
export function keepMute(tx: Transaction, { name, isGroup, until }: Mute, now: number): void {
  tx.run('DELETE FROM mutes WHERE until <= ?', now)
  tx.run(
    'INSERT OR REPLACE INTO mutes (name, is_group, until) VALUES (?, ?, ?)',
    name,
    Number(isGroup),
    until,
  )
}

export function removeMute(tx: Transaction, name: Uint8Array): void {
  tx.run('DELETE FROM mutes WHERE name = ?', name)
}

/** A longer delay would overflow the timer, which then plans again. */
const MAX_DELAY_MS = 24 * 60 * 60 * 1000

/** Tells that a mute began or ended, also when its time is over. */
export class Mutes {
  readonly events = new Emitter<{ changed: null }>()
  readonly #ledger: Ledger
  readonly #clock: Clock
  #timer: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(ledger: Ledger, clock: Clock) {
    this.#ledger = ledger
    this.#clock = clock
    this.#plan()
  }

  close(): void {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  /** Changes mutes in one transaction. */
  async change(write: (tx: Transaction, now: number) => void): Promise<void> {
    await this.#ledger.write((tx) => write(tx, this.#clock.now()))
    this.#reportChanged()
  }

  #reportChanged(): void {
    this.events.emit('changed', null)
    this.#plan()
  }

  /** Sets the timer for the mute that ends first. */
  #plan(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#isClosed) return
    const now = this.#clock.now()
    const ends = listMutes(this.#ledger, now).flatMap(({ until }) => until ?? [])
    if (ends.length === 0) return
    const delayMs = Math.min(...ends) - now
    const next = delayMs > MAX_DELAY_MS ? (): void => this.#plan() : (): void => this.#reportChanged()
    this.#timer = setTimeout(next, Math.min(delayMs, MAX_DELAY_MS))
    this.#timer.unref()
  }
}
