// The releaser's clock: says what time it is at the earliest and at the latest, so that no jump opens or expires anything.
// Every decision between notify and reference that depends on time asks it, never the machine's clock.
import { uptime } from 'node:os'
import { Emitter } from '../base/index.ts'
import type { Clock, Log } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { acknowledgeTime, findClockMark, resetClockMark } from './clock-mark.ts'

/** By so much the machine's clock may be corrected without a word. */
export const MAX_CORRECTION_MS = 5 * 60 * 1000
/** A mark further ahead than this, found at a start, is not waited for: the person is asked. */
export const MAX_WAIT_FOR_MARK_MS = 24 * 60 * 60 * 1000
/** How often the mark is written at most, releases apart. */
export const MARK_INTERVAL_MS = 60 * 1000

/**
 * `trusted`: machine time and passing time agree. `doubted`: they disagree by more than a correction. `waiting`: at the
 * start the machine said a day or more before the last acknowledged time; only the person can know which was wrong.
 */
export type ClockTrust = 'trusted' | 'doubted' | 'waiting'

/** The truth lies between the two; they are equal while the clock is trusted. ms since the epoch. */
export interface TimeReading {
  /**
   * Schedules fall due and expiries are recorded by this one. It never goes back, except by `acceptClock`. While waiting it
   * stands at what the machine said at the start: by the far mark, everything that is planned would be over.
   */
  readonly now: number
  /** Nothing is released that may have expired by this one. Infinite while waiting. */
  readonly latest: number
}

export interface ClockStatus extends TimeReading {
  readonly trust: ClockTrust
  /** What the machine says. */
  readonly machine: number
}

export interface ClockGuardEvents {
  /** The machine's clock moved by so many ms against passing time (negative: back). */
  'clock-jumped': { readonly byMs: number; readonly machine: number }
  /** Time is certain again: the clock came back by itself, or was accepted. */
  'clock-trusted': { readonly now: number }
}

/** The part of the ledger that is needed here. */
interface MarkLedger extends Rows {
  /** Whether a task of it runs just now, which cannot ask for another one. */
  readonly isInTask: boolean
  write<T>(task: (tx: Transaction) => T): Promise<T>
}

export interface ClockGuardOptions {
  readonly ledger: MarkLedger
  readonly clock: Clock
  readonly log: Log
  /** ms that pass also while the machine sleeps, else waking up looks like a jump: `uptimeMs` beside the system's clock. */
  readonly elapsedMs: () => number
}

export class ClockGuard {
  readonly events = new Emitter<ClockGuardEvents>()
  readonly #ledger: MarkLedger
  readonly #clock: Clock
  readonly #log: Log
  readonly #elapsedMs: () => number
  /** Machine time minus passed time, as it was when last trusted and as it is now. */
  #trustedOffset: number
  #seenOffset: number
  /** The latest `now` ever acknowledged. */
  #floor: number
  readonly #startedAt: number
  #isBehindMark: boolean
  #isTrusted: boolean
  #markedAt: number

  constructor({ ledger, clock, log, elapsedMs }: ClockGuardOptions) {
    this.#ledger = ledger
    this.#clock = clock
    this.#log = log
    this.#elapsedMs = elapsedMs
    const mark = findClockMark(ledger)
    const machine = clock.now()
    const elapsed = elapsedMs()
    this.#startedAt = Math.round(machine)
    this.#floor = mark ?? this.#startedAt
    this.#isBehindMark = machine < this.#floor - MAX_CORRECTION_MS
    this.#isTrusted = !this.#isBehindMark
    this.#seenOffset = machine - elapsed
    this.#trustedOffset = this.#isBehindMark ? this.#floor - elapsed : this.#seenOffset
    this.#markedAt = mark ?? -Infinity
  }

  /** The time to decide by. Also writes the mark, when a minute has passed since the last; within a task the next reading does. */
  read(): TimeReading {
    const elapsed = this.#elapsedMs()
    this.#observe(elapsed)
    this.#floor = Math.max(this.#floor, Math.round(elapsed + Math.min(this.#trustedOffset, this.#seenOffset)))
    if (this.#floor - this.#markedAt >= MARK_INTERVAL_MS && !this.#ledger.isInTask) this.#writeMark()
    if (this.#isTrusted) return { now: this.#floor, latest: this.#floor }
    if (this.#isWaiting()) return { now: this.#startedAt, latest: Infinity }
    const latest = Math.round(elapsed + Math.max(this.#trustedOffset, this.#seenOffset))
    return { now: this.#floor, latest: Math.max(this.#floor, latest) }
  }

  /** For `doctor`. */
  status(): ClockStatus {
    const reading = this.read()
    const doubt = this.#isWaiting() ? 'waiting' : 'doubted'
    return { ...reading, trust: this.#isTrusted ? 'trusted' : doubt, machine: this.#clock.now() }
  }

  /** The person says that the machine's clock is right, whatever was acknowledged before. What expired stays expired. */
  async acceptClock(): Promise<void> {
    const machine = Math.round(this.#clock.now())
    this.#floor = machine
    this.#markedAt = machine
    this.#seenOffset = machine - this.#elapsedMs()
    this.#trust()
    await this.#ledger.write((tx) => resetClockMark(tx, machine))
  }

  #observe(elapsed: number): void {
    const machine = this.#clock.now()
    const offset = machine - elapsed
    const byMs = Math.round(offset - this.#seenOffset)
    this.#seenOffset = offset
    if (Math.abs(byMs) > MAX_CORRECTION_MS) {
      this.#log.warn('clock-jumped', { byMs })
      this.events.emit('clock-jumped', { byMs, machine })
    }
    // Since the start the machine was behind the mark; once it has reached it, it says what any start would believe.
    const hasCaughtUp = this.#isBehindMark && machine >= this.#floor - MAX_CORRECTION_MS
    const isNear = Math.abs(offset - this.#trustedOffset) <= MAX_CORRECTION_MS
    if (hasCaughtUp || (isNear && !this.#isBehindMark)) this.#trust()
    else this.#isTrusted = false
  }

  #trust(): void {
    const wasTrusted = this.#isTrusted
    this.#trustedOffset = this.#seenOffset
    this.#isBehindMark = false
    this.#isTrusted = true
    if (!wasTrusted) this.events.emit('clock-trusted', { now: this.#floor })
  }

  #isWaiting(): boolean {
    return this.#isBehindMark && this.#clock.now() < this.#floor - MAX_WAIT_FOR_MARK_MS
  }

  #writeMark(): void {
    const now = this.#floor
    this.#markedAt = now
    this.#ledger
      .write((tx) => acknowledgeTime(tx, now))
      .catch((error: unknown) => this.#log.warn('clock-mark-not-written', { reason: String(error) }))
  }
}

/** The machine's uptime goes on while it sleeps, and does not move when its clock is set. */
export function uptimeMs(): number {
  return uptime() * 1000
}
