// Guesses the charset of bytes that have no plausible label and are not valid UTF-8.
import iconv from 'iconv-lite'

/** `isLatin` is true if the label is Latin-1; only kana can disprove it. */
export function guessCharset(bytes: Buffer, isLatin: boolean): string {
  const { sequences, strays } = countUtf8(bytes)
  if (!isLatin && sequences > strays) return decodeMixed(bytes)
  return iconv.decode(bytes, guessJapanese(bytes) ?? 'windows1252')
}

/**
 * Recognises Japanese by its kana, which are about a third of every Japanese text, and absent from
 * other languages.
 */
function guessJapanese(bytes: Buffer): 'eucjp' | 'shiftjis' | null {
  const euc = measure(bytes, EUC, /^\xa4[\xa1-\xf3]|^\xa5[\xa1-\xf6]/)
  const sjis = measure(bytes, SHIFT_JIS, /^\x82[\x9f-\xf1]|^\x83[\x40-\x96]/)
  const isLikely = (one: Measured): boolean => one.isValid && one.kana >= 2 && one.kana * 8 >= one.pairs
  if (isLikely(euc) && euc.kana >= sjis.kana) return 'eucjp'
  if (isLikely(sjis)) return 'shiftjis'
  return isLikely(euc) ? 'eucjp' : null
}

interface Measured {
  isValid: boolean
  pairs: number
  kana: number
}

const EUC = /[\xa1-\xfe]{2}|\x8e[\xa1-\xdf]|\x8f[\xa1-\xfe]{2}/g
const SHIFT_JIS = /[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]|[\xa1-\xdf]/g
/** So many bytes are enough to guess a charset. */
const LOOKED_AT_BYTES = 64 * 1024

function measure(bytes: Buffer, character: RegExp, kana: RegExp): Measured {
  const text = bytes.toString('latin1', 0, LOOKED_AT_BYTES)
  let found = { isValid: true, pairs: 0, kana: 0 }
  const rest = text.replace(character, (one) => {
    if (one.length > 1)
      found = { ...found, pairs: found.pairs + 1, kana: found.kana + (kana.test(one) ? 1 : 0) }
    return ''
  })
  // The last character may be cut off.
  return { ...found, isValid: !/[\x80-\xff]/.test(text.length < bytes.length ? rest.slice(0, -2) : rest) }
}

const SEQUENCE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/
const CUT = /[\xe0-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{1,2}|[\xc2-\xf4]$/
const HIGH = new RegExp(`(${SEQUENCE.source})|(${CUT.source})|([\\x80-\\xff])`, 'g')

function countUtf8(bytes: Buffer): { sequences: number; strays: number } {
  let [sequences, strays] = [0, 0]
  for (const [, sequence, , stray] of bytes.toString('latin1', 0, LOOKED_AT_BYTES).matchAll(HIGH)) {
    if (sequence !== undefined) sequences++
    else if (stray !== undefined) strays++
  }
  return { sequences, strays }
}

/** Decodes UTF-8 mixed with windows-1252 bytes, as mailing lists and old programs join texts. */
function decodeMixed(bytes: Buffer): string {
  return bytes.toString('latin1').replace(HIGH, (_, sequence?: string, cut?: string, stray?: string) => {
    if (sequence !== undefined) return Buffer.from(sequence, 'latin1').toString('utf8')
    return cut !== undefined ? '\ufffd' : iconv.decode(Buffer.from(stray!, 'latin1'), 'windows1252')
  })
}
