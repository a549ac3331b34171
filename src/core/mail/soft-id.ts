// Knows a mail again by its head. Servers and lists add fields to a mail, so its bytes differ between
// two places where it is.
import { hash } from '../seal/index.ts'
import { findField, readHead, trimRaw } from './head-fields.ts'

const FIELDS = ['message-id', 'date', 'from', 'subject'] as const

/**
 * Returns 32 bytes: a hash of these fields as they are written. Null for a mail without a Message-ID,
 * which only equal bytes show to be the same.
 * @param head a mail, or its head
 */
export function softIdOf(head: Uint8Array): Uint8Array | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  const { fields } = readHead(bytes, 0, bytes.length)
  const values = FIELDS.map((name) => trimRaw(findField(fields, name) ?? '').replace(/[ \t\r\n]+/g, ' '))
  return values[0] === '' ? null : hash('fumikura/mail-soft/1', Buffer.from(values.join('\n'), 'latin1'))
}

/** Returns the Message-ID of a head, with its angle brackets; '' without one. */
export function readMessageId(head: Uint8Array): string {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  return trimRaw(findField(readHead(bytes, 0, bytes.length).fields, 'message-id') ?? '')
}

/** As much as fields that servers and lists add. A larger difference makes another mail. */
const ADDED_BYTES = 4096

export const isAboutAsLarge = (a: number, b: number): boolean => Math.abs(a - b) <= ADDED_BYTES

/** Returns the size that a mail has on the wire, where each line ends with CRLF. */
export function sizeOnWire(raw: Uint8Array): number {
  let size = raw.length
  for (let at = raw.indexOf(LF); at !== -1; at = raw.indexOf(LF, at + 1)) if (raw[at - 1] !== CR) size++
  return size
}

const [LF, CR] = [0x0a, 0x0d]
