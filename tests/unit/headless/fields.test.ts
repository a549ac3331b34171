// Fields of commands: usage, options and simple checks follow from them.
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { World } from '../../../src/main/headless/command.ts'
import {
  argument,
  choice,
  eachOf,
  flag,
  flagFor,
  headOf,
  many,
  number,
  optionalArgument,
  optionalWords,
  readFields,
  rest,
  text,
  wait,
  words,
  type Fields,
} from '../../../src/main/headless/fields.ts'
import { parseGiven } from '../../../src/main/headless/given.ts'

const STYLES = ['open', 'closed'] as const

const read = (fields: Fields, ...typed: string[]): Promise<Record<string, unknown>> => {
  const head = { name: 'do', summary: 'does', ...headOf(fields) }
  return readFields(fields, head, parseGiven(['do', ...typed], head), { stdin: Readable.from([]) } as World)
}

describe('usage and options', () => {
  it('follow from the fields, in their order', () => {
    const { usage, args, options } = headOf({
      group: argument('GROUP'),
      persons: rest('PERSON', 1, 9),
      note: optionalWords('rest', 'a note'),
      to: text('WHO', 'for whom').needed(),
      keepPlace: flag('keep it'),
      labels: many('L', 'a label').as('label'),
      waitMs: wait(),
    })
    expect([usage, args]).toEqual([
      'GROUP PERSON… [--note] [-] --to WHO [--keep-place] [--label L…]',
      { min: 2, max: 10 },
    ])
    expect(Object.keys(options!)).toEqual(['to', 'keep-place', 'label'])
  })
})

describe('values', () => {
  it('come from arguments and options, and are undefined for what was not given', async () => {
    const fields = {
      ref: argument('REF'),
      number: optionalArgument('N'),
      style: choice(STYLES, 'STYLE', 'how'),
      only: many('S', 'which').to(eachOf(STYLES)),
      limit: number(9, 'N', 'how many'),
      mode: flagFor('open', 'open it').as('open'),
      waitMs: wait(),
    }
    const nothing = { number: undefined, style: undefined, only: [], limit: undefined, mode: undefined }
    expect(await read(fields, 'r')).toEqual({ ref: 'r', ...nothing, waitMs: 10_000 })
    expect(
      await read(
        fields,
        'r',
        '2',
        '--style',
        'open',
        '--only',
        'closed',
        '--limit',
        '3',
        '--open',
        '--wait',
        '2.5',
      ),
    ).toEqual({
      ref: 'r',
      number: '2',
      style: 'open',
      only: ['closed'],
      limit: 3,
      mode: 'open',
      waitMs: 2500,
    })
  })

  it.each([
    [{ style: choice(STYLES, 'STYLE', 'how') }, ['--style', 'wide'], '--style is one of open, closed.'],
    [{ only: many('S', 'which').to(eachOf(STYLES)) }, ['--only', 'x'], '--only is one of open, closed.'],
    [{ limit: number(9, 'N', 'how many') }, ['--limit', '10'], '--limit must be a whole number up to 9.'],
    [{ limit: number(9, 'N', 'how many') }, ['--limit', '-1'], '--limit must be a whole number up to 9.'],
    [{ to: text('WHO', 'for whom').needed() }, [], '--to is missing.'],
  ])('%# are refused by the name of their option', async (fields, typed, message) => {
    await expect(read(fields as unknown as Fields, ...typed)).rejects.toMatchObject({
      code: 'INVALID',
      message,
    })
  })

  it('a wrong option is refused before words are asked for', async () => {
    const fields = { query: words('rest', 'what to find'), limit: number(9, 'N', 'how many') }
    await expect(read(fields, '--limit', 'all')).rejects.toMatchObject({
      message: '--limit must be a whole number up to 9.',
    })
  })
})
