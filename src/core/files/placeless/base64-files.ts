// Finds files in base64 within a text: data URLs, and pictures that a program writes without one,
// such as notebooks, diagrams, e-books and address cards.
// Programs break the lines and escape the characters in their own ways, so a run is read piece by
// piece.

/** The start of a data URL, or the first bytes of a JPEG, PNG, WebP or TIFF. */
const START =
  /;\s{0,4}base64\s{0,4},|\bdata:image\/[\w.+-]{1,40},|(?<![A-Za-z0-9+/])(?=\\?\/9j\\?\/|iVBORw0KGgo|UklGR|SUkqA|TU0AK)/gi
/** Base64, or one escaped character: of JSON, of an address, of XML. */
const PIECE =
  /([A-Za-z0-9+/=\s]+)|\\u00([0-9a-f]{2})|%([0-9a-f]{2})|&#x([0-9a-f]{1,4});|&#(\d{1,4});|\\([/nrt])/giy
const LEAST_CHARS = 16

/** True if `findBase64Files` may find a file in the text. */
export function mayHoldBase64(text: string): boolean {
  START.lastIndex = 0
  return START.test(text)
}

/** Yields the bytes of each file. */
export function* findBase64Files(text: string): Generator<Buffer> {
  let at = 0
  for (;;) {
    START.lastIndex = at
    const found = START.exec(text)
    if (found === null) return
    const { base64, end } = readRun(text, found.index + found[0].length)
    if (base64.length >= LEAST_CHARS) yield Buffer.from(base64, 'base64')
    at = Math.max(end, found.index + 1)
  }
}

/** Reads base64 from a position up to the first character that does not belong to it. */
export function readRun(text: string, from: number): { base64: string; end: number } {
  const pieces: string[] = []
  let end = from
  for (;;) {
    PIECE.lastIndex = end
    const found = PIECE.exec(text)
    if (found === null) return { base64: pieces.join(''), end }
    pieces.push(unescaped(found))
    end = PIECE.lastIndex
  }
}

function unescaped([, plain, json, percent, hex, decimal, short]: RegExpExecArray): string {
  if (plain !== undefined) return plain
  if (short !== undefined) return short === '/' ? '/' : ''
  if (decimal !== undefined) return String.fromCharCode(Number(decimal))
  return String.fromCharCode(parseInt((json ?? percent ?? hex)!, 16))
}
