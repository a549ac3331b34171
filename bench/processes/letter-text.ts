// The text of a letter of a bench: prose that is never the same twice, so that nothing can be shared or pressed together.
import { randomBytes } from 'node:crypto'

/** So many bytes of UTF-8. */
export function letterText(bytes: number): string {
  return randomBytes(Math.ceil((bytes * 3) / 4))
    .toString('base64')
    .slice(0, bytes)
}
