import { expect, test } from 'vitest'
import { indexedWords, matchExpression } from '../../../src/core/views/words.ts'

test('CJK runs become overlapping pairs, other runs whole words, in one normal form', () => {
  expect(indexedWords('東京都庁で Meeting、ＡＢＣ１２')).toBe('東京 京都 都庁 庁で で meeting abc12')
  expect(indexedWords('Café — naïve; x_y')).toBe('café naïve x y')
  expect(indexedWords('会')).toBe('会')
  expect(indexedWords('')).toBe('')
})

test('a typed query needs every run, the last one as a prefix', () => {
  expect(matchExpression('京都庁')).toBe('"京都 都庁"')
  expect(matchExpression('会')).toBe('"会"*')
  expect(matchExpression('hello wor')).toBe('"hello" AND "wor"*')
  expect(matchExpression('会議 "quo"te')).toBe('"会議" AND "quo" AND "te"*')
  expect(matchExpression(' -*"() ')).toBeNull()
})

test('a megabyte without a space does not become a token of a megabyte', () => {
  expect(indexedWords('a'.repeat(1_000_000))).toHaveLength(64)
})

test('a run of 300,000 characters of CJK is indexed pair by pair', () => {
  expect(indexedWords('鯨'.repeat(300_000)).split(' ')).toHaveLength(300_000)
})
