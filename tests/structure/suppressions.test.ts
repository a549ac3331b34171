// A suppression of the linter, the type checker or the formatter needs a reason on the same line,
// after ` -- `.
import { expect, it } from 'vitest'
import { readSources, type Sources } from './source.ts'

const SUPPRESSION =
  /(?:\/\/|\/\*|<!--)\s*(eslint-disable|@ts-(?:expect-error|ignore|nocheck)|prettier-ignore|svelte-ignore)/
const WITH_REASON = / -- \S+(?: \S+)+/

/** `path:line` of every suppression that gives no reason. */
function findUnexplained(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) =>
    text.split('\n').flatMap((line, index) => (isUnexplained(line) ? [`${path}:${index + 1}`] : [])),
  )
}

function isUnexplained(line: string): boolean {
  return SUPPRESSION.test(line) && !WITH_REASON.test(line)
}

it('every suppression has a reason', () => {
  const sources = readSources(['src', 'tests', 'bin'], /\.(ts|js|svelte)$/)
  expect(findUnexplained(sources)).toEqual([])
})

it('the checker reports a suppression without a reason, and accepts one with a reason', () => {
  // Put together here, so that this file does not accuse itself.
  const [slashes, block, markup] = ['//', '/*', '<!--'] as const
  const lines = [
    `${slashes} eslint-disable-next-line no-console`,
    `${block} eslint-disable no-console -- */`,
    `${slashes} @ts-expect-error`,
    `${markup} svelte-ignore a11y_autofocus -->`,
    `${slashes} eslint-disable-line no-console -- the launcher speaks to a terminal`,
    `${slashes} speaks of eslint-disable and does not use it`,
  ]
  expect(findUnexplained(new Map([['a.ts', lines.join('\n')]]))).toEqual([
    'a.ts:1',
    'a.ts:2',
    'a.ts:3',
    'a.ts:4',
  ])
})
