// The arguments of `npm run bench --`.
import { expect, it } from 'vitest'
import { parseArguments } from '../../bench/arguments.ts'

const KNOWN = ['send', 'notice', 'ui']

it('runs all benches when none is named, and the named ones in their own order, once', () => {
  expect(parseArguments([], KNOWN)).toEqual({
    names: KNOWN,
    isQuick: false,
    megabytes: null,
    letters: null,
    jsonPath: null,
  })
  expect(parseArguments(['ui', 'send', 'ui', '--quick'], KNOWN)).toEqual({
    names: ['send', 'ui'],
    isQuick: true,
    megabytes: null,
    letters: null,
    jsonPath: null,
  })
})

it('takes a file for the figures', () => {
  expect(parseArguments(['--json', 'out.json', 'notice'], KNOWN)).toEqual({
    names: ['notice'],
    isQuick: false,
    megabytes: null,
    letters: null,
    jsonPath: 'out.json',
  })
})

it('takes the size of a file', () => {
  expect(parseArguments(['--megabytes', '4096', 'ui'], KNOWN)).toMatchObject({
    names: ['ui'],
    megabytes: 4096,
  })
})

it('takes a number of letters', () => {
  expect(parseArguments(['--letters', '10000'], KNOWN)).toMatchObject({ letters: 10_000 })
})

it.each([
  [['--json']],
  [['--letters', '0']],
  [['--megabytes']],
  [['--megabytes', 'many']],
  [['--json', '--quick']],
  [['--loud']],
])('refuses %j', (words) => {
  expect(() => parseArguments(words, KNOWN)).toThrow()
})

it('lists the known benches if an unknown one is named', () => {
  expect(() => parseArguments(['files'], KNOWN)).toThrow(/files.*send, notice, ui/)
})
