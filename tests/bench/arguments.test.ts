// What may be written after `npm run bench --`.
import { expect, it } from 'vitest'
import { parseArguments } from '../../bench/arguments.ts'

const KNOWN = ['send', 'notice', 'ui']

it('runs all benches when none is named, and the named ones in their own order, once', () => {
  expect(parseArguments([], KNOWN)).toEqual({
    names: KNOWN,
    isQuick: false,
    megabytes: null,
    jsonPath: null,
  })
  expect(parseArguments(['ui', 'send', 'ui', '--quick'], KNOWN)).toEqual({
    names: ['send', 'ui'],
    isQuick: true,
    megabytes: null,
    jsonPath: null,
  })
})

it('takes a file for the figures', () => {
  expect(parseArguments(['--json', 'out.json', 'notice'], KNOWN)).toEqual({
    names: ['notice'],
    isQuick: false,
    megabytes: null,
    jsonPath: 'out.json',
  })
})

it('takes the size of a file', () => {
  expect(parseArguments(['--megabytes', '4096', 'ui'], KNOWN)).toMatchObject({
    names: ['ui'],
    megabytes: 4096,
  })
})

it.each([[['--json']], [['--megabytes']], [['--megabytes', 'many']], [['--json', '--quick']], [['--loud']]])(
  'refuses %j',
  (words) => {
    expect(() => parseArguments(words, KNOWN)).toThrow()
  },
)

it('tells who asks for an unknown bench which there are', () => {
  expect(() => parseArguments(['files'], KNOWN)).toThrow(/files.*send, notice, ui/)
})
