// Whether two refs name one object. The same object has another ref at each place where it is stored.
import type { LetterSummary, RefText, ThreadEntry } from '../../core/contract/index.ts'

/** The name of the object comes first; what follows are hints where it is stored. */
const NAME_CHARS = 'fumikura://ref/'.length + 200

/** Also true for a ref that is shortened, as in an address, and the whole one. */
function isSameObject(one: RefText, other: RefText): boolean {
  const length = Math.min(one.length, other.length, NAME_CHARS)
  return one.slice(0, length) === other.slice(0, length)
}

/** True if a letter that arrives stands in the thread around the letter `ref`. */
export function belongsTo(
  thread: readonly Pick<ThreadEntry, 'ref'>[],
  ref: RefText,
  { ref: arrived, replyTo }: LetterSummary,
): boolean {
  const known = [ref, ...thread.map((entry) => entry.ref)]
  return [arrived, replyTo].some((one) => one !== null && known.some((other) => isSameObject(one, other)))
}
