// The locks of phones: what home must see before it shows anything to a phone, or lets it do what
// outlives it. A lock is made within minutes after its owner has typed something at home, or a thief
// could give an open phone a lock of their own.
import type { Clock } from '../base/index.ts'
import type { NewPasskey, SignedChallenge } from '../contract/phone-lock.ts'
import type { Ledger } from '../ledger/index.ts'
import { checkSigned, readNewPasskey, type AskedOf } from './passkey.ts'
import { findPhone, keepLock, keepTries, type PhoneLock, type PhoneRow } from './phone-rows.ts'
import { isPin, keepPin } from './pin.ts'

/** How long a phone may make its first lock after it was paired, or after its lock was removed. */
export const LOCKABLE_MS = 10 * 60_000
const MAX_TRIES = 5

export type GivenLock = { kind: 'passkey'; made: NewPasskey; asked: AskedOf } | { kind: 'pin'; pin: string }

export class PhoneLocks {
  readonly #ledger: Pick<Ledger, 'get' | 'all' | 'write'>
  readonly #clock: Clock
  readonly #revoke: (id: Uint8Array) => Promise<void>

  /** @param revoke ends a phone at which somebody guesses */
  constructor(
    ledger: Pick<Ledger, 'get' | 'all' | 'write'>,
    clock: Clock,
    revoke: (id: Uint8Array) => Promise<void>,
  ) {
    this.#ledger = ledger
    this.#clock = clock
    this.#revoke = revoke
  }

  /** Null if the phone has none. */
  find(id: Uint8Array): PhoneLock | null {
    return findPhone(this.#ledger, id)?.lock ?? null
  }

  /** True while the phone may make its first lock. */
  isLockable({ lock, lockableUntil }: PhoneRow): boolean {
    return lock === null && lockableUntil > this.#clock.now()
  }

  /** False if what its browser made is not a passkey of this page. */
  async set(id: Uint8Array, given: GivenLock): Promise<boolean> {
    const lock = given.kind === 'pin' ? keepPin(given.pin) : readNewPasskey(given.made, given.asked)
    if (lock === null) return false
    await this.#ledger.write((tx) => keepLock(tx, id, { lock, lockableUntil: 0 }))
    return true
  }

  /** The phone may make another one for some minutes. */
  async remove(id: Uint8Array): Promise<void> {
    const lockableUntil = this.#clock.now() + LOCKABLE_MS
    await this.#ledger.write((tx) => keepLock(tx, id, { lock: null, lockableUntil }))
  }

  /** A signature counts once, also of a phone that has several connections. */
  isSignedBy(id: Uint8Array, signed: SignedChallenge, challenge: Uint8Array): Promise<boolean> {
    return this.#ledger.write((tx) => {
      const { lock = null, revokedAt = null } = findPhone(tx, id) ?? {}
      if (lock?.kind !== 'passkey' || revokedAt !== null) return false
      const next = checkSigned(lock, signed, challenge)
      if (next === null) return false
      keepLock(tx, id, { lock: next, lockableUntil: 0 })
      return true
    })
  }

  /**
   * It counts a try before it compares the digits, so parallel connections share five tries. The
   * fifth wrong one in a row ends the phone. `left`: the tries that are left.
   */
  async isPinOf(id: Uint8Array, digits: string): Promise<{ isRight: boolean; left: number }> {
    const lock = await this.#ledger.write((tx) => {
      const row = findPhone(tx, id)
      if (row?.lock?.kind !== 'pin' || row.revokedAt !== null || row.lockTries >= MAX_TRIES) return null
      keepTries(tx, id, row.lockTries + 1)
      return row.lock
    })
    const isRight = lock !== null && isPin(lock, digits)
    if (isRight) await this.#ledger.write((tx) => keepTries(tx, id, 0))
    const tries = findPhone(this.#ledger, id)?.lockTries ?? MAX_TRIES
    if (!isRight && tries >= MAX_TRIES) await this.#revoke(id)
    return { isRight, left: Math.max(0, MAX_TRIES - tries) }
  }
}
