// 7-bit charsets that switch by escape sequences.
import iconv from 'iconv-lite'
import { expect, it, vi } from 'vitest'
import { decodeText } from '../../../src/core/mail/charset.ts'

const read = (text: string, label: string): string => decodeText(Buffer.from(text, 'latin1'), label)

it.each([
  ['ISO-2022-JP', '\x1b$B2q5D\x1b(B ok', '会議 ok'],
  ['iso-2022-jp', '\x1b$@2q5D\x1b(J\\', '会議\\'],
  [
    'ISO-2022-JP-2',
    '\x1b$A;FV.\x1b(B',
    '狻徵'.slice(0, 0) + new TextDecoder('gbk').decode(Buffer.from('bbc6d6ae', 'hex')),
  ],
  ['iso-2022-jp-1', '\x1b$(D0!\x1b(B', '丂'],
  ['cp50220', '\x1b(I165\x1b(B', 'ｱｶｵ'],
  ['csISO2022JP', '\x1b$B%"%$\x1b(B', 'アイ'],
  ['iso-2022-kr', '\x1b$)C\x0e>H3g\x0f!', '안녕!'],
  ['hz-gb-2312', '~{Dc:C~} ~~', '你好 ~'],
])('reads %s', (label, text, expected) => {
  expect(read(text, label)).toBe(expected)
})

it('a lost escape sequence damages only its line', () => {
  expect(read('\x1b$B2q5D\nplain', 'iso-2022-jp')).toBe('会議\nplain')
})

it('odd bytes at the end of a run stay', () => {
  expect(read('\x1b$B2q5\x1b(B', 'iso-2022-jp')).toMatch(/^会/)
})

it.each([
  ['iso-2022-jp', '\n\x0ea'],
  ['iso-2022-jp', '\x1b$B$"\x1b(B and '],
  ['hz-gb-2312', '~{VP~} and '],
])('%s: many runs of one charset are converted at once', (charset, run) => {
  const convert = vi.spyOn(iconv, 'decode')
  const one = decodeText(Buffer.from(run, 'latin1'), charset)
  convert.mockClear()
  expect(decodeText(Buffer.from(run.repeat(1000), 'latin1'), charset)).toBe(one.repeat(1000))
  expect(convert.mock.calls.length).toBeLessThan(3)
  convert.mockRestore()
})
