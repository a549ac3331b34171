// Maps a thrown error to the sentence for the person, in the current language.
import { EngineError, type ErrorCode } from '../../core/contract/index.ts'
import { m } from './messages.svelte.ts'

/** The code of a refusal of the engine; any other error is a bug, INTERNAL. */
export function codeOf(error: unknown): ErrorCode {
  return error instanceof EngineError ? error.code : 'INTERNAL'
}

export function describeCode(code: ErrorCode): string {
  return m.errors[code]
}

export function describeError(error: unknown): string {
  if (isWordOfStations(error)) return m.letter.refused.saidShort
  return isManyDeletions(error) ? m.connection.manyDeletions : describeCode(codeOf(error))
}

/** True if a phone has deleted so much that it has to wait. */
function isManyDeletions(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'QUOTA' && error.details.reason === 'deletions'
}

/** True if only stations say that a letter has ended. Its author has not confirmed it. */
export function isWordOfStations(error: unknown): error is EngineError {
  if (!(error instanceof EngineError) || error.details.by !== 'stations') return false
  return error.code === 'RECALLED' || error.code === 'EXPIRED'
}
