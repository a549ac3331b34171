// Splits the vCards of other programs (2.1 to 4), and reads their names and words.
import { isMailAddress } from './write-outgoing.ts'

export const CARD_TYPE = 'text/vcard'

const MAX_NAME_CHARS = 200

export function isVcard(start: string): boolean {
  return /^\uFEFF?(?:\xef\xbb\xbf)?\s*BEGIN:VCARD\s*\r?\n/i.test(start)
}

/** A file with more of them is not read. */
const MAX_CARDS = 100_000

/** Returns where each vCard starts and ends, alternating. @throws RangeError if there are too many */
export function findVcards(raw: Uint8Array): Uint32Array {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1')
  const found: number[] = []
  let at = 0
  for (const card of text.split(/^(?=BEGIN:VCARD\s*$)/im)) {
    if (isVcard(card)) found.push(at, at + card.length)
    at += card.length
  }
  if (found.length > 2 * MAX_CARDS) throw new RangeError('too many vCards in one file')
  return Uint32Array.from(found)
}

/** Returns the name on a vCard, or ''. @param card as Latin-1 */
export function nameOnVcard(card: string): string {
  const lines = Buffer.from(card, 'latin1')
    .toString('utf8')
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
  const [, name = ''] =
    lines.map((line) => /^FN[^:]*:(.+)$/i.exec(line)).find((found) => found !== null) ?? []
  const plain = name
    .replace(/\\n/gi, ' ')
    .replace(/\\(.)/g, '$1')
    .replace(/\p{Cc}/gu, ' ')
    .trim()
  return Array.from(plain).slice(0, MAX_NAME_CHARS).join('')
}

const MAX_ADDRESSES = 20
/** More than the fields of a person have. */
const MAX_ADDRESS_TEXT = 64 * 1024

/** Returns the mail addresses on a vCard, each once. @param text its unfolded lines */
export function addressesOnVcard(text: string): string[] {
  const found = text.slice(0, MAX_ADDRESS_TEXT).matchAll(/^(?:[\w-]+\.)?EMAIL(?:;[^:\n]*)?:(.*)$/gim)
  const all = Array.from(found, ([, value = '']) => value.trim().replace(/^mailto:/i, ''))
  return [...new Set(all.filter(isMailAddress))].slice(0, MAX_ADDRESSES)
}

/** Returns the lines of a vCard as they are, unfolded. */
export function textOfVcard(raw: Uint8Array): string {
  const lines = Buffer.from(raw)
    .toString('utf8')
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
  return lines
    .filter((line) => !/^(?:BEGIN|END|VERSION|PRODID|PHOTO)[:;]/i.test(line))
    .join('\n')
    .trim()
}
