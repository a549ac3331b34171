// Parameters of Content-Type and Content-Disposition.
import { expect, it } from 'vitest'
import { parseParameters, readParameter } from '../../../src/core/mail/parameters.ts'

const read = (field: string, name: string): string | null =>
  readParameter(parseParameters(field), name, { charset: null })

it.each([
  ['text/plain; charset=utf-8', 'charset', 'utf-8'],
  ['Text/Plain ; CHARSET = "utf-8" (comment)', 'charset', 'utf-8'],
  ['text/plain; (why; not) charset=utf-8', 'charset', 'utf-8'],
  ['text/plain; flag; charset=utf-8; charset=x', 'charset', 'utf-8'],
  ['attachment; filename="a;b \\"c\\".txt"', 'filename', 'a;b "c".txt'],
  ['attachment; filename=Invoice(1).pdf', 'filename', 'Invoice(1).pdf'],
  ['attachment; filename=two words.pdf', 'filename', 'two words.pdf'],
  ['attachment; filename="C:\\dir\\a.txt"', 'filename', 'C:\\dir\\a.txt'],
  ["attachment; filename*=UTF-8''caf%C3%A9.txt; filename=cafe.txt", 'filename', 'café.txt'],
  ["attachment; filename*=''caf%E9.txt", 'filename', 'café.txt'],
  ["attachment; filename*0*=utf-8'de'%E4%BC; filename*1*=%9A; filename*2=.txt", 'filename', '会.txt'],
  ['attachment; filename*1=b; filename*0="a "', 'filename', 'a b'],
  ['attachment; filename="=?utf-8?Q?caf=C3=A9?=.txt"', 'filename', 'café.txt'],
  ['attachment; filename="=?utf-8?Q?caf=C3=A9?=\r\n =?utf-8?Q?s?="', 'filename', 'cafés'],
  ['attachment; filename="caf\xe9"', 'filename', 'café'],
  ["multipart/mixed; boundary*0*=us-ascii''%3D_a; boundary*1*=b", 'boundary', '=_ab'],
  ['attachment; filename="no end', 'filename', 'no end'],
  ['text/plain', 'charset', null],
  ['', 'charset', null],
])('%j: %s', (field, name, value) => {
  expect(read(field, name)).toBe(value)
})

it('parseParameters() returns the value in lower case, without its comment', () => {
  expect(parseParameters(' Multipart/Mixed (really); a=b').value).toBe('multipart/mixed')
})
