import { expect, test } from 'vitest'
import { hasWord, indexedWords, matchPhrase } from '../../../src/core/views/words.ts'

const matchWhole = (text: string) => matchPhrase({ text, column: null, isPrefix: false })
const matchStart = (text: string) => matchPhrase({ text, column: null, isPrefix: true })

test('CJK runs become overlapping pairs, other runs whole words, in one normal form', () => {
  expect(indexedWords('東京都庁で Meeting、ＡＢＣ１２')).toBe('東京 京都 都庁 庁で で meeting abc12')
  expect(indexedWords('Café — naïve; x_y')).toBe('café naïve x y')
  expect(indexedWords('会')).toBe('会')
  expect(indexedWords('')).toBe('')
})

test('a phrase needs every run in its place, and its last word may be a prefix', () => {
  expect(matchStart('京都庁')).toBe('"京都 都庁"')
  expect(matchWhole('会')).toBe('"会" *')
  expect(matchStart('hello wor')).toBe('"hello wor" *')
  expect(matchWhole('hello wor')).toBe('"hello wor"')
  expect(matchWhole('会議、quo"te')).toBe('"会議 議 quo te"')
  expect(matchPhrase({ text: 'a b', column: 'files', isPrefix: true })).toBe('files : "a b" *')
})

test('signs are no words', () => {
  expect(hasWord(' -*"() ')).toBe(false)
  expect(hasWord('-x')).toBe(true)
})

test('a megabyte without a space does not become a token of a megabyte', () => {
  expect(indexedWords('a'.repeat(1_000_000))).toHaveLength(64)
})

test('a run of 300,000 characters of CJK is indexed pair by pair', () => {
  expect(indexedWords('鯨'.repeat(300_000)).split(' ')).toHaveLength(300_000)
})
