// Cuts a text into pieces that can be normalized one by one: the normal forms of the pieces, joined,
// are the normal form of the text. Pure.
// A regular expression over a whole text of others overflows the stack, and NFKC makes up to 18
// characters of one.

/** In UTF-16 units. NFKC sorts long rows of marks in quadratic time, so pieces are short. */
const PIECE_CHARS = 1024

/**
 * Neither joins a neighbour under NFKC nor is a part of a word. Full stops, colons and apostrophes
 * are missing, because the form of a sigma depends on what is behind them.
 */
const BREAKS =
  /[\t-\r !?,;()\[\]{}\u00a0\u2000-\u200a\u2028\u2029\u3000-\u3002\u300c\u300d\uff01\uff0c\uff1f]/

export function* piecesOf(text: string, pieceChars = PIECE_CHARS): Generator<string, void> {
  for (let from = 0; from < text.length;) {
    const end = endOfPiece(text, from, pieceChars)
    const most = Math.min(from + pieceChars, text.length)
    // Only marks follow each other. Pieces of them are shorter still.
    for (; end === null && from < most; from += MARKS_AT_ONCE)
      yield text.slice(from, Math.min(from + MARKS_AT_ONCE, most))
    if (end !== null) yield text.slice(from, end)
    from = end ?? most
  }
}

/** No word has so many marks in a row. */
const MARKS_AT_ONCE = 64

/**
 * A piece ends behind a break if possible, else between two characters that do not join. Null if
 * there is no such place.
 */
function endOfPiece(text: string, from: number, pieceChars: number): number | null {
  const most = from + pieceChars
  if (most >= text.length) return text.length
  const least = from + Math.ceil(pieceChars / 2)
  for (let end = most; end > least; end--) if (BREAKS.test(text[end - 1]!) && !isMark(text, end)) return end
  for (let end = most; end > Math.max(from, most - MARKS_AT_ONCE); end--) if (!joins(text, end)) return end
  return null
}

/** More characters before a cut take no part in a composition with what follows. */
const JOINING_CHARS = 8

/** True if the text has another normal form when it is cut here. */
function joins(text: string, end: number): boolean {
  if (isLowSurrogate(text, end) || isMark(text, end)) return true
  const [before, after] = [text.slice(Math.max(0, end - JOINING_CHARS), end), charAt(text, end)]
  return (before + after).normalize('NFKC') !== before.normalize('NFKC') + after.normalize('NFKC')
}

/** True for a character that is a mark, or becomes one. */
function isMark(text: string, at: number): boolean {
  return /^\p{M}/u.test(charAt(text, at).normalize('NFKC'))
}

function isLowSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00
}

function charAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at)!)
}
