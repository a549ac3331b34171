// Raises reminders at their time, also those that fell due while nothing was running.
// It follows the clock of the computer: a reminder is for a person, and gives nobody a key.
import { Emitter, type Clock, type Log } from '../base/index.ts'
import type { Ledger, Rows } from '../ledger/index.ts'
import { findNextReminder, listDueReminders, postponeReminder, raiseReminder } from './reminders.ts'

/** Wakes at least so often, because a clock can be changed and a timer holds only 24 days. */
const LOOK_EVERY_MS = 60_000
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
  readonly #stopListening: () => void
  #timer: NodeJS.Timeout | null = null
  #wakesAt = Infinity
  #running: Promise<void> | null = null
  #isClosed = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#stopListening = parts.ledger.onCommit(() => this.#plan())
    this.#plan()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopListening()
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#running
  }

  /** Reads one row of an index. Without reminders there is no timer. */
  #plan(): void {
    if (this.#isClosed || this.#running !== null) return
    const { ledger, clock } = this.#parts
    const next = findNextReminder(ledger)
    // After a sleep of the computer the timer is late, and any commit corrects it.
    const isSet = this.#wakesAt > clock.now()
    if (next === null || (isSet && next >= this.#wakesAt)) return
    this.#wakesAt = next
    if (this.#timer !== null) clearTimeout(this.#timer)
    const delayMs = Math.min(LOOK_EVERY_MS, Math.max(0, next - clock.now()))
    this.#timer = setTimeout(() => this.#wake(), delayMs)
    this.#timer.unref()
  }

  #wake(): void {
    this.#running = this.#raiseDue().then((isDone) => {
      this.#running = null
      this.#wakesAt = Infinity
      if (isDone) this.#plan()
      else this.#retryLater()
    })
  }

  #retryLater(): void {
    if (this.#isClosed) return
    this.#timer = setTimeout(() => this.#wake(), LOOK_EVERY_MS)
    this.#timer.unref()
  }

  async #raiseDue(): Promise<boolean> {
    const { ledger, clock, log, isOut } = this.#parts
    const now = clock.now()
    const due = listDueReminders(ledger, now, AT_ONCE)
    if (due.length === 0) return true
    try {
      const raised = await ledger.write((tx) =>
        due.filter((object) => {
          const canBeAnswered = isOut(tx, object)
          if (canBeAnswered) raiseReminder(tx, object, now)
          else postponeReminder(tx, object, now + DAY_MS)
          return canBeAnswered
        }),
      )
      for (const object of raised) this.events.emit('due', { object })
      return true
    } catch (error) {
      log.warn('reminders-not-raised', { message: String(error) })
      return false
    }
  }
}
