// Each relative link in a document must lead to a file.
import { existsSync } from 'node:fs'
import { posix, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { readSources, type Sources } from './source.ts'

const projectDir = resolve(import.meta.dirname, '../..')
const LINK = /\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)/g

/** `path → target` for every relative link to a missing file. */
function findBroken(documents: Sources, isThere: (path: string) => boolean): string[] {
  return [...documents].flatMap(([path, text]) =>
    [...text.matchAll(LINK)]
      .map((match) => match[1]!)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => !isThere(posix.join(posix.dirname(path), target)))
      .map((target) => `${path} → ${target}`),
  )
}

it('every link leads to an existing file', () => {
  const documents = new Map([
    // `npm run pack` installs packages below packing/.
    ...[...readSources(['bench', 'docs', 'packing', 'src', 'tests'], /\.md$/)].filter(
      ([path]) => !path.includes('node_modules/'),
    ),
    ...readSources(['.'], /^(README|CHANGELOG|CONTRIBUTING)\.md$/, 'flat'),
  ])
  expect(documents.has('README.md') && documents.has('CONTRIBUTING.md')).toBe(true)
  expect(findBroken(documents, (path) => existsSync(resolve(projectDir, path)))).toEqual([])
})

it('the checker reports a link to a missing file', () => {
  const document = '[a](there.md) [b](../gone.md#part) [c](https://example.org/x) [d](#here)'
  expect(findBroken(new Map([['docs/page.md', document]]), (path) => path === 'docs/there.md')).toEqual([
    'docs/page.md → ../gone.md',
  ])
})
