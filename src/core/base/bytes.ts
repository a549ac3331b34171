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
  const even = bytes.byteLength - (bytes.byteLength % 5)
  let at = 0
  for (let i = 0; i < even; i += 5) {
    const high = (bytes[i]! << 12) | (bytes[i + 1]! << 4) | (bytes[i + 2]! >>> 4)
    const low = ((bytes[i + 2]! & 15) << 16) | (bytes[i + 3]! << 8) | bytes[i + 4]!
    for (const four of [high, low]) {
      text[at++] = ALPHABET[four >>> 15]!
      text[at++] = ALPHABET[(four >>> 10) & 31]!
      text[at++] = ALPHABET[(four >>> 5) & 31]!
      text[at++] = ALPHABET[four & 31]!
    }
  }
  // z32 itself joins a string letter by letter, of which a ref has three hundred: most of what an export left to be collected.
  return text.toString('latin1', 0, at) + z32.encode(bytes.subarray(even))
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

/** The 32 bytes behind an id as the contract gives it, or null when the text is none. */
export function parseKeyText(text: string): Uint8Array | null {
  const key = parseText(text.trim())
  return key?.byteLength === 32 ? key : null
}

export function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8')
}

export function fromUtf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
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
