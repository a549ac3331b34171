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
 * True if the file begins like an mbox. A `From` field is not a separator, also with space before
 * its colon.
 */
export function isMbox(start: string): boolean {
  return /^From (?![ \t]*:)/.test(start)
}

export async function* splitMbox(
  pieces: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<MboxMail> {
  const box = new Splitter(maxBytes)
  for await (const piece of pieces) {
    box.add(piece)
    yield* box.takeAll(false)
  }
  yield* box.takeAll(true)
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

  *takeAll(isEnd: boolean): Generator<MboxMail> {
    // A long mail is joined when its size has doubled, not with each piece, to keep the cost
    // linear.
    if (!isEnd && this.#addedBytes < Math.min(this.#held.length, MAX_UNJOINED_BYTES)) return
    this.#held = Buffer.concat([this.#held, ...this.#added])
    this.#added = []
    this.#addedBytes = 0
    for (let next = this.#find(isEnd); next !== null; next = this.#find(isEnd)) {
      if (this.#number > 0) yield this.#take(next.end)
      this.#envelope = this.#held.toString('latin1', next.start, next.after).trimEnd()
      this.#held = this.#held.subarray(next.after)
      this.#searched = 0
      this.#isTooLong = false
      this.#number++
    }
    if (isEnd && this.#number > 0) yield this.#take(withoutEmptyLine(this.#held))
    else this.#dropTooLong()
  }

  #take(end: number): MboxMail {
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
      const look = this.#held.subarray(at + 1, at + 1 + MAX_LOOK_BYTES)
      if (!isEnd && look.length < MAX_LOOK_BYTES && countLines(look) < 3) return null
      const isAfterEmpty = isAfterEmptyLine(this.#held, at)
      const end = beginsMail(look, { isAfterEmpty, first: this.#envelope })
        ? findOpenPart(this.#held, at, isEnd)
        : at + 1
      if (end === 'wait') return null
      if (end === null) return this.#separatorAt(at, isAfterEmpty)
      this.#searched = end
    }
  }

  /** The first line is always a separator. */
  #findFirst(isEnd: boolean): Separator | null {
    const after = this.#held.indexOf(LF) + 1
    if (after === 0 && !isEnd) return null
    return { end: 0, start: 0, after: after === 0 ? this.#held.length : after }
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

function countLines(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) lines++
  return lines
}
