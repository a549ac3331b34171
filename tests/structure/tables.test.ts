// The SQL of a noun may name only its own tables. The second half proves that the checker finds
// each kind of violation.
import { describe, expect, it } from 'vitest'
import { READS_ALL, readSources, type Sources } from './source.ts'
import { checkTables, findOwners, listNounTexts, OPEN_VIEWS, type TableViolation } from './tables.ts'

const sources = readSources(['src/core'], /\.ts$/)
const texts = listNounTexts(sources)

describe('the source', READS_ALL, () => {
  it('names a table only in the SQL of the noun that declares it', () => {
    expect(checkTables(texts).map(({ at, sentence }) => `${at} ${sentence}`)).toEqual([])
  })

  it('declares each table in one noun, and every open view', () => {
    const owners = findOwners(texts)
    expect(owners.get('own_objects')).toBe('store')
    expect(owners.get('letter_words')).toBe('views')
    expect(owners.get('commits')).toBe('ledger')
    expect(Object.keys(OPEN_VIEWS).filter((view) => !owners.has(view))).toEqual([])
    // Reads the declarations itself, because if two nouns declare a table, the checker sees only
    // the later.
    const declared = [...sources].flatMap(([, text]) => [
      ...text.matchAll(/\bCREATE (?:VIRTUAL )?(?:TABLE|VIEW) (?:IF NOT EXISTS )?(\w+)/g),
    ])
    expect(declared.length).toBe(owners.size)
    expect(owners.size).toBeGreaterThan(90)
  })
})

const SCHEMA = [
  'src/core/store/schema.ts',
  'const steps = [`CREATE TABLE own_objects (object BLOB); CREATE TABLE places (object BLOB);`]',
] as const
const OTHER = ['src/core/inbox/schema.ts', "const steps = ['CREATE TABLE received (object BLOB)']"] as const

/** In these lines, `@{` stands for the start of a template's expression. */
function check(files: Sources): TableViolation[] {
  const sources = [...files].map(([path, text]) => [path, text.replaceAll('@{', '${')] as const)
  return checkTables(listNounTexts(new Map(sources)))
}

/** Returns the numbers of the lines, in a file of the inbox, that break the rule. */
function broken(...lines: string[]): number[] {
  const path = 'src/core/inbox/rows.ts'
  return check(new Map([SCHEMA, OTHER, [path, lines.join('\n')]])).map(({ at }) =>
    Number(at.slice(path.length + 1)),
  )
}

describe('the checker', () => {
  it.each([
    ['a query of another noun’s table', "tx.get('SELECT 1 FROM own_objects WHERE object = ?', object)"],
    ['a join', 'tx.all(`SELECT r.* FROM received r JOIN own_objects o ON o.object = r.object`)'],
    ['a join with a comma', 'tx.all(`SELECT r.* FROM received r, own_objects o`)'],
    ['a table after a function', 'tx.all(`SELECT 1 FROM json_each(?) j, received r, own_objects o`)'],
    ['a subquery', 'tx.all(`SELECT * FROM received WHERE object IN (SELECT object FROM own_objects)`)'],
    ['a table as a list', 'tx.all(`SELECT * FROM received WHERE object IN places`)'],
    ['an insert', "tx.run('INSERT OR IGNORE INTO own_objects (object) VALUES (?)', object)"],
    ['an update', "tx.run('UPDATE OR IGNORE own_objects SET object = ?', object)"],
    ['an update from', "tx.run('UPDATE received SET at = o.at FROM own_objects o WHERE 1')"],
    ['a delete', "tx.run('DELETE FROM own_objects')"],
    ['an index', 'const steps = [`CREATE INDEX by_object ON own_objects (object)`]'],
    ['a reference', 'const steps = [`CREATE TABLE more (object BLOB REFERENCES own_objects (object))`]'],
    ['a quoted name', 'tx.run(\'DELETE FROM "own_objects"\')'],
    ['a piece of a statement', "const rest = 'JOIN own_objects o ON o.object = r.object'"],
    ['half a pair of parentheses', "const start = 'object IN (SELECT object FROM own_objects'"],
    ['small letters', "tx.get('select 1 from own_objects')"],
    ['a template around a table', 'tx.all(`SELECT @{columns} FROM own_objects WHERE @{where}`)'],
    ['a name that is inserted', 'tx.run(`DELETE FROM @{table} WHERE object = ?`, object)'],
    ['a quoted name that is inserted', 'tx.run(`INSERT INTO "@{table}" VALUES (?)`, object)'],
  ])('reports %s', (_name, line) => {
    expect(broken('// a head comment', line)).toEqual([2])
  })

  it('reports a piece of SQL that another noun exports', () => {
    const piece = ['src/core/store/rows.ts', "export const OWN = 'SELECT object FROM own_objects'"] as const
    const used = ['src/core/inbox/rows.ts', '\ntx.all(`@{OWN} WHERE object = ?`)'] as const
    const inside = ['src/core/store/more.ts', 'tx.all(`@{OWN} WHERE object = ?`)'] as const
    const [violation, ...others] = check(new Map([SCHEMA, OTHER, piece, used, inside]))
    expect(violation?.at).toBe('src/core/inbox/rows.ts:2')
    expect(violation?.sentence).toContain('run the query in store')
    expect(others).toEqual([])
  })

  it.each([
    ['a query of an own table', "tx.get('SELECT 1 FROM received WHERE object = ?', object)"],
    ['a column that is named like a table', "tx.all('SELECT places, own_objects FROM received')"],
    ['a condition on such a column', "tx.all('SELECT 1 FROM received WHERE places = 1 AND own_objects = 2')"],
    ['an order by such a column', "tx.all('SELECT 1 FROM received ORDER BY places, own_objects')"],
    ['an own table with such a column', "tx.run('INSERT INTO received (places) VALUES (?)', 1)"],
    [
      'an update that ends in a conflict',
      "tx.run('INSERT INTO received VALUES (1) ON CONFLICT DO UPDATE SET places = 1')",
    ],
    ['a sentence', "throw new Error('Nothing comes from places.')"],
    ['a table of no noun', "tx.all('SELECT name FROM sqlite_schema')"],
    ['a comment', '// SELECT 1 FROM own_objects'],
    ['inserted columns', 'tx.all(`SELECT @{COLUMNS} FROM received`)'],
    ['a name alone', "const name = 'own_objects'"],
  ])('allows %s', (_name, line) => {
    expect(broken(line)).toEqual([])
  })

  it('allows an open view for its listed readers only', () => {
    const schema = ['src/core/delivery/schema.ts', 'const steps = [`CREATE VIEW attached_files AS SELECT 1`]']
    const look = "tx.all('SELECT 1 FROM attached_files')"
    const readers = ['files', 'albums'].map((noun) => [`src/core/${noun}/rows.ts`, look] as const)
    const found = check(new Map([schema as [string, string], ...readers]))
    expect(found.map(({ at }) => at)).toEqual(['src/core/albums/rows.ts:1'])
  })

  it('names the noun to call', () => {
    const look = ['src/core/inbox/rows.ts', "tx.all('SELECT 1 FROM own_objects')"] as const
    const [violation] = check(new Map([SCHEMA, OTHER, look]))
    expect(violation?.sentence).toContain('call a function that src/core/store/index.ts exports, or add one')
  })
})
