// The text of a letter in a bench. It is different each time, so that nothing can be shared or
// compressed.
import { randomBytes } from 'node:crypto'

/** Returns a text of this many bytes of UTF-8. */
export function letterText(bytes: number): string {
  return randomBytes(Math.ceil((bytes * 3) / 4))
    .toString('base64')
    .slice(0, bytes)
}
