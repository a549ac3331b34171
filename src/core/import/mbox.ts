// An mbox taken apart while it is read, in any of its dialects: a mail begins after an empty line and `From `, with a time in that line.
// Lines that were quoted for it (mboxrd) are given back as they were.

const FIRST = /^From [^\n]*\d{1,2}:\d\d[^\n]*\n/
const NEXT = /\n\r?\nFrom [^\n]*\d{1,2}:\d\d[^\n]*\n/

export interface MboxMail {
  /** Counts from 1. */
  number: number
  /** Null when it is longer than `maxBytes`; it was passed over then. */
  raw: Uint8Array | null
}

/** Whether a file begins as one. */
export function isMbox(start: string): boolean {
  return FIRST.test(start)
}

export async function* splitMbox(
  pieces: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<MboxMail> {
  let held = ''
  let searched = 0
  let number = 0
  let isTooLong = false
  for await (const piece of pieces) {
    held += Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1')
    for (;;) {
      const found = (number === 0 ? FIRST : NEXT).exec(held.slice(searched))
      if (found === null) break
      const end = searched + found.index
      if (number > 0) yield { number, raw: isTooLong ? null : unquote(held.slice(0, end)) }
      held = held.slice(end + found[0].length)
      searched = 0
      isTooLong = false
      number++
    }
    // A separator may lie across two pieces.
    searched = Math.max(0, held.length - MAX_SEPARATOR)
    if (held.length > maxBytes) {
      isTooLong = true
      held = held.slice(-MAX_SEPARATOR)
      searched = 0
    }
  }
  if (number > 0) yield { number, raw: isTooLong ? null : unquote(held) }
}

const MAX_SEPARATOR = 1024

function unquote(mail: string): Uint8Array {
  return Buffer.from(mail.replace(/^>(>*From )/gm, '$1'), 'latin1')
}
