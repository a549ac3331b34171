// Code must ask the facts of a kind, never compare its name. Then a new kind or audience needs only
// one row and one folder.
import { describe, expect, it } from 'vitest'
import { AUDIENCE_KINDS, OBJECT_KINDS } from '../../src/core/store/index.ts'
import { READS_ALL, findComparisons, readSources } from './source.ts'

/** Without `file`, which also names other things: a location, a source. */
const NAMES: ReadonlySet<string> = new Set([
  ...AUDIENCE_KINDS,
  'self',
  ...OBJECT_KINDS.filter((kind) => kind !== 'file'),
])

/** Files that may compare names, each with its reason. */
const ALLOWED: readonly { path: RegExp; reason: string }[] = [
  { path: /^src\/core\/store\/(?:audience|object-header)\.ts$/, reason: 'the table of facts, and the codec' },
  {
    path: /^src\/core\/(?:feeds\/notice|inbox\/notice-rules)\.ts$/,
    reason: 'the codec: only a group has an epoch',
  },
  { path: /^src\/core\/delivery\/person-strategy\.ts$/, reason: 'the row of persons' },
  { path: /^src\/core\/feeds\/group-feeds\.ts$/, reason: 'the feeds of groups' },
  { path: /^src\/core\/groups\/group-(?:strategy|audience)\.ts$/, reason: 'the row of groups' },
  { path: /^src\/core\/follows\/(?:public-strategy|archive-seen)\.ts$/, reason: 'the row of the public' },
  { path: /^src\/core\/letters\/(?:kind|describe)\.ts$/, reason: 'the row of letters' },
  { path: /^src\/core\/albums\//, reason: 'the row of albums' },
  { path: /^src\/core\/mail\//, reason: 'the row of mails' },
  { path: /^src\/core\/views\/letter-rows\.ts$/, reason: 'the index names an audience of many by its kind' },
  { path: /^src\/core\/letters\/drafts\.ts$/, reason: 'the form of a draft on the disk' },
  {
    path: /^src\/core\/(?:export|import)\//,
    reason: 'the form of an export: letters, and files beside them',
  },
  { path: /^src\/core\/handlers\//, reason: 'typed names, and the names of the contract' },
]

const isAllowed = (path: string): boolean => ALLOWED.some((one) => one.path.test(path))

function listBranches(path: string, text: string): string[] {
  return findComparisons(path, text)
    .filter(({ name }) => NAMES.has(name))
    .map(
      ({ name, line }) =>
        `${path}:${line} compares with '${name}': ask a fact of src/core/store, or move it into the row`,
    )
}

const sources = readSources(['src/core'], /\.ts$/)

describe('the source', READS_ALL, () => {
  it('compares the names of kinds and audiences only in their rows and codecs', () => {
    expect([...sources].flatMap(([path, text]) => (isAllowed(path) ? [] : listBranches(path, text)))).toEqual(
      [],
    )
  })

  it('uses every exception in the list', () => {
    const used = [...sources]
      .filter(([path, text]) => listBranches(path, text).length > 0)
      .map(([path]) => path)
    expect(ALLOWED.filter(({ path }) => !used.some((one) => path.test(one)))).toEqual([])
  })
})

/** A comparison in the script or the markup of a component. `in` asks which fields an addressee has. */
const IN_PAGE = new RegExp(
  String.raw`(?:[!=]==|case) '(?:${[...AUDIENCE_KINDS, 'self', 'letter', 'album'].join('|')})'|'group' in `,
)

/** Files of the page that compare other things of the same name, or are the row. */
const ALLOWED_IN_PAGE: readonly { path: RegExp; reason: string }[] = [
  { path: /\/audiences\/(?:group|self|everyone|index)\.ts$/, reason: 'the rows' },
  { path: /\/(?:shared\/StateGlyph\.svelte|inbox\/row-words\.ts)$/, reason: 'the state public' },
  { path: /\/first-run\/AcceptCard\.svelte$|\/people\/LinkTaker\.svelte$/, reason: 'a kind of link' },
  { path: /\/people\/pasted-words\.ts$|\/(?:MarkdownText|SaidText)\.svelte$/, reason: 'a kind of link' },
  { path: /\/state\/obey-desktop\.svelte\.ts$/, reason: 'where a link of the system leads' },
  {
    path: /\/letter\/(?:ThreadPane\.svelte|thread-place\.svelte\.ts)$/,
    reason: 'a letter or a fold in the stack',
  },
  { path: /\/state\/shortcut-table\.ts$/, reason: 'a group of shortcuts' },
]

function listBranchesInPage(path: string, text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, at) =>
      IN_PAGE.test(line)
        ? [`${path}:${at + 1} compares a kind: ask a column of renderer/audiences or renderer/kinds`]
        : [],
    )
}

describe('the page', READS_ALL, () => {
  const branches = [...readSources(['src/renderer'], /\.(?:ts|svelte)$/)].flatMap(([path, text]) =>
    listBranchesInPage(path, text),
  )

  it('compares the names of kinds and audiences only in their rows', () => {
    const isAllowed = (branch: string): boolean =>
      ALLOWED_IN_PAGE.some(({ path }) => path.test(branch.slice(0, branch.indexOf(':'))))
    expect(branches.filter((branch) => !isAllowed(branch))).toEqual([])
  })

  it('uses every exception in the list', () => {
    const used = branches.map((branch) => branch.slice(0, branch.indexOf(':')))
    expect(ALLOWED_IN_PAGE.filter(({ path }) => !used.some((one) => path.test(one)))).toEqual([])
  })

  it.each([
    "{#if letter.kind === 'album'}",
    "const isNote = to.some(({ person }) => person === 'self')",
    "case 'public':",
    "'group' in addressee",
  ])('may not write %s', (text) => {
    expect(listBranchesInPage('src/renderer/x.svelte', text)).toHaveLength(1)
  })
})

describe('the checker', () => {
  it.each([
    "if (kind === 'public') send()",
    "const isOne = 'person' !== kind",
    "switch (kind) { case 'group': send() }",
  ])('reports %s', (text) => {
    expect(listBranches('src/core/x.ts', text)).toHaveLength(1)
  })
})
