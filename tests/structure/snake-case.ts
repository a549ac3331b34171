// A name may be written_so only in SQL; a statement returns its columns under the code's names. SQL
// has no types, so a column whose name differs from its row type is undefined, and the compiler
// does not see it.
import { findNames, type Sources } from './source.ts'
import type { NounText } from './tables.ts'

/** Names from other projects' interfaces, each with its reason. */
const GIVEN: readonly { path: string; names: RegExp; reason: string }[] = [
  {
    path: 'src/core/seal/',
    names: /^(?:crypto|extension|sodium|randombytes)_/,
    reason: 'sodium names its functions so',
  },
  {
    path: 'src/core/seal/kem.ts',
    names: /^(?:ml_kem768|sha3_256)$/,
    reason: 'the package names its functions so',
  },
  {
    path: 'src/types/',
    names: /^(?:crypto|extension|sodium|randombytes)_/,
    reason: 'the types of sodium’s functions',
  },
  {
    path: 'src/core/accounts/oauth/',
    names: /./,
    reason: 'the standards name their fields so, and it has no SQL',
  },
  {
    path: 'src/core/ledger/',
    names: /^user_version$/,
    reason: 'SQLite names so what a PRAGMA gives',
  },
  {
    path: 'src/core/accounts/oauth/',
    names:
      /^(?:access|authorization|client|code|error|expires|login|redirect|refresh|response|token)_[a-z_]+$/,
    reason: 'OAuth names its parameters so (RFC 6749)',
  },
  { path: 'src/core/backup/backup-tables.ts', names: /./, reason: 'its keys are the names of tables' },
]

export interface CaseViolation {
  /** `path:line` */
  at: string
  /** The fault, and the correct form. */
  sentence: string
}

/** Returns every name in code that has the form of SQL names. */
export function checkNames(sources: Sources): CaseViolation[] {
  return [...sources].flatMap(([path, source]) =>
    findNames(path, source)
      .filter(({ name }) => SNAKE.test(name) && !isGiven(path, name))
      .map(({ name, line }) => ({
        at: `${path}:${line}`,
        sentence: `${path} calls something ${name}: write ${camel(name)}, and in the SQL "${name} AS ${camel(name)}"`,
      })),
  )
}

const SNAKE = /[a-z0-9]_[a-z0-9]/

function isGiven(path: string, name: string): boolean {
  return GIVEN.some((given) => path.startsWith(given.path) && given.names.test(name))
}

/** Returns every column that a statement returns under an SQL name, or by `*`. */
export function checkColumns(texts: readonly NounText[]): CaseViolation[] {
  const lists = findLists(texts)
  return texts.flatMap(({ path, noun, line, text }) =>
    listColumns(text, (name) => lists.get(`${path} ${name}`) ?? lists.get(`${noun} ${name}`)).flatMap(
      (column) => {
        const sentence = findFault(path, column)
        return sentence === null ? [] : [{ at: `${path}:${line}`, sentence }]
      },
    ),
  )
}

function findFault(path: string, column: string): string | null {
  if (/^(?:\w+\.)?\*$/.test(column))
    return `${path} asks for ${column}: name the columns, so that each has the name in its row type`
  const name = /^(?:.*\sAS\s+)?(?:\w+\.)?(\w+)$/s.exec(column)?.[1]
  if (name === undefined || !SNAKE.test(name)) return null
  return `${path} gives a row with ${name}: write "AS ${camel(name)}" behind the column`
}

/** SQL constants by file or noun, and name. One may list the columns of several statements. */
function findLists(texts: readonly NounText[]): ReadonlyMap<string, string> {
  return new Map(
    texts.flatMap(({ path, noun, constant, text }) =>
      constant === null ? [] : [path, noun].map((place) => [`${place} ${constant}`, text] as const),
    ),
  )
}

/**
 * Returns the columns of a SELECT, with inserted lists. A nested SELECT returns no row of its own.
 */
function listColumns(text: string, findList: (name: string) => string | undefined): string[] {
  const select = /^\s*SELECT\s+(?:DISTINCT\s+)?/.exec(text)
  if (select === null) return []
  return splitList(text.slice(select[0].length)).flatMap((column) => {
    const list = findList(/^\$\{(\w+)\}$/.exec(column)?.[1] ?? '')
    return list === undefined ? [column] : splitList(list)
  })
}

/** Returns the items before FROM, split at commas outside parentheses. */
function splitList(text: string): string[] {
  const items = ['']
  let depth = 0
  for (const part of text.split(/([(){},]|\bFROM\b)/)) {
    if (depth === 0 && part === 'FROM') break
    if (depth === 0 && part === ',') items.push('')
    else items.push(items.pop()! + part)
    depth += part === '(' || part === '{' ? 1 : part === ')' || part === '}' ? -1 : 0
  }
  return items.map((item) => item.trim())
}

function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
