// The threat model names the tests of each promise. If a test is renamed or deleted, its line there
// must change too.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

const projectDir = resolve(import.meta.dirname, '../..')

/** Reads the titles below each file: `- [path](…)`, then `  - title`. */
function readPromises(document: string): { path: string; sentence: string }[] {
  const promises: { path: string; sentence: string }[] = []
  let path: string | null = null
  // Prettier puts a long link on the line after its dash.
  for (const line of document.replace(/^-\n +\[/gm, '- [').split('\n')) {
    path = /^- \[(tests\/[^\]]+)\]/.exec(line)?.[1] ?? (line.startsWith('  - ') ? path : null)
    if (path !== null && line.startsWith('  - ')) promises.push({ path, sentence: line.slice('  - '.length) })
  }
  return promises
}

/** Promises for which no test title in the file begins with theirs. */
function findUnheld(document: string, read: (path: string) => string): string[] {
  return readPromises(document)
    .filter(({ path, sentence }) => !["'", '"', '`'].some((quote) => read(path).includes(quote + sentence)))
    .map(({ path, sentence }) => `${path}: ${sentence}`)
}

function readTest(path: string): string {
  const file = resolve(projectDir, path)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

it('every promise of the threat model names existing tests', () => {
  const document = readFileSync(resolve(projectDir, 'docs/threat-model.md'), 'utf8')
  expect(findUnheld(document, readTest)).toEqual([])
  // Every section must have at least one promise.
  const sections = document.split(/^### /m).slice(1)
  expect(sections.filter((section) => readPromises(section).length === 0)).toEqual([])
  expect(sections.length).toBeGreaterThan(8)
})

it('the checker reads a link on the line after its dash', () => {
  const document = '### 1\n\n-\n  [tests/a.test.ts](../tests/a.test.ts)\n  - holds\n'
  expect(findUnheld(document, () => '')).toEqual(['tests/a.test.ts: holds'])
})

it('the checker reports a title that no test has', () => {
  const document =
    '### 1\n\n- [tests/a.test.ts](../tests/a.test.ts)\n  - holds\n  - is gone\n\nprose\n  - not a sentence of it\n'
  expect(findUnheld(document, () => "test('holds', …)\nit('is gone and back')")).toEqual([])
  expect(findUnheld(document, () => "test('holds', …)")).toEqual(['tests/a.test.ts: is gone'])
  expect(findUnheld(document, () => '')).toEqual(['tests/a.test.ts: holds', 'tests/a.test.ts: is gone'])
})
