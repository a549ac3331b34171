// The places where a name may be written_so. The second half proves that the checker finds each
// kind of violation.
import { describe, expect, it } from 'vitest'
import { checkColumns, checkNames } from './snake-case.ts'
import { READS_ALL, readSources } from './source.ts'
import { listNounTexts } from './tables.ts'

const sources = readSources(['src/core'], /\.ts$/)

describe('the source', READS_ALL, () => {
  it('uses snake_case in SQL only', () => {
    expect(checkNames(sources).map(({ at, sentence }) => `${at} ${sentence}`)).toEqual([])
  })

  it('gives each row the names that the code uses', () => {
    expect(checkColumns(listNounTexts(sources)).map(({ at, sentence }) => `${at} ${sentence}`)).toEqual([])
  })
})

describe('the checker of names', () => {
  const broken = (path: string, ...lines: string[]): number[] =>
    checkNames(new Map([[path, lines.join('\n')]])).map(({ at }) => Number(at.slice(path.length + 1)))

  it.each([
    ['a property of a type', 'interface Row { group_id: Uint8Array }'],
    ['a property that is read', 'const id = row.group_id'],
    ['a property that is written', 'const row = { group_id: group }'],
    ['a destructured property of a row', 'const { group_id } = row'],
    ['a private field', 'class Rows { #group_id = null }'],
    ['a word of three parts', 'let head_of_group'],
  ])('reports %s', (_name, line) => {
    expect(broken('src/core/groups/rows.ts', '// a head comment', line)).toEqual([2])
  })

  it.each([
    ['a statement', "tx.get('SELECT group_id AS groupId FROM groups')"],
    ['a constant', 'const GROUP_COLUMNS = 1'],
    ['an unused parameter', 'rows.map((_row) => 1)'],
    ['a comment', '// group_id'],
  ])('allows %s', (_name, line) => {
    expect(broken('src/core/groups/rows.ts', line)).toEqual([])
  })

  it('allows the function names of sodium where they are called', () => {
    expect(broken('src/core/seal/box.ts', 'sodium.crypto_box_seal(a)')).toEqual([])
    expect(broken('src/core/store/box.ts', 'sodium.crypto_box_seal(a)')).toEqual([1])
  })
})

describe('the checker of columns', () => {
  /** In these lines, `@{` stands for the start of a template's expression. */
  const broken = (...lines: string[]): number[] => {
    const path = 'src/core/groups/rows.ts'
    const source = lines.join('\n').replaceAll('@{', '${')
    return checkColumns(listNounTexts(new Map([[path, source]]))).map(({ at }) =>
      Number(at.slice(path.length + 1)),
    )
  }

  it.each([
    ['a column', "tx.all('SELECT name, group_id FROM groups')"],
    ['a column of a table', 'tx.all(`SELECT g.group_id FROM groups g`)'],
    ['an alias', "tx.all('SELECT max(seen_at) AS seen_at FROM groups')"],
    ['a column after a function', "tx.all('SELECT coalesce(era, 0) AS era, group_id FROM groups')"],
    ['one column among others', "tx.all('SELECT DISTINCT group_id FROM groups')"],
    ['all columns by *', "tx.all('SELECT * FROM groups')"],
    ['all columns of one table by *', 'tx.all(`SELECT g.*, m.role FROM groups g JOIN group_members m`)'],
  ])('reports %s', (_name, line) => {
    expect(broken('// a head comment', line)).toEqual([2])
  })

  it('uses the column list of the same file if another file has one of that name', () => {
    const rows = [
      'src/core/groups/rows.ts',
      "const COLUMNS = 'name, group_id'\ntx.all(`SELECT @{COLUMNS} FROM a`)",
    ]
    const others = ['src/core/groups/z.ts', "const COLUMNS = 'name'\ntx.all(`SELECT @{COLUMNS} FROM b`)"]
    const files = [rows, others].map(([path, text]) => [path!, text!.replaceAll('@{', '${')] as const)
    expect(checkColumns(listNounTexts(new Map(files))).map(({ at }) => at)).toEqual([
      'src/core/groups/rows.ts:2',
    ])
  })

  it('reports a column of an inserted list', () => {
    expect(broken("const COLUMNS = 'name, group_id'", 'tx.all(`SELECT @{COLUMNS} FROM groups`)')).toEqual([2])
  })

  it.each([
    ['a column with a name of the code', "tx.all('SELECT group_id AS groupId, name FROM groups')"],
    ['a count', "tx.get('SELECT count(*) AS count FROM groups WHERE group_id = ?')"],
    ['a SELECT that fills a table', "tx.run('INSERT INTO groups SELECT group_id FROM others')"],
    [
      'a SELECT in a condition',
      "tx.all('SELECT name FROM groups WHERE id IN (SELECT group_id FROM others)')",
    ],
    ['a SELECT for a column', "tx.all('SELECT (SELECT group_id FROM others) AS id FROM groups')"],
    ['a list with names of the code', "const C = 'group_id AS groupId'\ntx.all(`SELECT @{C} FROM groups`)"],
  ])('allows %s', (_name, line) => {
    expect(broken(line)).toEqual([])
  })
})
