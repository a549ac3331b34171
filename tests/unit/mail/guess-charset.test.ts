// Guessing a charset. Kana identify Japanese, and the reader's language decides between the others.
import { expect, it } from 'vitest'
import { decodeText } from '../../../src/core/mail/charset.ts'

const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
/** 会議は三時から */
const SHIFT_JIS = bytes('89ef8b6382cd8e4f8e9e82a982e7')
const EUC_JP = bytes('b2f1b5c4a4cfbbb0bbfea4aba4e9')

it.each([null, 'en', 'de'])('kana identify Shift_JIS and EUC-JP, whatever the language (%s)', (language) => {
  expect(decodeText(SHIFT_JIS, null, language)).toBe('会議は三時から')
  expect(decodeText(EUC_JP, 'utf-8', language)).toBe('会議は三時から')
  expect(decodeText(EUC_JP, 'iso-8859-1', language)).toBe('会議は三時から')
})

it('Japanese without kana is recognised by the language', () => {
  expect(decodeText(bytes('93fa967b'), null, 'ja')).toBe('日本')
  expect(decodeText(bytes('c6fccbdc'), null, 'ja-JP')).toBe('日本')
  expect(decodeText(bytes('93fa967b'), null, 'en')).not.toBe('日本')
})

it.each([
  ['ko', 'bec8b3e7', '안녕'],
  ['zh-CN', 'c4e3bac3', '你好'],
  ['ru', 'cff0e8e2e5f2', 'Привет'],
  ['fr', 'e9e8', 'éè'],
])('the old charset of the language %s is tried first', (language, hex, text) => {
  expect(decodeText(bytes(hex), null, language)).toBe(text)
})

it('Latin-1 is not mistaken for Japanese', () => {
  const german = Buffer.from('\xc4rger, \xdcbermut, Stra\xdfe, \xa4 5, \xab\xbb', 'latin1')
  expect(decodeText(german, null, 'en')).toBe('Ärger, Übermut, Straße, ¤ 5, «»')
})
