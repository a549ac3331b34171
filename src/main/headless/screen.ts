// Formats output for a terminal: removes control characters and aligns columns, also with wide
// characters.
// Names, subjects and texts come from other people, so they are always cleaned.
import { sizeOf, type Addressee, type Party, type RefText } from '../../core/contract/index.ts'

// C0 and C1 control characters, and characters that change the direction of text.
const DANGEROUS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Returns text of several lines, without control characters. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(DANGEROUS, '\ufffd')
}

/** Returns text in one line, without control characters. */
export function cleanLine(text: string): string {
  return text.replace(/[\r\n\t\u2028\u2029]+/g, ' ').replace(DANGEROUS, '\ufffd')
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const NO_WIDTH = /[\p{Mn}\p{Me}\u200b-\u200d\ufe00-\ufe0f]/u

/** Returns the columns of a character: two for wide East Asian ones, none for combining ones. */
function charColumns(char: string): number {
  return NO_WIDTH.test(char) ? 0 : WIDE.test(char) ? 2 : 1
}

export function countColumns(text: string): number {
  let columns = 0
  for (const char of text) columns += charColumns(char)
  return columns
}

/** At most `columns` wide; a cut text ends with `…`. */
export function cutToColumns(text: string, columns: number): string {
  if (countColumns(text) <= columns) return text
  let kept = ''
  let used = 1
  for (const char of text) {
    used += charColumns(char)
    if (used > columns) break
    kept += char
  }
  return kept + '…'
}

/** Rows as aligned columns, two spaces apart; the last column is not padded. */
export function showTable(rows: string[][]): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, countColumns(cell))))
  }
  const pad = (cell: string, at: number): string => cell + ' '.repeat(widths[at]! - countColumns(cell))
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n')
}

const REF_PREFIX = 'fumikura://ref/'
const SHORT_CHARS = 10

/** Returns the start of a ref: long enough for a person to name it; every command accepts it. */
export function shortRef(ref: RefText | null): string {
  if (ref === null) return '-'
  return cleanLine(
    ref.startsWith(REF_PREFIX) ? ref.slice(REF_PREFIX.length, REF_PREFIX.length + SHORT_CHARS) : ref,
  )
}

export function showParty(party: Party | Addressee | null): string {
  if (party === null) return 'someone'
  return cleanLine(party.name === '' ? (party.person ?? party.name) : party.name)
}

export function showParties(parties: (Party | Addressee)[]): string {
  return parties.map(showParty).join(', ')
}

/** `1 device`, `2 devices`; with `plural`: `1 person`, `2 people`. */
export function countOf(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`
}

export function showSize(bytes: number): string {
  const { value, unit } = sizeOf(bytes)
  return `${value} ${unit}`
}
