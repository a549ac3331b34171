// The releaser's clock. It gives the earliest and the latest possible time, so that a jump of the
// machine clock neither opens nor expires an object.
// Every decision between notify and reference that depends on time uses it, never the machine
// clock.
import { uptime } from 'node:os'
import { Emitter } from '../base/index.ts'
import type { Clock, Log } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { acknowledgeTime, findClockMark, resetClockMark } from './clock-mark.ts'

/** The largest correction of the machine clock that is accepted silently. */
export const MAX_CORRECTION_MS = 5 * 60 * 1000
/**
 * If the mark is further ahead than this at the start, the guard does not wait for it but asks the
 * person.
 */
export const MAX_WAIT_FOR_MARK_MS = 24 * 60 * 60 * 1000
/** The shortest interval between two marks, except for releases. */
export const MARK_INTERVAL_MS = 60 * 1000

/**
 * `trusted`: the machine clock agrees with the elapsed time. `doubted`: they differ by more than a
 * correction. `waiting`: at the start the machine clock was a day or more behind the last
 * acknowledged time, and only the person can know which of the two was wrong.
 */
export type ClockTrust = 'trusted' | 'doubted' | 'waiting'

/**
 * The true time is between the two values. They are equal while the clock is trusted. ms since the
 * epoch.
 */
export interface TimeReading {
  /**
   * Schedules and expiries use this time. It never decreases, except in `acceptClock`.
   * While waiting it is the machine time at the start, because at the far mark, every planned time
   * would be past.
   */
  readonly now: number
  /** No object is released that may have expired by this time. Infinite while waiting. */
  readonly latest: number
}

interface ClockStatus extends TimeReading {
  readonly trust: ClockTrust
  /** The machine clock. */
  readonly machine: number
}

interface ClockGuardEvents {
  /**
   * The machine clock moved by this many ms relative to the elapsed time; negative if it was set
   * back.
   */
  'clock-jumped': { readonly byMs: number; readonly machine: number }
  /**
   * The clock is trusted again, because it returned to the right time, or the person accepted it.
   */
  'clock-trusted': { readonly now: number }
}

/** The part of the ledger that the guard needs. */
interface MarkLedger extends Rows {
  /** True while a task of the ledger runs; a task cannot start another one. */
  readonly isInTask: boolean
  write<T>(task: (tx: Transaction) => T): Promise<T>
}

interface ClockGuardOptions {
  readonly ledger: MarkLedger
  readonly clock: Clock
  readonly log: Log
  /**
   * Elapsed ms, including the time that the machine sleeps; without that, waking up looks like a
   * jump. Use `uptimeMs` with the system clock.
   */
  readonly elapsedMs: () => number
}

export class ClockGuard {
  readonly events = new Emitter<ClockGuardEvents>()
  readonly #ledger: MarkLedger
  readonly #clock: Clock
  readonly #log: Log
  readonly #elapsedMs: () => number
  /** Machine time minus elapsed time: when it was last trusted, and now. */
  #trustedOffset: number
  #seenOffset: number
  /** The latest `now` that was ever acknowledged. */
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

  /**
   * The time for decisions. Also writes the mark if a minute has passed since the last one; within
   * a ledger task the next call writes it.
   */
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

  /** For the doctor report. */
  status(): ClockStatus {
    const reading = this.read()
    const doubt = this.#isWaiting() ? 'waiting' : 'doubted'
    return { ...reading, trust: this.#isTrusted ? 'trusted' : doubt, machine: this.#clock.now() }
  }

  /**
   * Accepts the machine clock on the word of the person, even if it is behind the mark. Recorded
   * expiries remain.
   */
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
    // The machine clock has been behind the mark since the start. Once it reaches the mark, it is
    // as credible as at any start.
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

/**
 * Returns the uptime of the machine in ms. It includes sleep, and does not change when the clock is
 * set.
 */
export function uptimeMs(): number {
  return uptime() * 1000
}
