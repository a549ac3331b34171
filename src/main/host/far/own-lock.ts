// The calls of a phone about its lock.
import { EngineError, type DoorHandlers, type OwnLock } from '../../../core/contract/index.ts'
import type { PhoneRow, Phones } from '../../../core/index.ts'
import { phoneLocked } from './far-refusals.ts'
import { phoneId, type FarSession } from './far-session.ts'
import type { SessionLock, Unlockings } from './session-lock.ts'

export type LockCalls = Pick<DoorHandlers['phones'], 'challenge' | 'unlock' | 'setLock'>
type Unlock = Parameters<LockCalls['unlock']>[0]
type GivenLock = Parameters<Phones['setLock']>[1]

export interface LockCallsParts {
  phones: Phones
  id: Uint8Array
  session: FarSession
  lock: SessionLock
  unlockings: Unlockings
  /** The origin of the page of phones. */
  findOrigin: () => Promise<string | null>
}

export function createLockCalls(parts: LockCallsParts): LockCalls {
  const { phones, id, session, lock } = parts
  return {
    challenge: async () => ({ challenge: Buffer.from(lock.drawChallenge()).toString('base64url') }),
    async unlock(asked) {
      if (asked.by === 'ticket') {
        if (!lock.resume(asked.ticket)) throw notUnlocked()
        return { ticket: asked.ticket }
      }
      const { isRight, left } = await tryKey(parts, asked)
      if (!isRight) throw notUnlocked(left)
      return { ticket: lock.unlock() }
    },
    async setLock({ lock: asked }) {
      const row = phones.get(id)
      // What removes nothing may not give more time for a first lock.
      const isAllowed = row.lock === null ? asked !== null && phones.locks.isLockable(row) : lock.isFresh
      if (!isAllowed) throw phoneLocked('phones.setLock', lock.hasLock)
      if (asked === null) await phones.removeLock(id, session)
      else if (!(await phones.setLock(id, await readGiven(parts, asked), session)))
        throw new EngineError('INVALID', 'This is no passkey that was made for this page just now.')
      parts.unlockings.forget(phoneId(id))
      lock.forget()
      return { ticket: asked === null ? null : lock.unlock() }
    },
  }
}

async function tryKey(
  { phones, id, lock }: LockCallsParts,
  asked: Exclude<Unlock, { by: 'ticket' }>,
): Promise<{ isRight: boolean; left?: number }> {
  if (asked.by === 'pin') return phones.locks.isPinOf(id, asked.pin)
  const challenge = lock.takeChallenge()
  return { isRight: challenge !== null && (await phones.locks.isSignedBy(id, asked.signed, challenge)) }
}

/** @throws INVALID */
async function readGiven(
  { lock, findOrigin }: LockCallsParts,
  asked: NonNullable<Parameters<LockCalls['setLock']>[0]['lock']>,
): Promise<GivenLock> {
  if (asked.by === 'pin') return { kind: 'pin', pin: asked.pin }
  const [challenge, origin] = [lock.takeChallenge(), await findOrigin()]
  if (challenge === null || origin === null)
    throw new EngineError('INVALID', 'A passkey is made with a challenge, for a page that has an address.')
  return { kind: 'passkey', made: asked.made, asked: { challenge, origin } }
}

function notUnlocked(left?: number): EngineError {
  return new EngineError('PHONE_LOCKED', 'That does not unlock this phone.', {
    details: { reason: 'wrong', ...(left === undefined ? {} : { left }) },
  })
}

export function describeLock({ lock }: PhoneRow): OwnLock | null {
  return lock?.kind === 'passkey'
    ? { kind: lock.kind, credential: lock.credential }
    : lock && { kind: lock.kind }
}
