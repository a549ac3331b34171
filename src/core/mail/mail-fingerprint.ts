// The fingerprint of a mail: the same mail from two programs is known by it.
import { turn } from '../base/index.ts'
import { hashInTurns } from '../seal/index.ts'

/**
 * Returns a hash that ignores line ends: two programs may store the same mail with different ones.
 */
export async function fingerprintOf(raw: Uint8Array): Promise<Uint8Array> {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const plain = Buffer.allocUnsafe(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length;) {
    if (turn.isOver) await turn.next()
    const found = bytes.subarray(at, at + SLICE_BYTES).indexOf(CR)
    const end = found === -1 ? Math.min(bytes.length, at + SLICE_BYTES) : at + found
    length += bytes.copy(plain, length, at, end)
    if (found !== -1 && bytes[end + 1] !== LF) plain[length++] = CR
    at = found === -1 ? end : end + 1
  }
  while (length > 0 && SPACES.has(plain[length - 1]!)) length--
  return hashInTurns('fumikura/mail/1', plain.subarray(0, length))
}

const SLICE_BYTES = 1 << 20
const [LF, CR] = [0x0a, 0x0d]
const SPACES = new Set([0x20, 0x09, LF, CR])
