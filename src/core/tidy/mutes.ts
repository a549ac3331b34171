// Which conversations a person muted, and until when. What arrives there makes no sound and does not
// count, and stays where it is. What is urgent comes as ever.
// Beside receive. The index finds the letters of a mute by its name (views/inbox-rows.ts).
import { Alarm, Emitter, type Clock, type Log } from '../base/index.ts'
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

function forgetEnded(tx: Transaction, now: number): void {
  tx.run('DELETE FROM mutes WHERE until <= ?', now)
}

/** Mutes a conversation. */
export function keepMute(tx: Transaction, { name, isGroup, until }: Mute): void {
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

type MutesLedger = Pick<Ledger, 'get' | 'write'>

/** Tells that a mute began or ended, also when its time is over. */
export class Mutes {
  readonly events = new Emitter<{ changed: null }>()
  readonly #ledger: MutesLedger
  readonly #clock: Clock
  readonly #alarm: Alarm

  constructor(ledger: MutesLedger, clock: Clock, log: Log) {
    this.#ledger = ledger
    this.#clock = clock
    this.#alarm = new Alarm({
      ...{ log, failed: 'mutes-not-ended', now: () => clock.now() },
      next: () => ledger.get<{ until: number | null }>('SELECT min(until) AS until FROM mutes')!.until,
      run: () => this.change(forgetEnded),
    })
  }

  close(): Promise<void> {
    return this.#alarm.close()
  }

  /** Changes mutes in one transaction. */
  async change(write: (tx: Transaction, now: number) => void): Promise<void> {
    await this.#ledger.write((tx) => write(tx, this.#clock.now()))
    this.events.emit('changed', null)
    this.#alarm.look()
  }
}
