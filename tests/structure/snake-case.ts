// Where a name may be written_so: in SQL, and nowhere else. A row leaves its statement with the names that the code uses.
// SQL types nothing: a column that comes out under another name than its row type says is undefined, and no compiler sees it.
import { findNames, type Sources } from './source.ts'
import type { NounText } from './tables.ts'

/** Names that somebody else chose, each place with its reason. */
const GIVEN: readonly { path: string; names: RegExp; reason: string }[] = [
  {
    path: 'src/core/seal/',
    names: /^(?:crypto|sodium|randombytes)_/,
    reason: 'sodium names its functions so',
  },
  {
    path: 'src/types/',
    names: /^(?:crypto|sodium|randombytes)_/,
    reason: 'the types of sodium’s functions',
  },
  {
    path: 'src/core/ledger/',
    names: /^(?:quick_check|user_version)$/,
    reason: 'SQLite names so what a PRAGMA gives',
  },
  { path: 'src/core/backup/tables.ts', names: /./, reason: 'its keys are the names of tables' },
]

export interface CaseViolation {
  /** `path:line` */
  at: string
  /** What is wrong, and how to write it. */
  sentence: string
}

/** Every name in code that belongs into SQL. */
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

/** Every column that leaves a statement under a name of SQL, or under whichever names the table has. */
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
    return `${path} asks for ${column}: name the columns, so that a row has what its type says under those names`
  const name = /^(?:.*\sAS\s+)?(?:\w+\.)?(\w+)$/s.exec(column)?.[1]
  if (name === undefined || !SNAKE.test(name)) return null
  return `${path} gives a row with ${name}: write "AS ${camel(name)}" behind the column`
}

/** Constants by their file and name, and by their noun and name: one may hold the columns of several statements. */
function findLists(texts: readonly NounText[]): ReadonlyMap<string, string> {
  return new Map(
    texts.flatMap(({ path, noun, constant, text }) =>
      constant === null ? [] : [path, noun].map((place) => [`${place} ${constant}`, text] as const),
    ),
  )
}

/** What a SELECT gives, with the lists of columns that are put in. A SELECT inside of another statement gives no row. */
function listColumns(text: string, findList: (name: string) => string | undefined): string[] {
  const select = /^\s*SELECT\s+(?:DISTINCT\s+)?/.exec(text)
  if (select === null) return []
  return splitList(text.slice(select[0].length)).flatMap((column) => {
    const list = findList(/^\$\{(\w+)\}$/.exec(column)?.[1] ?? '')
    return list === undefined ? [column] : splitList(list)
  })
}

/** The items up to FROM, split at the commas outside of parentheses. */
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
