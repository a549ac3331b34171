// Parses Content-Type and Content-Disposition: a value and its parameters, continued and encoded as
// in RFC 2231 or as programs write them.
import { decodeText } from './charset.ts'
import { decodeHead, type RawText } from './encoded-words.ts'
import { trimRaw } from './head-fields.ts'

export interface Parameters {
  /** In lower case. */
  value: string
  /** Latin-1 values by lower-case name. The first parameter of a name counts. */
  raw: ReadonlyMap<string, string>
}

export function parseParameters(field: string): Parameters {
  const raw = new Map<string, string>()
  const [first = '', ...rest] = splitAtSemicolons(field)
  for (const piece of rest) {
    const at = piece.indexOf('=')
    const name = trimRaw(piece.slice(0, at)).toLowerCase()
    if (at > 0 && !raw.has(name)) raw.set(name, unquote(trimRaw(piece.slice(at + 1))))
  }
  return { value: unquote(trimRaw(first)).toLowerCase(), raw }
}

/** Splits at semicolons outside quotes, and drops comments. */
function splitAtSemicolons(field: string): string[] {
  const pieces: string[] = []
  let [piece, last, depth] = ['', '', 0]
  for (const [token] of field.matchAll(TOKEN)) {
    if (token === '(' && (depth > 0 || /^[ \t;"]?$/.test(last))) depth++
    else if (token === ')' && depth > 0) depth--
    else if (depth > 0) continue
    else if (token === ';') {
      pieces.push(piece)
      ;[piece, last] = ['', '']
    } else {
      piece += token
      last = token.slice(-1)
    }
  }
  // An unclosed parenthesis is not a comment.
  return depth > 0 && field.includes(';') ? field.split(';') : [...pieces, piece]
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[();]|\\.|[^"();\\]+|["\\]/gs

function unquote(value: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"?/s.exec(value)
  // Windows programs write paths here, in which a backslash is not an escape.
  return quoted === null ? value : quoted[1]!.replace(/\\(["\\])/g, '$1')
}

/**
 * Returns a parameter such as a file name: `name`, `name*`, or its numbered pieces. Null if there
 * is none.
 */
export function readParameter({ raw }: Parameters, name: string, rawText: RawText): string | null {
  const encoded = raw.get(`${name}*`)
  if (encoded !== undefined) return decodePieces([{ value: encoded, isEncoded: true }], rawText)
  const pieces = listPieces(raw, name)
  if (pieces.length > 0) return decodePieces(pieces, rawText)
  const plain = raw.get(name)
  return plain === undefined ? null : decodeHead(plain, rawText)
}

interface Piece {
  value: string
  isEncoded: boolean
}

const MAX_PIECES = 1000

function listPieces(raw: ReadonlyMap<string, string>, name: string): Piece[] {
  const pieces: Piece[] = []
  for (let number = 0; number < MAX_PIECES; number++) {
    const encoded = raw.get(`${name}*${number}*`)
    const value = encoded ?? raw.get(`${name}*${number}`)
    if (value === undefined) break
    pieces.push({ value, isEncoded: encoded !== undefined })
  }
  return pieces
}

/** Joins the bytes of all pieces first, because a character may be split between two pieces. */
function decodePieces(pieces: readonly Piece[], rawText: RawText): string {
  const charset = pieces[0]!.isEncoded ? /^([^']*)'[^']*'/.exec(pieces[0]!.value) : null
  const bytes = pieces
    .map(({ value, isEncoded }, i) => {
      const plain = i === 0 && charset !== null ? value.slice(charset[0].length) : value
      return isEncoded ? plain.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => fromHex(hex)) : plain
    })
    .join('')
  if (charset === null && !pieces.some(({ isEncoded }) => isEncoded)) return decodeHead(bytes, rawText)
  return decodeText(Buffer.from(bytes, 'latin1'), charset?.[1] || rawText.charset)
}

const fromHex = (hex: string): string => String.fromCharCode(parseInt(hex, 16))
