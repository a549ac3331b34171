// Compares refs by the object that they name. An object has another ref at each place where it is
// stored.
import type { RefText } from './ids.ts'

/**
 * A ref begins with its version and 128 bytes that name the object; then follow hints about where
 * it is stored. These characters hold the name without its last bytes, and no hint.
 */
const NAME_CHARS = 'fumikura://ref/'.length + 200

/** The same for all complete refs of an object. */
export const objectName = (ref: RefText): string => ref.slice(0, NAME_CHARS)

/** Also true for a complete ref and a shortened one, as an address has it. */
export function isSameObject(one: RefText, other: RefText): boolean {
  const length = Math.min(one.length, other.length, NAME_CHARS)
  return one.slice(0, length) === other.slice(0, length)
}
