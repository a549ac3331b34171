// Raises reminders at their time, also those that fell due while nothing was running.
// It follows the clock of the computer: a reminder is for a person, and gives nobody a key.
import { Alarm, Emitter, type Clock, type Log } from '../base/index.ts'
import type { Ledger, Rows } from '../ledger/index.ts'
import { findNextReminder, listDueReminders, postponeReminder, raiseReminder } from './reminders.ts'

const RETRY_MS = 60_000
const AT_ONCE = 256
const DAY_MS = 24 * 60 * 60_000

interface Parts {
  ledger: Ledger
  clock: Clock
  log: Log
  /** False while nobody has the notice of the letter, so that nobody can answer. */
  isOut: (rows: Rows, object: Uint8Array) => boolean
}

export class ReminderTimer {
  /** Nobody has answered this letter in time. */
  readonly events = new Emitter<{ due: { object: Uint8Array } }>()
  readonly #parts: Parts
  readonly #alarm: Alarm
  readonly #stopListening: () => void

  constructor(parts: Parts) {
    const { ledger, clock, log } = parts
    this.#parts = parts
    this.#alarm = new Alarm({
      ...{ log, failed: 'reminders-not-raised', retryMs: RETRY_MS },
      next: () => findNextReminder(ledger),
      now: () => clock.now(),
      run: () => this.#raiseDue(),
    })
    this.#stopListening = ledger.onCommit(() => this.#alarm.look())
  }

  close(): Promise<void> {
    this.#stopListening()
    return this.#alarm.close()
  }

  async #raiseDue(): Promise<void> {
    const { ledger, clock, isOut } = this.#parts
    const now = clock.now()
    const due = listDueReminders(ledger, now, AT_ONCE)
    const raised = await ledger.write((tx) =>
      due.filter((object) => {
        const canBeAnswered = isOut(tx, object)
        if (canBeAnswered) raiseReminder(tx, object, now)
        else postponeReminder(tx, object, now + DAY_MS)
        return canBeAnswered
      }),
    )
    for (const object of raised) this.events.emit('due', { object })
  }
}
