// Opens the lock of this phone: its browser signs with the passkey after it has seen the owner, or
// home checks a PIN. Without home a passkey opens what this phone remembers, and a PIN opens nothing.
import { isEngineError } from '../../core/contract/index.ts'
import { drawSalt, type KeptLock } from '../bridge/far-lock.ts'
import { toBase64Url } from '../bridge/far-link.ts'
import { signByPasskey } from '../bridge/passkey.ts'
import { describeError } from '../messages/errors.ts'
import { m } from '../messages/far.ts'
import type { LockCalls } from './phone-lock.svelte.ts'

export interface Opening {
  /** What opens the next connection. Null if home was not there. */
  ticket: string | null
  /** What the passkey gives, 32 bytes; null if it gives nothing, or for a PIN. */
  secret: Uint8Array | null
}

/** Null if home is away. */
export type FindCalls = () => Promise<Pick<LockCalls, 'challenge' | 'unlock'> | null>

export class Unlocking {
  readonly #kept: KeptLock
  readonly #findCalls: FindCalls
  #attempt: AbortController | null = null
  #isBusy = $state(false)
  #problem = $state<string | null>(null)
  #challenge: Promise<string | null> | null = null

  constructor(kept: KeptLock, findCalls: FindCalls) {
    this.#kept = kept
    this.#findCalls = findCalls
  }

  get kind(): KeptLock['lock']['kind'] {
    return this.#kept.lock.kind
  }

  get isBusy(): boolean {
    return this.#isBusy
  }

  get problem(): string | null {
    return this.#problem
  }

  /** Asks for the challenge before the press: a browser shows its question only just after one. */
  prepare(): void {
    if (this.kind === 'passkey') this.#challenge = this.#draw()
  }

  /**
   * Call this function in a click handler. Null if it stays locked. A browser may wait for a face
   * without an end, so another press ends that attempt and begins a new one.
   */
  async byPasskey(): Promise<Opening | null> {
    const { lock, salt } = this.#kept
    if (lock.kind !== 'passkey') return null
    this.stop()
    const attempt = (this.#attempt = new AbortController())
    this.#problem = null
    try {
      const challenge = await this.#take()
      const own = challenge ?? toBase64Url(drawSalt())
      const { signed, secret } = await signByPasskey(lock.credential, own, salt, attempt.signal)
      if (attempt.signal.aborted) return null
      const calls = challenge === null ? null : await this.#findCalls()
      const ticket = (await calls?.unlock({ by: 'passkey', signed }))?.ticket ?? null
      return { ticket, secret }
    } catch (error) {
      // A challenge that is drawn now would end the one of the attempt that has followed.
      if (attempt.signal.aborted) return null
      this.fail(error)
      this.prepare()
      return null
    }
  }

  /** Null if it stays locked. */
  async byPin(pin: string): Promise<Opening | null> {
    this.#problem = null
    this.#isBusy = true
    try {
      const calls = await this.#findCalls()
      if (calls === null) this.#problem = m.phone.lock.pinAway
      return calls && { ticket: (await calls.unlock({ by: 'pin', pin })).ticket, secret: null }
    } catch (error) {
      this.fail(error)
      return null
    } finally {
      this.#isBusy = false
    }
  }

  fail(error: unknown): void {
    const left = isEngineError(error, 'PHONE_LOCKED') ? error.details['left'] : undefined
    if (typeof left === 'number') this.#problem = m.phone.lock.wrongPin(left)
    else if (isEngineError(error) && error.code !== 'PHONE_LOCKED') this.#problem = describeError(error)
    else this.#problem = m.phone.lock.failed
  }

  stop(): void {
    this.#attempt?.abort()
  }

  /** Home checks only the last challenge, so one that is replaced while it is drawn is not taken. */
  async #take(): Promise<string | null> {
    for (;;) {
      const drawing = (this.#challenge ??= this.#draw())
      const taken = await drawing
      if (this.#challenge !== drawing) continue
      this.#challenge = null
      return taken ?? this.#draw()
    }
  }

  /** Null if home is away. */
  async #draw(): Promise<string | null> {
    const calls = await this.#findCalls()
    return (await calls?.challenge().catch(() => null))?.challenge ?? null
  }
}
