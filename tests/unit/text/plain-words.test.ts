// Plain words of a text: Markdown markup is removed, and other characters stay.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { excerptOf } from '../../../src/core/views/index.ts'
import { plainWords } from '../../../src/text/plain-words.ts'

test.each([
  'It costs 40. Pay it before 12. Thanks for 2026.',
  'On page 7) see # 5, where a > b, 3 - 2 = 1 and 4 * 5 + 6.',
  '40. Pay it before 12.',
  '1. May is a holiday.',
  '2026) a good year',
  '2*3*4, snake_case_name, 2**10 and 3**4',
  'Room [12](34) and *5',
  '-5 degrees, +3 tomorrow, #1 of 2',
  '会議は14. 場所は3階です。2026年 - 会費は5,000円。',
  '1．りんご 2．みかん',
])('%j is shown as it was typed', (text) => {
  expect(plainWords(text)).toBe(text)
})

test.each([
  ['It costs\n40. Pay it before\n12. Thanks\nfor 2026.', 'It costs 40. Pay it before 12. Thanks for 2026.'],
  ['1. Milk\n2. Bread\n3. 12 eggs', 'Milk Bread 12 eggs'],
  ['1) one\n2) two\n\n9) nine', 'one two 9) nine'],
  ['# Plan #1 #\n\n- **first**\n* [x] second\n+ third', 'Plan #1 first second third'],
  ['> quoted\n> > twice\n5 > 4', 'quoted twice 5 > 4'],
  ['Title\n=====\nText\n---\nmore', 'Title Text more'],
  ['```js\nx = 2 ** 3 # 1. no\n```\n```2026```', 'x = 2 ** 3 # 1. no 2026'],
  ['[see](https://a.example/1) ![a boat](x.jpg) `code 1`', 'see a boat code 1'],
  ['![hall](attached:1) Shall we?\n![](attached:2)', 'Shall we?'],
  ['- one\n- - two\n- -5 °C', 'one two -5 °C'],
  ['*The Pillow Book*, _first_, __both__', 'The Pillow Book, first, both'],
  ['これは**強調**です。2026年**10**月', 'これは強調です。2026年10月'],
  ['40\\. Pay \\*now\\*', '40. Pay *now*'],
])('%j becomes %j', (text, words) => {
  expect(plainWords(text)).toBe(words)
})

test('every digit of plain prose stays, in order', () => {
  const word = fc.stringMatching(/^[A-Za-zéぁ-んア-ン一-龠０-９]{1,8}$/u)
  const number = fc.tuple(
    fc.nat({ max: 99_999 }).map(String),
    fc.constantFrom('', '.', ')', ',', '%', '円', '. ', ':'),
  )
  const sign = fc.constantFrom('-', '#', '>', '*', '+', '(', '~', '=')
  const part = fc.oneof(
    word,
    number.map(([n, end]) => n + end),
    sign,
  )
  const prose = fc.array(part, { minLength: 1, maxLength: 30 }).map((parts) => `Dear all ${parts.join(' ')}`)
  fc.assert(
    fc.property(prose, (text) => {
      expect(plainWords(text).match(/\p{N}/gu)).toEqual(text.match(/\p{N}/gu))
    }),
  )
})

test('an excerpt of an answer shows its own words, and what it quotes only if it has no others', () => {
  const quote = `> [“Shall we meet on \\[Friday\\]?”](fumikura://ref/${'x'.repeat(700)})`
  expect(excerptOf(`${quote}\n\nYes, at ten.`)).toBe('Yes, at ten.')
  expect(plainWords(excerptOf(quote))).toMatch(/^“Shall we meet/)
})

test('an excerpt keeps the lines of its text, and never cuts a number', () => {
  expect(excerptOf('  Dear  both,\r\n\r\n\t1. Milk\n2. Bread')).toBe('Dear both,\n1. Milk\n2. Bread')
  const words = 'word '.repeat(39)
  expect(excerptOf(`${words}cost 1200 and more`)).toBe(`${words}cost…`)
  expect(excerptOf(`${words}cost`)).toBe(`${words}cost`)
  expect(excerptOf(`${words}it costs`)).toBe(`${words}it co…`)
  expect(excerptOf('1'.repeat(300))).toBe(`${'1'.repeat(200)}…`)
})
