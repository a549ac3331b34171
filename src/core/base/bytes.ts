// Bytes without a domain: comparing, joining, and their text form.
// Every key, hash and ref that a person can see or paste passes through toText.
import z32 from 'z32'

export const KEY_BYTES = 32

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && compareBytes(a, b) === 0
}

/** Lexicographic order, as memcmp. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b)
}

export function concatBytes(...parts: Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

export function fromHex(text: string): Uint8Array {
  return Buffer.from(text, 'hex')
}

/** z-base-32, the alphabet made for reading aloud. */
export function toText(bytes: Uint8Array): string {
  const text = Buffer.allocUnsafe(Math.ceil((bytes.byteLength * 8) / 5))
  let [held, bits, at] = [0, 0, 0]
  for (let i = 0; i < bytes.byteLength; i++) {
    held = ((held & 0b1111) << 8) | bytes[i]!
    for (bits += 8; bits >= 5; at++) {
      bits -= 5
      text[at] = ALPHABET[(held >>> bits) & 31]!
    }
  }
  if (bits > 0) text[at] = ALPHABET[(held << (5 - bits)) & 31]!
  // z32 itself joins a string letter by letter, of which a ref has three hundred: most of what an export leaves to be collected.
  return text.toString('latin1')
}

const ALPHABET = Buffer.from(z32.ALPHABET, 'latin1')

/** The bytes of a z-base-32 text, or null when it is none. */
export function parseText(text: string): Uint8Array | null {
  try {
    return z32.decode(text)
  } catch {
    return null
  }
}

export function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8')
}

export function utf8Length(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

/** The longest start of `text` that fits `maxBytes` of UTF-8, cut at a character boundary. */
export function truncateUtf8(text: string, maxBytes: number): string {
  if (utf8Length(text) <= maxBytes) return text
  let end = maxBytes
  const bytes = Buffer.from(text, 'utf8')
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end)
}
