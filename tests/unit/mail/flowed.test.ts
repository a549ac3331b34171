// Flowed text (RFC 3676).
import { expect, it } from 'vitest'
import { unflow } from '../../../src/core/mail/flowed.ts'

it.each([
  ['a \nb\nc', false, 'a b\nc'],
  ['日本 \n語', true, '日本語'],
  ['> a \n> b\nc', false, '> a b\nc'],
  ['> a \n>> b', false, '> a \n>> b'],
  [' >not quoted\n From here', false, '>not quoted\nFrom here'],
  ['text\n-- \nname', false, 'text\n-- \nname'],
  ['a \n-- \nname', false, 'a \n-- \nname'],
])('%j', (text, isDelSp, expected) => {
  expect(unflow(text, isDelSp)).toBe(expected)
})
