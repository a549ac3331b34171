// Decodes the bytes of a mail: with the charset that the mail names if that is plausible, else with
// the most likely one.
// Uses iconv-lite only: TextDecoder differs between the supported versions of Node.
import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { decodeEscapes, isEscapeCharset } from './escape-charsets.ts'
import { guessCharset } from './guess-charset.ts'

/**
 * `label` is the charset that the mail names; null if it names none. The result has no C1 controls.
 */
export function decodeText(bytes: Uint8Array, label: string | null): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const charset = label === null ? null : nameCharset(label)
  if (isPlain(charset) && isAscii(buffer) && !buffer.includes(ESC)) return buffer.toString('latin1')
  return withoutC1(decodeAs(buffer, charset))
}

const ESC = 0x1b

function decodeAs(bytes: Buffer, charset: string | null): string {
  const isSevenBit = isAscii(bytes)
  // An escape sequence in text with a plain label can only be ISO 2022.
  if (isSevenBit && isPlain(charset) && JIS_ESCAPE.test(bytes.toString('latin1')))
    return decodeEscapes(bytes, 'iso2022jp')
  if (charset !== null && isEscapeCharset(charset) && isSevenBit) return decodeEscapes(bytes, charset)
  if (charset === 'utf7') return decodeUtf7(bytes)
  const isReadable = charset !== null && iconv.encodingExists(charset)
  if (isReadable && (isSevenBit || WIDE.has(charset))) return withoutBom(iconv.decode(bytes, charset))
  if (isReadable && MULTIBYTE.has(charset)) {
    const text = iconv.decode(bytes, charset)
    return text.includes('\ufffd') && isUtf8(bytes) ? decodeUtf8(bytes) : text
  }
  if (isUtf8(bytes)) return decodeUtf8(bytes)
  if (isReadable && !isPlain(charset)) return iconv.decode(bytes, charset)
  return guessCharset(bytes, charset === 'windows1252')
}

