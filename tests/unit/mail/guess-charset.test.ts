// Guessing a charset. Kana identify Japanese.
import { expect, it } from 'vitest'
import { decodeText } from '../../../src/core/mail/charset.ts'

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
/** 会議は三時から */
const SHIFT_JIS = bytes('89ef8b6382cd8e4f8e9e82a982e7')
const EUC_JP = bytes('b2f1b5c4a4cfbbb0bbfea4aba4e9')

it('kana identify Shift_JIS and EUC-JP', () => {
  expect(decodeText(SHIFT_JIS, null)).toBe('会議は三時から')
  expect(decodeText(EUC_JP, 'utf-8')).toBe('会議は三時から')
  expect(decodeText(EUC_JP, 'iso-8859-1')).toBe('会議は三時から')
})

it('Latin-1 is not mistaken for Japanese', () => {
  const german = Buffer.from('\xc4rger, \xdcbermut, Stra\xdfe, \xa4 5, \xab\xbb', 'latin1')
  expect(decodeText(german, null)).toBe('Ärger, Übermut, Straße, ¤ 5, «»')
})
