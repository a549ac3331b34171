// Compares refs by the object that they name. An object has another ref at each place where it is
// stored.
import type { LetterSummary, RefText } from '../../core/contract/index.ts'
import { REF_START } from './address.ts'

/**
 * A ref begins with its version and 128 bytes that name the object; then follow hints about where
 * it is stored. These characters hold the name without its last bytes, and no hint.
 */
const NAME_CHARS = REF_START.length + 200

/** Also true for a complete ref and a shortened one, as an address has it. */
export function isSameObject(one: RefText, other: RefText): boolean {
  const length = Math.min(one.length, other.length, NAME_CHARS)
  return one.slice(0, length) === other.slice(0, length)
}

/** True if an arriving letter belongs to the thread of the letter `ref`. */
export function belongsTo(
  thread: readonly RefText[],
  ref: RefText,
  { ref: arrived, replyTo }: LetterSummary,
): boolean {
  const known = [ref, ...thread]
  return [arrived, replyTo].some((one) => one !== null && known.some((other) => isSameObject(one, other)))
}
