import { expect, test } from 'vitest'
import { factsOfNamed } from '../../../src/core/views/fact-words.ts'
import { MAX_PARTS, parseQuery } from '../../../src/core/views/parse-query.ts'

const [ana, choir, team] = [new Uint8Array([1]), new Uint8Array([2]), new Uint8Array([3])]
const names = {
  findPersons: (name: string) => (name === 'ana' || name === 'Ana Reis' || name === '伊藤' ? [ana] : []),
  findGroups: (name: string) => (name === 'choir' ? [choir] : name === 'Harbour team' ? [team] : []),
  findLists: (name: string) => (name === 'bakers' ? [team] : []),
  findNamed: (name: string, isWhole: boolean) => ({
    persons: name === 'ana' || (name === 'an' && !isWhole) ? [ana] : [],
    others: name === 'choir' ? [choir] : [],
  }),
}
const parse = (query: string) => parseQuery(query, names, Date.now()).groups
const is = <T extends object>(criterion: T) => ({ ...criterion, isNot: false })
const not = <T extends object>(criterion: T) => ({ ...criterion, isNot: true })
const words = (text: string, more: object = {}) => ({
  by: 'words',
  phrase: { text, column: null, isPrefix: false, ...more },
  named: [] as string[],
})
const typed = (text: string, more: object = {}) => words(text, { isPrefix: true, ...more })

test('a list is found as an addressee is', () => {
  expect(parse('list:bakers')).toEqual([[is({ by: 'addressee', keys: [team] })]])
})

test('words and operators must all match, with values that have spaces in quotes', () => {
  expect(parse('harbour from:ana to:"Ana Reis" is:starred has:reply label:"to do" 会議')).toEqual([
    [is(words('harbour'))],
    [is({ by: 'author', persons: [ana] })],
    [is({ by: 'addressee', keys: [ana] })],
    [is({ by: 'state', state: 'starred' })],
    [is({ by: 'reply' })],
    [is({ by: 'label', label: 'to do' })],
    [is(typed('会議'))],
  ])
})

test('a word may be a name, a part of one only while it is typed', () => {
  const facts = factsOfNamed([ana], [])
  expect(parse('ana an')).toEqual([
    [is({ ...words('ana'), named: facts })],
    [is({ ...typed('an'), named: facts })],
  ])
  expect(parse('an choir')).toEqual([
    [is(words('an'))],
    [is({ ...typed('choir'), named: factsOfNamed([], [choir]) })],
  ])
  expect(parse('subject:ana')).toEqual([[is(typed('ana', { column: 'title' }))]])
})

test('days and sizes', () => {
  expect(parse('before:2026-02-01 after:2026-1-31 larger:1.5M smaller:500KB larger:１Ｇ')).toEqual([
    [is({ by: 'before', at: new Date(2026, 1, 1).getTime() })],
    [is({ by: 'since', at: new Date(2026, 0, 31).getTime() })],
    [is({ by: 'larger', bytes: 1_500_000 })],
    [is({ by: 'smaller', bytes: 500_000 })],
    [is({ by: 'larger', bytes: 1_000_000_000 })],
  ])
})

test('titles and file names, in words of their own', () => {
  expect(parse('subject:tides filename:"tide table" has:file filename:pd')).toEqual([
    [is(words('tides', { column: 'title' }))],
    [is(words('tide table', { column: 'files' }))],
    [is({ by: 'file' })],
    [is(typed('pd', { column: 'files' }))],
  ])
})

test('in: takes a box, any group, or a group by its name', () => {
  expect(parse('in:inbox in:group in:choir in:"Harbour team" to:choir')).toEqual([
    [is({ by: 'box', box: 'inbox' })],
    [is({ by: 'any-group' })],
    [is({ by: 'addressee', keys: [choir] })],
    [is({ by: 'addressee', keys: [team] })],
    [is({ by: 'addressee', keys: [choir] })],
  ])
})

test('a minus leaves out words and operators, and a hyphen inside a word does not', () => {
  expect(parse('-draft -from:ana -"old plan" -in:archive -会議 self-made')).toEqual([
    [not(words('draft'))],
    [not({ by: 'author', persons: [ana] })],
    [not(words('old plan'))],
    [not({ by: 'box', box: 'archive' })],
    [not(words('会議'))],
    [is(typed('self-made'))],
  ])
})

