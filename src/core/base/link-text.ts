// The text of a link: `fumikura://`, a word for its kind, and a record in z-base-32. People pass it
// on, so white space around it is ignored.
import { parseText, toText } from './bytes.ts'
import { MalformedRecord, type Form } from './codec.ts'

interface LinkText<T> {
  readonly prefix: string
  format(value: T): string
  /** Null if the text is not such a link. */
  parse(text: string): T | null
}

export function linkText<T>(kind: string, form: Form<T>): LinkText<T> {
  const prefix = `fumikura://${kind}/`
  return {
    prefix,
    format: (value) => prefix + toText(form.encode(value)),
    parse(text) {
      const trimmed = text.trim()
      const bytes = trimmed.startsWith(prefix) ? parseText(trimmed.slice(prefix.length)) : null
      return bytes === null ? null : decodeOrNull(form, bytes)
    },
  }
}

function decodeOrNull<T>(form: Form<T>, bytes: Uint8Array): T | null {
  try {
    return form.decode(bytes)
  } catch (error) {
    if (error instanceof MalformedRecord) return null
    throw error
  }
}
