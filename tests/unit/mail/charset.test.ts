// Charsets of mails: their labels, and decoding with a wrong or missing label.
import { describe, expect, it } from 'vitest'
import { decodeText } from '../../../src/core/mail/charset.ts'

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8')
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1')

describe('decodeText()', () => {
  it.each([
    ['windows-1252', '9380946992999697', '“€”i’™–—'],
    ['iso-8859-1', '80859192', '€…‘’'],
    ['us-ascii', '41e9', 'Aé'],
    ['iso-8859-15', 'a4', '€'],
    ['koi8-r', 'f0d2c9d7c5d4', 'Привет'],
    ['x-mac-roman', '8e', 'é'],
    ['macintosh', 'd2d3', '“”'],
    ['cp850', '82', 'é'],
    ['IBM437', '82', 'é'],
    ['gb2312', 'c4e3bac3', '你好'],
    ['big5-hkscs', 'a741a66e', '你好'],
    ['ks_c_5601-1987', 'bec8b3e7', '안녕'],
    ['cp949', 'bec8b3e7', '안녕'],
    ['x-sjis', '82b1', 'こ'],
    ['Windows-31J', '8740', '①'],
    ['x-euc-jp', 'a4b3', 'こ'],
    ['tis-620', 'a1d2c3', 'การ'],
    ['iso-8859-8-i', 'f9ece5ed', 'שלום'],
    ['utf-7', Buffer.from('Hi Mom -+Jjo--!').toString('hex'), 'Hi Mom -☺-!'],
    ['unicode-1-1-utf-7', Buffer.from('+AOk-').toString('hex'), 'é'],
    ['utf-16be', '00410042', 'AB'],
    ['utf-16', 'fffe41004200', 'AB'],
    ['"UTF-8"', 'efbbbf41', 'A'],
    ['iso-8859-2*sl', 'e8', 'č'],
  ])('reads %s', (label, hex, text) => {
    expect(decodeText(bytes(hex), label)).toBe(text)
  })

  it('returns no C1 control, whatever the charset', () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    for (const label of [
      null,
      'iso-8859-1',
      'iso-8859-5',
      'windows-1252',
      'koi8-r',
      'utf-8',
      'macintosh',
      'nonsense',
    ])
      expect(decodeText(all, label), String(label)).not.toMatch(/[\u0080-\u009f]/)
    expect(decodeText(utf8('a\u0092b\u0085\u0081'), 'utf-8')).toBe('a’b…\ufffd')
  })

  it.each(['iso-8859-1', 'windows-1251', 'us-ascii', 'x-unknown', null, 'euc-jp'])(
    'reads UTF-8 under the false name %s',
    (label) => {
      expect(decodeText(utf8('Zürich 東京'), label)).toBe('Zürich 東京')
    },
  )

  it('uses a multibyte charset that decodes without error, even if the bytes could be UTF-8', () => {
    expect(decodeText(bytes('e38182e38184'), 'gb18030')).toBe(
      new TextDecoder('gb18030').decode(bytes('e38182e38184')),
    )
  })

  it('decodes bytes without a label, or with a false UTF-8 label, as windows-1252', () => {
    expect(decodeText(latin1('caf\xe9 \x96 na\xefve'), null)).toBe('café – naïve')
    expect(decodeText(latin1('caf\xe9 \x96 na\xefve'), 'utf-8')).toBe('café – naïve')
  })

  it('decodes UTF-8 with one damaged character as UTF-8', () => {
    expect(decodeText(Buffer.concat([utf8('Größe, Ärger'), bytes('e9'), utf8(' ü')]), 'utf-8')).toBe(
      'Größe, Ärgeré ü',
    )
    expect(decodeText(Buffer.concat([utf8('会議は三'), bytes('e699')]), 'utf-8')).toBe('会議は三\ufffd')
  })

  it('recognises ISO-2022-JP without a label by its escape sequences', () => {
    expect(decodeText(latin1('\x1b$B2q5D\x1b(B 3pm'), null)).toBe('会議 3pm')
  })
})
