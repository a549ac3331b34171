// Decodes 7-bit charsets that switch by escape sequences: ISO-2022 (JP, KR, and CN as far as GB
// 2312), HZ.
// Each run of characters is converted to its 8-bit form, which iconv-lite knows.
import iconv from 'iconv-lite'

/**
 * How a run is converted to its 8-bit charset: the high bit is set, and `before` is put before each
 * character.
 */
interface CharacterSet {
  twin: string
  size: 1 | 2
  before: number | null
}

const JIS: CharacterSet = { twin: 'eucjp', size: 2, before: null }
const JIS_MORE: CharacterSet = { twin: 'eucjp', size: 2, before: 0x8f }
const KATAKANA: CharacterSet = { twin: 'eucjp', size: 1, before: 0x8e }
const GB: CharacterSet = { twin: 'gb18030', size: 2, before: null }
const KS: CharacterSet = { twin: 'euckr', size: 2, before: null }

/** By the characters after ESC; null is ASCII. A set with `)` or `*` is used after a shift. */
const SETS: readonly (readonly [escape: string, set: CharacterSet | null])[] = [
  ...[['(B', null] as const, ['(J', null] as const, ['(H', null] as const, ['(I', KATAKANA] as const],
  ...[['$@', JIS] as const, ['$B', JIS] as const, ['$(B', JIS] as const, ['$(@', JIS] as const],
  ...[['$(D', JIS_MORE] as const, ['$A', GB] as const, ['$(A', GB] as const, ['$(C', KS] as const],
  ...[['$(O', JIS] as const, ['$(Q', JIS] as const, ['$(P', JIS_MORE] as const, ['&@', null] as const],
]
const SHIFTED: Readonly<Record<string, CharacterSet>> = { '$)C': KS, '$)A': GB, ')I': KATAKANA, '$)G': GB }

export function isEscapeCharset(charset: string): boolean {
  return charset.startsWith('iso2022') || charset === 'hzgb2312'
}

export function decodeEscapes(bytes: Uint8Array, charset: string): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  return charset === 'hzgb2312' ? decodeHz(text) : decodeIso2022(text, charset)
}

function decodeIso2022(text: string, charset: string): string {
  const writer = new TwinWriter()
  let set: CharacterSet | null = null
  let shifted = charset === 'iso2022kr' ? KS : KATAKANA
  // Each line begins in ASCII, so a lost escape sequence damages at most the rest of its line.
  for (const [piece] of text.matchAll(/\x1b[$()&]{0,2}.?|[\x0e\x0f]|[\r\n]+|[^\x1b\x0e\x0f\r\n]+/gs)) {
    if (piece.startsWith('\x1b')) {
      const escape = piece.slice(1)
      const found = SETS.find(([one]) => one === escape)
      if (found !== undefined) set = found[1]
      else shifted = SHIFTED[escape] ?? shifted
    } else if (piece === '\x0e') set = shifted
    else if (piece === '\x0f') set = null
    else {
      if (/^[\r\n]/.test(piece)) set = null
      writer.write(piece, set)
    }
  }
  return writer.text()
}

function decodeHz(text: string): string {
  const writer = new TwinWriter()
  let at = 0
  for (const { 0: whole, 1: run, index } of text.matchAll(HZ)) {
    writer.write(text.slice(at, index), null)
    at = index + whole.length
    if (run !== undefined) writer.write(run, GB)
    else if (whole === '~~') writer.write('~', null)
  }
  writer.write(text.slice(at), null)
  return writer.text()
}

const HZ = /~\{([^\r\n]*?)(?:~\}|(?=[\r\n])|$)|~~|~\r?\n/g

/**
 * Joins runs of one 8-bit charset, with the ASCII between them, and converts them together. A
 * conversion takes long, however few characters it has.
 */
class TwinWriter {
  readonly #decoded: string[] = []
  #twin: string | null = null
  #bytes: number[] = []

  write(run: string, set: CharacterSet | null): void {
    if (set !== null && set.twin !== this.#twin) {
      this.#convert()
      this.#twin = set.twin
    }
    const { size, before } = set ?? { size: 1, before: null }
    for (let at = 0; at < run.length;) {
      const isCharacter = set !== null && isGraphic(run, at) && (size === 1 || isGraphic(run, at + 1))
      if (isCharacter && before !== null) this.#bytes.push(before)
      for (let i = isCharacter ? size : 1; i > 0; i--)
        this.#bytes.push(run.charCodeAt(at++) | (isCharacter ? 0x80 : 0))
    }
  }

  #convert(): void {
    const bytes = Buffer.from(this.#bytes)
    this.#decoded.push(this.#twin === null ? bytes.toString('latin1') : iconv.decode(bytes, this.#twin))
    this.#bytes = []
  }

  text(): string {
    this.#convert()
    return this.#decoded.join('')
  }
}

/** False also after the end of the run. */
function isGraphic(run: string, at: number): boolean {
  const code = run.charCodeAt(at)
  return code > 0x20 && code < 0x7f
}