const JIS_ESCAPE = /\x1b(?:\$[@AB(]|\([IJ])/

function decodeUtf8(bytes: Buffer): string {
  return withoutBom(bytes.toString('utf8'))
}

/** RFC 2152: text that is not ASCII is between `+` and `-`, as UTF-16 in base64. */
function decodeUtf7(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/\+([A-Za-z0-9+/]*)-?/g, (whole, word: string) => {
    if (word === '') return whole === '+-' ? '+' : whole
    const units = Buffer.from(word, 'base64')
    return units
      .subarray(0, units.length & ~1)
      .swap16()
      .toString('utf16le')
  })
}

function withoutBom(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/**
 * True for labels that say little, because mail programs also use them for text in other charsets.
 */
function isPlain(charset: string | null): boolean {
  return charset === null || charset === 'utf8' || charset === 'windows1252'
}

const WIDE = new Set(['utf16', 'utf16le', 'utf16be', 'ucs2', 'utf32', 'utf32le', 'utf32be'])
const MULTIBYTE = new Set(['gb18030', 'big5hkscs', 'eucjp', 'shiftjis', 'euckr'])

/**
 * Returns the iconv-lite name of a charset label. An unknown label is returned without punctuation;
 * the decoder then ignores it.
 */
export function nameCharset(label: string): string {
  const plain = label
    .toLowerCase()
    .split('*', 1)[0]!
    .replace(/:\d{4}$|[^0-9a-z]/g, '')
  const bare = plain.replace(/^x+(?=[a-z])/, '').replace(/^cs(?=[a-z])/, '')
  const page = /^(?:cp|windows|ms|ibm|dos)(\d+)$/.exec(bare)?.[1]
  return (page === undefined ? null : PAGES[page]) ?? NAMES[bare] ?? NAMES[plain] ?? bare
}

const PAGES: Readonly<Record<string, string>> = {
  ...{ '932': 'shiftjis', '943': 'shiftjis', '936': 'gb18030', '949': 'euckr', '950': 'big5hkscs' },
  ...{ '51932': 'eucjp', '20932': 'eucjp', '51949': 'euckr', '54936': 'gb18030', '1361': 'euckr' },
  ...{ '50220': 'iso2022jp', '50221': 'iso2022jp', '50222': 'iso2022jp', '50225': 'iso2022kr' },
  ...{ '52936': 'hzgb2312', '65001': 'utf8', '65000': 'utf7', '819': 'windows1252', '1252': 'windows1252' },
  ...{ '20127': 'windows1252', '28591': 'windows1252', '20866': 'koi8r', '21866': 'koi8u' },
  ...{ '1200': 'utf16le', '1201': 'utf16be', '10000': 'macroman' },
}

/** Labels that the WHATWG Encoding Standard and mail programs use for each charset. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ '': 'utf8', utf8: 'utf8', unicode11utf8: 'utf8', unicode11utf7: 'utf7', utf: 'utf8' },
  ...{ ascii: 'windows1252', usascii: 'windows1252', us: 'windows1252', ansix341968: 'windows1252' },
  ...{ iso646us: 'windows1252', iso88591: 'windows1252', latin1: 'windows1252', l1: 'windows1252' },
  ...{ isoir100: 'windows1252', isolatin1: 'windows1252', unknown8bit: 'unknown', '8bit': 'unknown' },
  ...{ iso88599: 'windows1254', latin5: 'windows1254', isolatin5: 'windows1254' },
  ...{ iso885911: 'windows874', tis620: 'windows874', tactis: 'windows874' },
  ...{ iso88598i: 'iso88598', iso88598e: 'iso88598', iso88596i: 'iso88596', iso88596e: 'iso88596' },
  ...{ gb2312: 'gb18030', gbk: 'gb18030', gb231280: 'gb18030', eucgb2312: 'gb18030', euccn: 'gb18030' },
  ...{ isoir58: 'gb18030', iso58gb231280: 'gb18030', chinese: 'gb18030', gb: 'gb18030' },
  ...{ big5: 'big5hkscs', cnbig5: 'big5hkscs', bigfive: 'big5hkscs', big5eten: 'big5hkscs' },
  ...{ euckr: 'euckr', ksc5601: 'euckr', ksc56011987: 'euckr', ksc56011989: 'euckr', korean: 'euckr' },
  ...{ isoir149: 'euckr', uhc: 'euckr', ks: 'euckr', johab: 'euckr' },
  ...{ sjis: 'shiftjis', mskanji: 'shiftjis', windows31j: 'shiftjis', ms31j: 'shiftjis' },
  ...{ macjapanese: 'shiftjis', eucpkdfmtjapanese: 'eucjp', ujis: 'eucjp' },
  ...{ iso2022jp1: 'iso2022jp', iso2022jp2: 'iso2022jp', iso2022jp3: 'iso2022jp', junet: 'iso2022jp' },
  ...{ iso2022jp2004: 'iso2022jp', iso2022jpms: 'iso2022jp', jis7: 'iso2022jp', jis: 'iso2022jp' },
  ...{ hz: 'hzgb2312', utf7imap: 'unknown' },
  ...{ mac: 'macroman', macintosh: 'macroman', macukrainian: 'maccyrillic', macce: 'maccenteuro' },
  ...{ unicode: 'utf16', unicodefffe: 'utf16be', unicodefeff: 'utf16le', iso10646ucs2: 'utf16' },
  ...{ koi8: 'koi8r', koi: 'koi8r', koi8ru: 'koi8u', logical: 'iso88598', visual: 'iso88598' },
}

/**
 * Replaces C1 controls, which text never has, because these characters were windows-1252 bytes that
 * were decoded as Latin-1.
 */
export function withoutC1(text: string): string {
  return C1.test(text) ? text.replace(ALL_C1, (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80]!) : text
}

const C1 = /[\u0080-\u009f]/
const ALL_C1 = /[\u0080-\u009f]/g
const WINDOWS_1252 = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ'
