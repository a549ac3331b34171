import { expect, test } from 'vitest'
import { parseQuery } from '../../../src/core/search/index.ts'

const ana = new Uint8Array([1])
const findPersons = (name: string): Uint8Array[] => (name === 'ana' || name === 'Ana Reis' ? [ana] : [])
const parse = (query: string) => parseQuery(query, findPersons)
const nothing = {
  words: '',
  from: null,
  to: null,
  is: [],
  hasReply: false,
  label: null,
  before: null,
  after: null,
}

test('parseQuery() separates words and operators, with quoted values', () => {
  expect(parse('harbour from:ana to:"Ana Reis" is:starred is:opened has:reply label:work 会議')).toEqual({
    ...nothing,
    words: 'harbour 会議',
    from: [ana],
    to: [ana],
    is: ['starred', 'opened'],
    hasReply: true,
    label: 'work',
  })
  expect(parse('before:2026-02-01 after:2026-01-31')).toEqual({
    ...nothing,
    before: new Date(2026, 1, 1).getTime(),
    after: new Date(2026, 0, 31).getTime(),
  })
})

test('an operator without a value has no effect, and an unknown operator counts as words', () => {
  expect(parse('from: hello')).toEqual({ ...nothing, words: 'hello' })
  expect(parse('https://example.org note:x')).toEqual({ ...nothing, words: 'https://example.org note:x' })
  expect(parse('from:nobody')).toEqual({ ...nothing, from: [] })
})

test.each(['is:nonsense', 'before:yesterday', 'after:2026-02-30', 'has:wings'])(
  'parseQuery() refuses %s',
  (query) => {
    expect(() => parse(query)).toThrow(expect.objectContaining({ code: 'INVALID' }) as Error)
  },
)
