// The arguments of `npm run bench --`.
import { expect, it } from 'vitest'
import { parseArguments } from '../../bench/arguments.ts'

const KNOWN = ['send', 'notice', 'ui']

it('parseArguments() chooses all benches if none is named, else the named ones, each once, in list order', () => {
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

it('parseArguments() accepts a file for the figures', () => {
  expect(parseArguments(['--json', 'out.json', 'notice'], KNOWN)).toEqual({
    names: ['notice'],
    isQuick: false,
    megabytes: null,
    letters: null,
    jsonPath: 'out.json',
  })
})

it('parseArguments() accepts the size of a file', () => {
  expect(parseArguments(['--megabytes', '4096', 'ui'], KNOWN)).toMatchObject({
    names: ['ui'],
    megabytes: 4096,
  })
})

it('parseArguments() accepts a number of letters', () => {
  expect(parseArguments(['--letters', '10000'], KNOWN)).toMatchObject({ letters: 10_000 })
})

it.each([
  [['--json']],
  [['--letters', '0']],
  [['--megabytes']],
  [['--megabytes', 'many']],
  [['--json', '--quick']],
  [['--loud']],
])('parseArguments() refuses %j', (words) => {
  expect(() => parseArguments(words, KNOWN)).toThrow()
})

it('parseArguments() lists the known benches if an unknown one is named', () => {
  expect(() => parseArguments(['files'], KNOWN)).toThrow(/files.*send, notice, ui/)
})
