// Decodes a part while its bytes come from the server, so that a large file is never in memory.
import { decodeTransfer } from './transfer.ts'

/** True if the content is sent as it is. An encoding that nobody knows counts as none. */
export function isUnencoded(encoding: string): boolean {
  return !/base64|quoted-printable|^\s*(?:x-)?uue?(?:ncode)?\b/i.test(encoding)
}

/** Yields the decoded bytes while the encoded ones come. Uuencode is decoded at the end. */
export function decodePieces(
  pieces: AsyncIterable<Uint8Array>,
  encoding: string,
): AsyncGenerator<Uint8Array> {
  if (/base64/i.test(encoding)) return decodeBase64Pieces(pieces)
  if (isUnencoded(encoding)) return asTheyAre(pieces)
  const rest = /quoted-printable/i.test(encoding) ? lineStarts : nothingYet
  return decodeLater(pieces, encoding, rest)
}

async function* asTheyAre(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces
}

/** Four characters are three bytes. Padding within ends a piece, as decodeBase64 reads it. */
async function* decodeBase64Pieces(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let text = ''
  for await (const piece of pieces) {
    text += latin1(piece).replace(/[^A-Za-z0-9+/=]+/g, '')
    const runs = text.split(/=+/)
    const open = text.endsWith('=') ? '' : runs.pop()!
    const end = open.length & ~3
    yield Buffer.concat([...runs, open.slice(0, end)].map((run) => Buffer.from(run, 'base64')))
    text = open.slice(end)
  }
  if (text !== '') yield Buffer.from(text, 'base64')
}

/** Returns how many bytes of the text can be decoded before the rest is there. */
type Decodable = (text: Buffer) => number

const LF = 0x0a
const lineStarts: Decodable = (text) => text.lastIndexOf(LF) + 1
const nothingYet: Decodable = () => 0

async function* decodeLater(
  pieces: AsyncIterable<Uint8Array>,
  encoding: string,
  decodable: Decodable,
): AsyncGenerator<Uint8Array> {
  let waiting = Buffer.alloc(0)
  for await (const piece of pieces) {
    waiting = Buffer.concat([waiting, piece])
    const end = decodable(waiting)
    if (end === 0) continue
    yield decodeTransfer(waiting.subarray(0, end), encoding)
    waiting = waiting.subarray(end)
  }
  if (waiting.length > 0) yield decodeTransfer(waiting, encoding)
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