test('OR joins its two neighbours, words and operators alike', () => {
  expect(parse('tides OR from:ana OR -has:file rocks')).toEqual([
    [is(words('tides')), is({ by: 'author', persons: [ana] }), not({ by: 'file' })],
    [is(typed('rocks'))],
  ])
  expect(parse('OR tides or rocks OR')).toEqual([
    [is(words('OR'))],
    [is(words('tides'))],
    [is(words('or'))],
    [is(words('rocks'))],
  ])
})

test('the signs of a Japanese keyboard and typographic quotes are read too', () => {
  expect(parse('ｆｒｏｍ：伊藤 －会議 “tide table” From:ana')).toEqual([
    [is({ by: 'author', persons: [ana] })],
    [not(words('会議'))],
    [is(words('tide table'))],
    [is({ by: 'author', persons: [ana] })],
  ])
})

test('only the last word can be typed in part, and not if its quote is closed', () => {
  expect(parse('wor')).toEqual([[is(typed('wor'))]])
  expect(parse('"hello wor')).toEqual([[is(typed('hello wor'))]])
  expect(parse('"hello wor"')).toEqual([[is(words('hello wor'))]])
  expect(parse('wor from:ana')).toEqual([[is(words('wor'))], [is({ by: 'author', persons: [ana] })]])
})

test('an operator without a value has no effect, and an unknown operator counts as words', () => {
  expect(parse('from: in:"" hello -to:')).toEqual([[is(words('hello'))]])
  expect(parse('hello OR from:')).toEqual([[is(words('hello'))]])
  expect(parse('from:')).toEqual([])
  expect(parse('https://example.org note:x')).toEqual([
    [is(words('https://example.org'))],
    [is(typed('note:x'))],
  ])
  expect(parse('from:nobody')).toEqual([[is({ by: 'author', persons: [] })]])
})

test('signs have no effect beside words, and alone they find nothing', () => {
  expect(parse('rock & roll')).toEqual([[is(words('rock'))], [is(typed('roll'))]])
  expect(parse('"!" -')).toEqual([[]])
  expect(parse('')).toEqual([])
})

test.each([
  ...['is:nonsense', 'before:someday', 'after:2026-02-30', 'has:wings', 'in:nowhere'],
  ...['larger:huge', 'smaller:-1', 'larger:1e9', `smaller:${'9'.repeat(400)}`],
  'x '.repeat(MAX_PARTS + 1),
])('parseQuery() refuses %s', (query) => {
  expect(() => parse(query)).toThrow(expect.objectContaining({ code: 'INVALID' }) as Error)
})

test('a refusal says what is possible', () => {
  expect(() => parse('in:nowhere')).toThrow(/inbox, .*archive, .*group/)
  expect(() => parse('has:wings')).toThrow(/file/)
})

test('any text is read, and a hostile one at once', () => {
  for (const text of ['"', '-', ':', '-"', '\0', 'from:"', '*', 'NEAR(a b)', 'a* ^b {c} :d', '"'.repeat(99)])
    expect(() => parse(text)).not.toThrow()
  expect(() => parse('-'.repeat(100_000) + ':'.repeat(100_000))).not.toThrow()
})

test('kinds of files are found by the ends of their names', () => {
  expect(parse('has:pdf')).toEqual([[is({ by: 'file-kind', endings: ['pdf'] })]])
  expect(parse('-has:film')).toMatchObject([[{ by: 'file-kind', isNot: true }]])
})

test('a month, a year and today are days too', () => {
  const at = (...day: [number, number, number]) => new Date(...day).getTime()
  expect(parse('after:2026-11 before:2027')).toEqual([
    [is({ by: 'since', at: at(2026, 10, 1) })],
    [is({ by: 'before', at: at(2027, 0, 1) })],
  ])
  const now = new Date()
  const today = at(now.getFullYear(), now.getMonth(), now.getDate())
  expect(parse('after:today')).toEqual([[is({ by: 'since', at: today })]])
})
