// Any range of the decoded content of a part, without decoding what is before it. Path: encoded
// bytes, at a server or in an own file → the lines that the range needs → decoded bytes.
import { EngineError } from '../contract/errors.ts'
import { decodePieces, isUnencoded } from './decode-pieces.ts'
import { decodeTransfer } from './transfer.ts'

/** The encoded bytes of a part, wherever they are. */
export interface EncodedPart {
  size: number
  /** As its Content-Transfer-Encoding says. */
  encoding: string
  /** Its first bytes, and its last ones. */
  head: Uint8Array
  tail: Uint8Array
  read: (start: number, end: number) => AsyncIterable<Uint8Array>
}

/** How decoded positions follow from encoded ones. */
export interface Lines {
  /** The size of the decoded content. */
  size: number
  /** Encoded bytes of a line with its end, and the decoded bytes in it. */
  encoded: number
  decoded: number
}

const FULL_LINE = /^([A-Za-z0-9+/]{4,})\r\n/

/**
 * Returns the lines of a part whose content has a size that follows from its ends. Null for one that
 * must be decoded from its beginning.
 */
export function findLines({ size, encoding, head, tail }: EncodedPart): Lines | null {
  if (isUnencoded(encoding)) return { size, encoded: 1, decoded: 1 }
  const line = /base64/i.test(encoding) ? FULL_LINE.exec(latin1(head))?.[1] : undefined
  if (line === undefined || line.length % 4 !== 0) return null
  const encoded = line.length + 2
  const full = Math.floor(size / encoded)
  // The last full line may end with padding, too.
  const last = latin1(tail.subarray(Math.max(0, tail.byteLength - (size - (full - 1) * encoded))))
  const characters = last.replace(/[\r\n]+/g, '').replace(/={1,2}$/, '')
  if (!/^[A-Za-z0-9+/]*$/.test(characters) || last.length < size - (full - 1) * encoded) return null
  const count = (full - 1) * line.length + characters.length
  return { size: Math.floor((count * 3) / 4), encoded, decoded: (line.length * 3) / 4 }
}

/** @throws ALTERED if the content has another size than the lines promise, and the errors of `read` */
export async function* readDecoded(
  part: EncodedPart,
  lines: Lines | null,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  const { encoded, decoded } = lines ?? { encoded: 0, decoded: Infinity }
  const first = lines === null ? 0 : Math.floor(start / decoded)
  // Who reads to the end gets all encoded bytes, too, so that they can be kept.
  const isToEnd = lines === null || end >= lines.size
  const to = isToEnd ? part.size : Math.min(part.size, Math.ceil(end / decoded) * encoded)
  let [skip, left, given] = [lines === null ? start : start - first * decoded, end - start, 0]
  if (left <= 0) return
  const read = part.read(first * encoded, to)
  const whole = encoded > 1 ? inLines(read, encoded, part.size - first * encoded) : read
  for await (const piece of decodePieces(whole, part.encoding)) {
    const wanted = piece.subarray(Math.min(skip, piece.byteLength), skip + left)
    skip -= Math.min(skip, piece.byteLength)
    left -= wanted.byteLength
    if (wanted.byteLength > 0) yield wanted
    if (left === 0 && (lines === null || !isToEnd)) return
    given += piece.byteLength
  }
  if (left > 0 || (lines !== null && first * decoded + given !== lines.size)) throw altered()
}

const LF = 0x0a

/** Passes lines of the same length on. Those in the middle may be others than those at the ends. */
async function* inLines(
  pieces: AsyncIterable<Uint8Array>,
  length: number,
  size: number,
): AsyncGenerator<Uint8Array> {
  const lastEnd = Math.floor(size / length) * length
  let at = 0
  for await (const piece of pieces) {
    for (let end = length - (at % length); end <= piece.byteLength && at + end <= lastEnd; end += length)
      if (piece[end - 1] !== LF) throw altered()
    at += piece.byteLength
    yield piece
  }
}

const altered = (): EngineError => new EngineError('ALTERED', 'This part is not as its ends promise.')

/** Returns the first bytes of the content, which show its type. */
export function startOf({ head, encoding }: EncodedPart): Uint8Array {
  return decodeTransfer(head, encoding).subarray(0, START_BYTES)
}

const START_BYTES = 4096

/** Counts the bytes of the decoded content. */
export async function countDecoded(part: EncodedPart): Promise<number> {
  let size = 0
  for await (const { byteLength } of decodePieces(part.read(0, part.size), part.encoding)) size += byteLength
  return size
}

function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1')
}
