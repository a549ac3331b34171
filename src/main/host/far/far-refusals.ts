// Why a call of a phone is refused.
import { EngineError } from '../../../core/contract/index.ts'

export function notFromAPhone(call: string): EngineError {
  return new EngineError('NOT_FROM_A_PHONE', 'This is done at the computer.', { details: { call } })
}

/** @param canUnlock false if the phone has no lock, so that nobody can tell whose hands it is in */
export function phoneLocked(call: string, canUnlock: boolean): EngineError {
  const message = canUnlock
    ? 'Unlock this phone first.'
    : 'This outlives the phone, so it is done at the computer.'
  return new EngineError('PHONE_LOCKED', message, { details: { call, canUnlock } })
}

export function tooManyDeletions(call: string): EngineError {
  const message = 'A phone deletes at most 20 times an hour. More is done at the computer.'
  return new EngineError('QUOTA', message, { details: { call, reason: 'deletions' } })
}
