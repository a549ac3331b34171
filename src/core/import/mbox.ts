// Splits an mbox of any dialect while it is read. A mail begins after an empty line and `From `, if
// a head follows.
// Quoted lines (mboxo, mboxrd) are unquoted.
import { beginsMail, findBodyEnd, findOpenPart, unquote } from './mbox-rules.ts'

export interface MboxMail {
  /** Counts from 1. */
  number: number
  /** Null if the mail is longer than `maxBytes`; the mail is skipped then. */
  raw: Uint8Array | null
  /** The separator line, as Latin-1. Some programs write the time only there. */
  envelope: string
}

/**
 * True if the file begins like an mbox: after a byte order mark and empty lines. A `From` field is
 * not a separator, also with space before its colon.
 */
export function isMbox(start: string): boolean {
  return /^(?:\xef\xbb\xbf)?[\r\n]*From (?![ \t]*:)/.test(start)
}

export async function* splitMbox(
  pieces: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<MboxMail> {
  const box = new Splitter(maxBytes)
  for await (const piece of withLineFeeds(pieces)) {
    box.add(piece)
    yield* box.readComplete(false)
  }
  yield* box.readComplete(true)
}

/** Converts the line ends of a box with CR only: no LF follows the CR of its first separator. */
async function* withLineFeeds(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isCr: boolean | null = null
  let start: Uint8Array = Buffer.alloc(0)
  for await (const piece of pieces) {
    if (isCr === false) {
      yield piece
      continue
    }
    const bytes: Buffer = Buffer.concat([start, piece])
    isCr ??= hasCrEnds(bytes)
    start = isCr === null ? bytes : Buffer.alloc(0)
    if (isCr !== null) yield isCr ? replaceCr(bytes) : bytes
  }
  if (isCr === null) yield start
}

/** Null if the end of the first separator is not read yet. */
function hasCrEnds(bytes: Buffer): boolean | null {
  const from = bytes.indexOf('From ')
  const end = from === -1 ? -1 : bytes.indexOf(CR, from)
  const feed = from === -1 ? -1 : bytes.indexOf(LF, from)
  if (feed !== -1 && (end === -1 || feed < end)) return false
  if (end === -1 || end + 1 >= bytes.length) return bytes.length > MAX_LOOK_BYTES ? false : null
  return bytes[end + 1] !== LF
}

function replaceCr(bytes: Buffer): Buffer {
  for (let at = bytes.indexOf(CR); at !== -1; at = bytes.indexOf(CR, at + 1))
    if (bytes[at + 1] !== LF) bytes[at] = LF
  return bytes
}

const LF = 0x0a
const FROM = Buffer.from('\nFrom ')
/** Limit for a separator line and the two lines after it. */
const MAX_LOOK_BYTES = 16 * 1024

class Splitter {
  readonly #maxBytes: number
  #held: Buffer = Buffer.alloc(0)
  #added: Buffer[] = []
  #addedBytes = 0
  #searched = 0
  #number = 0
  #envelope = ''
  #isTooLong = false

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  add(piece: Uint8Array): void {
    this.#added.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))
    this.#addedBytes += piece.byteLength
  }

  *readComplete(isEnd: boolean): Generator<MboxMail> {
    // A long mail is joined when its size has doubled, not with each piece, to keep the cost
    // linear.
    if (!isEnd && this.#addedBytes < Math.min(this.#held.length, MAX_UNJOINED_BYTES)) return
    this.#held = Buffer.concat([this.#held, ...this.#added])
    this.#added = []
    this.#addedBytes = 0
    for (let next = this.#find(isEnd); next !== null; next = this.#find(isEnd)) {
      if (this.#number > 0) yield this.#readMail(next.end)
      this.#envelope = this.#held.toString('latin1', next.start, next.after).trimEnd()
      this.#held = this.#held.subarray(next.after)
      this.#searched = 0
      this.#isTooLong = false
      this.#number++
    }
    if (isEnd && this.#number > 0) yield this.#readMail(withoutEmptyLine(this.#held))
    else this.#dropTooLong()
  }

  #readMail(end: number): MboxMail {
    const { number, envelope } = { number: this.#number, envelope: this.#envelope }
    if (this.#isTooLong || end > this.#maxBytes) return { number, raw: null, envelope }
    return { number, raw: unquote(this.#held.subarray(0, end)), envelope }
  }

  #dropTooLong(): void {
    if (this.#held.length <= this.#maxBytes + MAX_LOOK_BYTES) return
    this.#isTooLong = true
    this.#held = Buffer.from(this.#held.subarray(-MAX_LOOK_BYTES - FROM.length))
    this.#searched = 0
  }

  /** Returns the start of the next mail; null if it is not read yet. */
  #find(isEnd: boolean): Separator | null {
    if (this.#number === 0) return this.#findFirst(isEnd)
    const isFresh = this.#searched === 0 && !this.#isTooLong
    const body = isFresh ? findBodyEnd(this.#held, isEnd, this.#maxBytes) : null
    if (body === 'wait') return null
    if (body !== null) this.#searched = body.after
    for (;;) {
      const at = this.#held.indexOf(FROM, this.#searched)
      if (at === -1) {
        this.#searched = Math.max(this.#searched, this.#held.length - FROM.length)
        return null
      }
      this.#searched = at
      const look = lookAt(this.#held, at + 1)
      if (!isEnd && look.length < MAX_LOOK_BYTES && !look.isWhole) return null
      const isAfterEmpty = isAfterEmptyLine(this.#held, at)
      const end = beginsMail(look.lines, { isAfterEmpty, first: this.#envelope })
        ? findOpenPart(this.#held, at, isEnd)
        : at + 1
      if (end === 'wait') return null
      if (end === null) return this.#separatorAt(at, isAfterEmpty)
      this.#searched = end
    }
  }

  /** The first line is always a separator, after a byte order mark and empty lines. */
  #findFirst(isEnd: boolean): Separator | null {
    const from = this.#held.indexOf('From ')
    if (from === -1 && !isEnd) return null
    const after = this.#held.indexOf(LF, Math.max(0, from)) + 1
    if (after === 0 && !isEnd) return null
    return { end: 0, start: Math.max(0, from), after: after === 0 ? this.#held.length : after }
  }

  /** The empty line before a separator is not part of the mail. */
  #separatorAt(at: number, isAfterEmpty: boolean): Separator {
    const after = this.#held.indexOf(LF, at + 1)
    const end = !isAfterEmpty ? at + 1 : this.#held[at - 1] === CR ? at - 1 : at
    return { end, start: at + 1, after: after === -1 ? this.#held.length : after + 1 }
  }
}

const CR = 0x0d
const MAX_UNJOINED_BYTES = 1 << 20

interface Separator {
  /** End of the previous mail. */
  end: number
  start: number
  /** Position after the separator line. */
  after: number
}

function isAfterEmptyLine(bytes: Buffer, at: number): boolean {
  if (at === 0) return true
  const before = bytes[at - 1] === CR ? at - 2 : at - 1
  return before < 0 || bytes[before] === LF
}

/** Returns the end of the last mail, without the empty line after it. */
function withoutEmptyLine(bytes: Buffer): number {
  const end = bytes.length - (bytes[bytes.length - 2] === CR ? 2 : 1)
  return bytes[bytes.length - 1] === LF && bytes[end - 1] === LF ? end : bytes.length
}

/** The lines that decide if a mail begins: a separator and the two lines after it. */
interface Look {
  lines: string[]
  length: number
  /** True if the last line is read to its end. */
  isWhole: boolean
}

/** Reads no more than these lines, because a hostile mail may consist of separators. */
function lookAt(held: Buffer, from: number): Look {
  const end = Math.min(held.length, from + MAX_LOOK_BYTES)
  const lines: string[] = []
  let at = from
  while (lines.length < 3 && at < end) {
    const found = held.subarray(at, end).indexOf(LF)
    if (found === -1)
      return { lines: [...lines, held.toString('latin1', at, end)], length: end - from, isWhole: false }
    lines.push(held.toString('latin1', at, at + found).replace(/\r$/, ''))
    at += found + 1
  }
  return { lines, length: end - from, isWhole: lines.length === 3 }
}
