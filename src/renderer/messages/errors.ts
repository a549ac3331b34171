// From whatever was thrown to the sentence a person reads, in the language of now.
import { EngineError, type ErrorCode } from '../../core/contract/index.ts'
import { m } from './messages.svelte.ts'

/** What is not a refusal of the engine is a fault of ours. */
export function codeOf(error: unknown): ErrorCode {
  return error instanceof EngineError ? error.code : 'INTERNAL'
}

export function tellCode(code: ErrorCode): string {
  return m.errors[code]
}

export function tellError(error: unknown): string {
  return tellCode(codeOf(error))
}
