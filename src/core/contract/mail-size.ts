// How large the mail of a letter is, for the engine that refuses one and the page that says so before.

/** What encoding and the head add to the files. */
const ENCODED = 4 / 3 + 0.05
/** Providers state some 25 MB. */
const USUAL_MAX_BYTES = 25_000_000

export interface MailExcess {
  /** About the size of the mail. */
  bytes: number
  /** The largest mail that the server takes. */
  maxBytes: number
}

/**
 * Null if the server takes the mail.
 * @param text in bytes as UTF-8; a mail has it twice
 * @param files in bytes
 * @param maxBytes what the server takes; null if it does not say
 */
export function findMailExcess(
  text: number,
  files: readonly number[],
  maxBytes: number | null,
): MailExcess | null {
  const bytes = Math.ceil(files.reduce((sum, size) => sum + size, 2 * text) * ENCODED)
  const limit = maxBytes ?? USUAL_MAX_BYTES
  return bytes > limit ? { bytes, maxBytes: limit } : null
}
