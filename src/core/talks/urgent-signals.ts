// Urgent letters that ask for a confirmation: the signal of an unconfirmed one repeats, if this
// person lets its sender or its group break through.
// After receive. A confirmation is a state like any other, so its author sees it.
import { Alarm, Emitter } from '../base/index.ts'
import { findMark, type DeliveryParts } from '../delivery/index.ts'
import type { ReceivedLetter } from '../inbox/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { isOnePerson, isPublished, keyOf } from '../store/index.ts'
import { findSettings } from './talk-settings.ts'

const MINUTE_MS = 60_000
/** When the signal of an unconfirmed letter repeats, counted from its arrival. */
const REPEATED_AFTER_MS = [1, 5, 15].map((minutes) => minutes * MINUTE_MS)
const DAY_MS = 24 * 60 * MINUTE_MS
/** More urgent letters of one sender on one day arrive as any other letter. */
const MAX_A_DAY = 3

type Parts = Pick<DeliveryParts, 'ledger' | 'inbox' | 'clock' | 'log'>

interface Waiting {
  object: Uint8Array
  arrivedAt: number
  signals: number
}

export class UrgentSignals {
  /** An urgent letter waits for a confirmation, and its signal is due again. */
  readonly events = new Emitter<{ due: { object: Uint8Array } }>()
  readonly #parts: Parts
  readonly #stopListening: () => void
  readonly #alarm: Alarm

  constructor(parts: Parts) {
    const { ledger, inbox, clock, log } = parts
    this.#parts = parts
    this.#alarm = new Alarm({
      ...{ log, failed: 'urgent-not-signalled' },
      next: () => listWaiting(ledger).reduce<number | null>(earlier, null),
      now: () => clock.now(),
      run: () => this.#signalDue(),
    })
    this.#stopListening = inbox.events.on('arrived', ({ object }) => this.#queue(object))
  }

  close(): Promise<void> {
    this.#stopListening()
    return this.#alarm.close()
  }

  #queue(object: Uint8Array): void {
    const { ledger, inbox, log } = this.#parts
    const received = inbox.find(ledger, object)
    if (received?.notice.urgent !== true || !this.#breaksThrough(ledger, received)) return
    ledger
      .write((tx) => keepWaiting(tx, received))
      .then(() => this.#alarm.look())
      .catch((error: unknown) => log.warn('urgent-not-kept', { message: String(error) }))
  }

  #breaksThrough(rows: Rows, { author, notice, arrivedAt }: ReceivedLetter): boolean {
    const { audience } = notice
    if (isPublished(audience)) return false
    const talk = isOnePerson(audience) ? author : keyOf(audience)
    const isAllowed = findSettings(rows, author).breaksThrough || findSettings(rows, talk).breaksThrough
    return isAllowed && countSince(rows, author, arrivedAt - DAY_MS) < MAX_A_DAY
  }

  async #signalDue(): Promise<void> {
    const { ledger, clock } = this.#parts
    const due = listWaiting(ledger).filter((one) => dueAt(one) <= clock.now())
    await ledger.write((tx) => due.forEach((one) => countSignal(tx, one.object)))
    for (const { object } of due) if (this.#isWaiting(object)) this.events.emit('due', { object })
  }

  /** False once it is confirmed or answered, or can no longer be opened. */
  #isWaiting(object: Uint8Array): boolean {
    const { ledger, inbox } = this.#parts
    const received = inbox.find(ledger, object)
    return received !== null && received.withdrawn === null && findMark(ledger, object) === null
  }
}

function dueAt({ arrivedAt, signals }: Waiting): number {
  return arrivedAt + REPEATED_AFTER_MS[signals]!
}

const earlier = (time: number | null, waiting: Waiting): number => Math.min(time ?? Infinity, dueAt(waiting))

function keepWaiting(tx: Transaction, { object, author, arrivedAt }: ReceivedLetter): void {
  tx.run('INSERT OR IGNORE INTO urgent_signals VALUES (?, ?, ?, 0)', object, author, arrivedAt)
}

function countSignal(tx: Transaction, object: Uint8Array): void {
  tx.run('UPDATE urgent_signals SET signals = signals + 1 WHERE object = ?', object)
}

function listWaiting(rows: Rows): Waiting[] {
  return rows.all<Waiting & Record<string, never>>(
    'SELECT object, arrived_at AS arrivedAt, signals FROM urgent_signals WHERE signals < ?',
    REPEATED_AFTER_MS.length,
  )
}

function countSince(rows: Rows, author: Uint8Array, since: number): number {
  const sql = 'SELECT count(*) AS count FROM urgent_signals WHERE author = ? AND arrived_at > ?'
  return rows.get<{ count: number }>(sql, author, since)!.count
}
