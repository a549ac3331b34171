// Whether one connection of a phone is open. A phone with a lock shows nothing before its owner has
// unlocked it, and again after a quiet time: a phone that was put away may be in other hands.
// A page takes an unlocking along to its next connection, since phones lose their line all the time.
import { randomBytes } from 'node:crypto'
import { PHONE_QUIET_MS } from '../../../core/contract/choices.ts'
import type { EventSource } from '../../../core/contract/events.ts'

export interface LockTimes {
  /** Without a call, or with a hidden page. */
  quietMs: number
  /** How long an unlocking allows what outlives the phone. */
  freshMs: number
}

export const LOCK_TIMES: LockTimes = { quietMs: PHONE_QUIET_MS, freshMs: 2 * 60_000 }

/** By the clock that never jumps. */
interface Unlocking {
  phone: string
  at: number
  quietSince: number
  isHidden: boolean
}

const SECRET_BYTES = 32

/** Those of all phones, each under its ticket. */
export class Unlockings {
  readonly times: LockTimes
  readonly #byTicket = new Map<string, Unlocking>()

  constructor(times: LockTimes) {
    this.times = times
  }

  begin(phone: string): { ticket: string; unlocking: Unlocking } {
    for (const [ticket, old] of this.#byTicket) if (this.isOver(old)) this.#byTicket.delete(ticket)
    const now = performance.now()
    const unlocking = { phone, at: now, quietSince: now, isHidden: false }
    const ticket = randomBytes(SECRET_BYTES).toString('base64url')
    this.#byTicket.set(ticket, unlocking)
    return { ticket, unlocking }
  }

  /** Null if it is over, or of another phone. */
  find(ticket: string, phone: string): Unlocking | null {
    const found = this.#byTicket.get(ticket)
    return found === undefined || found.phone !== phone || this.isOver(found) ? null : found
  }

  /** After its lock was changed, nothing counts that opened the lock before. */
  forget(phone: string): void {
    for (const [ticket, old] of this.#byTicket) if (old.phone === phone) this.#byTicket.delete(ticket)
  }

  isOver({ quietSince }: Unlocking): boolean {
    return performance.now() - quietSince >= this.times.quietMs
  }
}

export interface SessionLockOptions {
  phone: string
  hasLock: () => boolean
  unlockings: Unlockings
  /** It was quiet for too long: ends the connection. */
  onQuiet: () => void
}

export class SessionLock {
  readonly #options: SessionLockOptions
  #unlocking: Unlocking | null = null
  #challenge: Uint8Array | null = null
  #timer: NodeJS.Timeout | undefined
  #waiting: (() => void)[] = []

  constructor(options: SessionLockOptions) {
    this.#options = options
  }

  get hasLock(): boolean {
    return this.#options.hasLock()
  }

  get isOpen(): boolean {
    return !this.hasLock || this.#isUnlocked
  }

  /** True if its owner has unlocked it just now. Never of a phone without a lock. */
  get isFresh(): boolean {
    const { freshMs } = this.#options.unlockings.times
    return this.hasLock && this.#isUnlocked && performance.now() - this.#unlocking!.at < freshMs
  }

  get #isUnlocked(): boolean {
    return this.#unlocking !== null && !this.#options.unlockings.isOver(this.#unlocking)
  }

  /** Replaces the one before. */
  drawChallenge(): Uint8Array {
    return (this.#challenge = randomBytes(SECRET_BYTES))
  }

  /** A challenge is for one try, right or wrong. Null without one. */
  takeChallenge(): Uint8Array | null {
    const taken = this.#challenge
    this.#challenge = null
    return taken
  }

  /** Returns the ticket of the unlocking. */
  unlock(): string {
    const { ticket, unlocking } = this.#options.unlockings.begin(this.#options.phone)
    this.#open(unlocking)
    return ticket
  }

  /** There is no lock any longer. */
  forget(): void {
    this.#unlocking = null
    clearTimeout(this.#timer)
  }

  /** False if the ticket opens nothing. */
  resume(ticket: string): boolean {
    const unlocking = this.#options.unlockings.find(ticket, this.#options.phone)
    if (unlocking !== null) this.#open(unlocking)
    return unlocking !== null
  }

  /** A call of the phone. What a hidden page does alone keeps nothing open. */
  hear(): void {
    const unlocking = this.#unlocking
    if (unlocking !== null && this.#isUnlocked && !unlocking.isHidden)
      unlocking.quietSince = performance.now()
  }

  show(isVisible: boolean): void {
    this.hear()
    if (this.#unlocking !== null) this.#unlocking.isHidden = !isVisible
    this.hear()
  }

  /** The events, from the unlocking on; those since the connection began come then. */
  whenOpen(events: EventSource): EventSource {
    return {
      subscribe: (listener) => {
        let [isEnded, stop] = [false, (): void => undefined]
        const begin = (): void => {
          if (!isEnded) stop = events.subscribe(listener)
        }
        if (this.isOpen) begin()
        else this.#waiting.push(begin)
        return () => {
          isEnded = true
          stop()
        }
      },
    }
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#waiting = []
  }

  #open(unlocking: Unlocking): void {
    this.#unlocking = unlocking
    this.#watch(unlocking)
    for (const begin of this.#waiting.splice(0)) begin()
  }

  #watch(unlocking: Unlocking): void {
    clearTimeout(this.#timer)
    const { unlockings, onQuiet } = this.#options
    if (unlockings.isOver(unlocking)) return onQuiet()
    const leftMs = unlocking.quietSince + unlockings.times.quietMs - performance.now()
    this.#timer = setTimeout(() => this.#watch(unlocking), leftMs).unref()
  }
}
