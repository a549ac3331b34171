// Texts in heads: encoded words as programs write them, and raw bytes.
import { describe, expect, it } from 'vitest'
import { decodeHead } from '../../../src/core/mail/encoded-words.ts'

const read = (raw: string, charset: string | null = null): string => decodeHead(raw, { charset })
const raw = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')

describe('encoded words', () => {
  it.each([
    ['=?UTF-8?Q?caf=C3=A9_au_lait?=', 'café au lait'],
    ['=?utf-8?b?Y2Fmw6k=?=', 'café'],
    ['=?iso-8859-2*sl?Q?=E8as?=', 'čas'],
    ['=?us-ascii*en-us?q?this_is?=', 'this is'],
    ['a =?utf-8?Q?b?= c', 'a b c'],
    ['=?utf-8?Q?a?= =?utf-8?Q?b?=', 'ab'],
    ['=?utf-8?Q?a?=\t =?iso-8859-1?Q?=E9?=', 'aé'],
    ['=?utf-8?Q?a b c?=', 'a b c'],
    ['=?utf-8?B?Y2Fm w6k=?=', 'café'],
    ['=?utf-8?B?Y2Fmw6k?=', 'café'],
    ['x=?utf-8?Q?=C3=A9?=y', 'xéy'],
    ['=?utf-8?Q??=', ''],
    ['=?utf-8?Q?=3D=3F?=', '=?'],
    ['=?utf-8?Q?no end', '=?utf-8?Q?no end'],
    ['=?utf-8?Q?cut =?utf-8?Q?=C3=A9?=', '=?utf-8?Q?cut é'],
    ['what =? who ?=', 'what =? who ?='],
    [`=?utf-16?B?${base64('feff004100e9')}?=`, 'Aé'],
    [`=?utf-16le?B?${base64('4100e900')}?=`, 'Aé'],
    ['=?utf-7?Q?+AOk-?=', 'é'],
    ['=?unknown?Q?caf=E9?=', 'café'],
    ['=?iso-8859-1?Q?it=92s?=', 'it’s'],
    ['=?ISO-2022-JP?B?GyRCMnE1RBsoQg==?=', '会議'],
  ])('reads %s', (word, text) => {
    expect(read(word)).toBe(text)
  })

  it('join a character that is split between two words', () => {
    expect(read('=?utf-8?Q?=E4=BC?= =?utf-8?Q?=9A?=')).toBe('会')
    expect(read('=?UTF-8?B?5L8=?=\r\n =?utf8?B?mg==?=')).toBe('俚')
    expect(read(`=?gb2312?B?${base64('c4')}?= =?gb2312?B?${base64('e3')}?=`)).toBe('你')
  })

  it('may contain raw bytes', () => {
    expect(read('=?iso-8859-1?Q?caf\xe9?=')).toBe('café')
    expect(read(raw('=?utf-8?Q?café?='))).toBe('café')
  })
})

describe('raw heads', () => {
  it('are decoded as UTF-8 if valid, else in the charset of the body, else as windows-1252', () => {
    expect(read(raw('Grüße aus 東京'))).toBe('Grüße aus 東京')
    expect(read('\xcf\xf0\xe8\xe2\xe5\xf2', 'windows-1251')).toBe('Привет')
    expect(read('\xbe\xc8\xb3\xe7', 'euc-kr')).toBe('안녕')
    expect(read('caf\xe9 \x96', null)).toBe('café –')
  })

  it('may be ISO-2022-JP without any word', () => {
    expect(read('\x1b$B2q5D\x1b(B')).toBe('会議')
  })
})

it('many words, and many words without an end, are decoded in linear time', () => {
  expect(read('=?utf-8?Q?a?= '.repeat(20_000)).trim()).toBe('a'.repeat(20_000))
  expect(read('=?a?Q?'.repeat(40_000)).length).toBe(240_000)
  expect(read(`${'=?a?Q?'.repeat(40_000)}?=`)).toMatch(/^=\?a/)
})
