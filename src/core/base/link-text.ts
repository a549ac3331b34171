// The text of a link: `fumikura://`, a word for its kind, and a record in z-base-32. People pass it
// on, so white space around it is ignored.
import { parseText, toText } from './bytes.ts'
import { decodeRecord, encodeRecord, MalformedRecord, type Encoding } from './codec.ts'

export interface LinkText<T> {
  readonly prefix: string
  format(value: T): string
  /** Null if the text is not such a link. */
  parse(text: string): T | null
}

export function linkText<T>(kind: string, encoding: Encoding<T>): LinkText<T> {
  const prefix = `fumikura://${kind}/`
  return {
    prefix,
    format: (value) => prefix + toText(encodeRecord(encoding, value)),
    parse(text) {
      const trimmed = text.trim()
      const bytes = trimmed.startsWith(prefix) ? parseText(trimmed.slice(prefix.length)) : null
      return bytes === null ? null : decodeOrNull(encoding, bytes)
    },
  }
}

function decodeOrNull<T>(encoding: Encoding<T>, bytes: Uint8Array): T | null {
  try {
    return decodeRecord(encoding, bytes)
  } catch (error) {
    if (error instanceof MalformedRecord) return null
    throw error
  }
}
