// Which letters an arriving one belongs to. After receive.
import type { LetterSummary, RefText } from '../../core/contract/index.ts'
import { isSameObject } from '../../core/contract/same-object.ts'

export { isSameObject }

/** True if an arriving letter belongs to the thread of the letter `ref`. */
export function belongsTo(
  thread: readonly RefText[],
  ref: RefText,
  { ref: arrived, replyTo }: LetterSummary,
): boolean {
  const known = [ref, ...thread]
  return [arrived, replyTo].some((one) => one !== null && known.some((other) => isSameObject(one, other)))
}
