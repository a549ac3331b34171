// Byte helpers without a domain: compare, join, and convert to and from text.
// Every key, hash and ref that a person can see or paste passes through toText and parseText.
import z32 from 'z32'

export const KEY_BYTES = 32

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && compareBytes(a, b) === 0
}

/** Compares in lexicographic order, as memcmp does. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b)
}

export function concatBytes(...parts: Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}

/** Encodes a number below 2^32. */
export function u32le(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

export function fromHex(text: string): Uint8Array {
  return Buffer.from(text, 'hex')
}

/** Encodes bytes as z-base-32, an alphabet that is made for reading aloud. */
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
  // z32.encode builds its string one letter at a time. A ref has about
  // 300 letters, and in an export these short-lived strings were most
  // of the garbage. So z32 encodes only the last 0 to 4 bytes.
  return text.toString('latin1', 0, at) + z32.encode(bytes.subarray(even))
}

const ALPHABET = Buffer.from(z32.ALPHABET, 'latin1')

/** Returns the bytes of a z-base-32 text. Null if the text is not z-base-32. */
export function parseText(text: string): Uint8Array | null {
  try {
    return z32.decode(text)
  } catch {
    return null
  }
}

/**
 * Returns the 32 bytes of an id in the contract's text form. Null if the text is not such an id.
 */
export function parseKeyText(text: string): Uint8Array | null {
  const key = parseText(text.trim())
  return key?.byteLength === 32 ? key : null
}

export function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8')
}

export function utf8Length(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

/**
 * Returns the longest prefix of `text` that fits in `maxBytes` of UTF-8, cut at a character
 * boundary.
 */
export function truncateUtf8(text: string, maxBytes: number): string {
  if (utf8Length(text) <= maxBytes) return text
  let end = maxBytes
  const bytes = Buffer.from(text, 'utf8')
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end)
}
