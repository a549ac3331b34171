// What may be written after `npm run bench --`.
import { expect, it } from 'vitest'
import { parseArguments } from '../../bench/arguments.ts'

const KNOWN = ['send', 'notice', 'ui']

it('runs all benches when none is named, and the named ones in their own order, once', () => {
  expect(parseArguments([], KNOWN)).toEqual({ names: KNOWN, isQuick: false, jsonPath: null })
  expect(parseArguments(['ui', 'send', 'ui', '--quick'], KNOWN)).toEqual({
    names: ['send', 'ui'],
    isQuick: true,
    jsonPath: null,
  })
})

it('takes a file for the figures', () => {
  expect(parseArguments(['--json', 'out.json', 'notice'], KNOWN)).toEqual({
    names: ['notice'],
    isQuick: false,
    jsonPath: 'out.json',
  })
})

it.each([[['--json']], [['--json', '--quick']], [['--loud']]])('refuses %j', (words) => {
  expect(() => parseArguments(words, KNOWN)).toThrow()
})

it('tells who asks for an unknown bench which there are', () => {
  expect(() => parseArguments(['files'], KNOWN)).toThrow(/files.*send, notice, ui/)
})
