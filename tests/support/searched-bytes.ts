// Counts the bytes that searches look at, for costs that must not grow with the square of an input.
import { onTestFinished } from 'vitest'

type IndexOf = (
  this: Buffer,
  value: string | Uint8Array | number,
  from?: number,
  encoding?: 'latin1',
) => number

/** Until the test ends, counts how far each `Buffer.indexOf` searches. Returns the sum so far. */
export function countSearchedBytes(): () => number {
  let searched = 0
  const buffers = Buffer.prototype as { indexOf: IndexOf }
  const { indexOf } = buffers
  buffers.indexOf = function (value, from = 0, encoding) {
    const found = indexOf.call(this, value, from, encoding)
    searched += (found === -1 ? this.byteLength : found) - from
    return found
  }
  onTestFinished(() => void (buffers.indexOf = indexOf))
  return () => searched
}
