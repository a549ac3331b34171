// Texts of others that repeat what a pattern begins with. The cost of each function of the page may
// grow with the length of the text, not with its square, and a long run must not overflow the stack.
import { expect, it } from 'vitest'
import { linkTo, quotePassage, shortenPassage } from '../../../src/renderer/letter/passage.ts'
import { countWords } from '../../../src/renderer/editor/count-words.ts'
import { findLink } from '../../../src/text/invitation.ts'
import { listPictures, renumberPictures } from '../../../src/text/attached.ts'
import { hasLongRun, MAX_MARKDOWN_CHARS } from '../../../src/text/text-limits.ts'
import { namesItsHost, parseLink, pretendsAnotherHost } from '../../../src/text/link-target.ts'
import { createMarkdown } from '../../../src/text/markdown.ts'
import { plainWords } from '../../../src/text/plain-words.ts'
import type { RefText } from '../../../src/core/contract/index.ts'
import { countProcessorTime } from '../../support/processor-time.ts'

const markdown = createMarkdown({ shiftHeadings: () => 2, pictureClass: (number) => `attached-${number}` })
const REF = 'fumikura://ref/abc' as RefText

const FUNCTIONS: Record<string, (text: string) => unknown> = {
  plainWords,
  countWords: (text) => countWords(text, 'en'),
  listPictures,
  renumberPictures: (text) => renumberPictures(text, () => 2),
  findLink,
  parseLink,
  namesItsHost: (text) => namesItsHost(text, 'example.org'),
  pretendsAnotherHost: (text) => pretendsAnotherHost(text, 'example.org'),
  shortenPassage,
  linkTo: (text) => linkTo(REF, text),
  quotePassage: (text) => quotePassage(REF, 'Title', text),
}

const UNITS = [
  ...['![', '[', '](', '[](', '[a](', '![a](', '![a](attached:1)', '![a](attached:', '[a][', '\\[', '!\\['],
  ...[
    '`',
    '``a',
    '`a``',
    '<',
    '<a',
    '<!--',
    '*',
    '**',
    '**a',
    '*a_',
    '_a',
    '__a',
    '**a **b ',
    '~~a',
    '|',
    'a|\n',
  ],
  ...[
    '> ',
    '>',
    '>\n',
    '- ',
    '- - ',
    '-',
    '* ',
    '1. ',
    '1. a\n',
    '# ',
    '#',
    ' #',
    ' ',
    '\t',
    '\n',
    ' \n',
    '\u3000',
  ],
  ...[
    'a',
    '文',
    '文 ',
    'a.',
    'a@',
    'a@a.',
    '\\',
    '&',
    '0',
    '0.',
    '=',
    'http://',
    'https://a/invite#',
    'fumikura://ref/',
  ],
]
/** What a text ends with, so that a pattern fails at its end. */
const ENDS = ['', 'x', ' x', '\n# x', ')', '@', '\u0000']

const SHORT = 16_000
const LONGER = 4
/** A quadratic cost is 16 times as high. */
const MAX_GROWTH = 10
/** Below this, other work of the process decides. */
const NOISE_MS = 60

function costOf(act: (text: string) => unknown, unit: string, end: string, chars: number): number {
  const text = unit.repeat(Math.ceil(chars / unit.length)) + end
  const costMs = countProcessorTime()
  act(text)
  return costMs()
}

function growsTooFast(act: (text: string) => unknown, unit: string, end: string, chars: number): boolean {
  const long = costOf(act, unit, end, chars * LONGER)
  return long > NOISE_MS && long > MAX_GROWTH * costOf(act, unit, end, chars)
}

/** Looks again at what seems to grow too fast, because other work can interfere once. */
function findQuadratic(act: (text: string) => unknown, ends: readonly string[], chars: number): string[] {
  return UNITS.flatMap((unit) => ends.map((end) => [unit, end] as const))
    .filter(([unit, end]) => growsTooFast(act, unit, end, chars) && growsTooFast(act, unit, end, chars))
    .map((pair) => JSON.stringify(pair))
}

it.each(Object.entries(FUNCTIONS))('%s() costs at most in proportion to a hostile text', (_name, act) => {
  expect(findQuadratic(act, ENDS, SHORT)).toEqual([])
})

it('the longest text that is rendered costs at most in proportion', () => {
  const render = (text: string): string => markdown.render(text.slice(0, MAX_MARKDOWN_CHARS))
  expect(findQuadratic(render, [''], SHORT)).toEqual([])
})

const LONG_RUN = 4_200_000

it.each(Object.entries(FUNCTIONS))('%s() survives a run of 4.2 million characters', (_name, act) => {
  for (const unit of ['a', '文', ' ', '[', '- '])
    for (const start of ['', '# '])
      expect(() => act(start + unit.repeat(LONG_RUN / unit.length))).not.toThrow()
})

it('a preview keeps the words of links, code and emphasis, and cuts no character in half', () => {
  expect(plainWords('# A *b* [c](https://d) `e` ##')).toBe('A b c e')
  expect(plainWords(`${'a'.repeat(999)}🌸`)).toBe('a'.repeat(999))
})

it('a long run without a place for a line break is found, and Japanese text is none', () => {
  const isFound = (text: string): boolean => hasLongRun(text)
  expect(['['.repeat(3000), `a ${'「'.repeat(3000)}`, 'a'.repeat(3000)].map(isFound)).toEqual([
    true,
    true,
    true,
  ])
  expect(['会議の件。'.repeat(3000), 'a [b] '.repeat(3000), '> '.repeat(3000)].map(isFound)).toEqual([
    false,
    false,
    false,
  ])
})

it('the words of a long text are counted to its end', () => {
  expect(countWords('one two **three** four\n'.repeat(1000), 'en')).toBe(4000)
  expect(countWords('会議の件。'.repeat(1000), 'ja')).toBe(4000)
})
