// The owner of each table of the ledger and the index, and the SQL that may name it. A noun reads
// and writes only its own tables; other nouns call its functions. The rank rule checks imports,
// this one SQL.
import { findTexts, type Sources, type Text } from './source.ts'

/** Views that other nouns may read too, because their join must be one statement. */
export const OPEN_VIEWS: Readonly<Record<string, { readers: readonly string[]; reason: string }>> = {
  attached_files: {
    readers: ['files'],
    reason:
      'own files and those of others are one list: paged, counted and clustered along the indexes of both',
  },
  binned_objects: {
    readers: ['delivery'],
    reason: 'a list of files passes over those of binned letters while it is paged',
  },
  gates: {
    readers: ['access'],
    reason: 'which letters wait for stations is paged along the indexes of the letters and the gates',
  },
  gate_places: { readers: ['access'], reason: 'the same' },
  gates_unsent: { readers: ['access'], reason: 'the same' },
}

/** Files that find the tables' names at run time, each with its reason. */
const EVERY_TABLE: Readonly<Record<string, string>> = {
  'src/core/backup/cut-rows.ts': 'a backup copies the rows of every table that backup/backup-tables.ts names',
  'src/core/recovery/fill-ledger.ts': 'a recovery puts back the rows of every table that a backup holds',
}

export interface TableViolation {
  /** `path:line` */
  at: string
  /** The fault, and the function to call instead. */
  sentence: string
}

/** Name → noun. */
type Owners = ReadonlyMap<string, string>

const CREATED = /\bCREATE (?:VIRTUAL )?(?:TABLE|VIEW) (?:IF NOT EXISTS )?"?(\w+)/g

/** A text in a file of a noun. */
export interface NounText extends Text {
  path: string
  noun: string
}

/** Returns every string and template of every noun, in the order of the files. */
export function listNounTexts(sources: Sources): NounText[] {
  return [...sources].flatMap(([path, source]) => {
    const noun = nounOf(path)
    return noun === null ? [] : findTexts(path, source).map((text) => ({ path, noun, ...text }))
  })
}

/** Returns the owner of every table and view that any noun declares. */
export function findOwners(texts: readonly NounText[]): Owners {
  return new Map(
    texts.flatMap(({ noun, text }) => [...text.matchAll(CREATED)].map(([, name]) => [name!, noun] as const)),
  )
}

/** Returns every SQL text that names another noun's table, in the order of the files. */
export function checkTables(texts: readonly NounText[]): TableViolation[] {
  const owners = findOwners(texts)
  const pieces = findPieces(texts)
  return texts.flatMap((text) =>
    [...foreignTables(text, owners), ...hiddenTables(text), ...foreignPieces(text, pieces)].map(
      (sentence) => ({ at: `${text.path}:${text.line}`, sentence }),
    ),
  )
}

function foreignTables({ path, noun, text }: NounText, owners: Owners): string[] {
  const tables = [...new Set(namedTables(text))].filter((table) => {
    const owner = owners.get(table)
    return owner !== undefined && owner !== noun && !OPEN_VIEWS[table]?.readers.includes(noun)
  })
  return tables.map((table) => {
    const owner = owners.get(table)!
    return `${path} reads ${table}, a table of ${owner}: call a function that src/core/${owner}/index.ts exports, or add one there that gives what ${noun} needs of it`
  })
}

function hiddenTables({ path, text }: NounText): string[] {
  if (path in EVERY_TABLE || !isSql(text)) return []
  return [...text.matchAll(HIDDEN)].map(
    ([, expression]) =>
      `${path} names a table by ${expression}: write the name into the SQL, so that its owner can be seen`,
  )
}

const HIDDEN = /\b(?:FROM|JOIN|INTO|UPDATE(?: OR \w+)?|TABLE|REFERENCES)\s+"?(\$\{[^}]*\})/g
const PLACE =
  /\b(?:FROM|JOIN|INTO|UPDATE(?: OR \w+)?|TABLE(?: IF (?:NOT )?EXISTS)?|REFERENCES|INDEX \w+ ON|IN)\s/
const END =
  /\b(?:WHERE|ORDER|GROUP|LIMIT|ON|SET|VALUES|LEFT|INNER|CROSS|USING|SELECT|UNION|HAVING|INDEXED|AND|OR|DEFAULT)\b/

/**
 * Returns the words at the positions of tables: after a keyword, and after each comma of a FROM.
 */
function namedTables(text: string): string[] {
  return splitParentheses(upperKeywords(text)).flatMap((part) =>
    part.split(PLACE).slice(1).flatMap(firstWords),
  )
}

function firstWords(text: string): string[] {
  return text
    .split(END)[0]!
    .split(',')
    .flatMap((item) => /^\s*"?(\w+)/.exec(item)?.[1] ?? [])
}

/** Returns the text inside each pair of parentheses, and the text outside. */
function splitParentheses(sql: string): string[] {
  const parts: string[] = []
  let rest = sql
  for (let inner = INNERMOST.exec(rest); inner !== null; inner = INNERMOST.exec(rest)) {
    parts.push(inner[1]!)
    rest = rest.replace(inner[0], ' ')
  }
  // A piece of SQL may contain only one end of a pair.
  return [...parts, ...rest.split(/[()]/)]
}

const INNERMOST = /\(([^()]*)\)/

/** True for a statement or a part of one, because only SQL has these words in capitals. */
function isSql(text: string): boolean {
  return PLACE.test(upperKeywords(text))
}

const STATEMENT = /^\s*(?:select|insert|update|delete|create|with|replace)\s/
const KEYWORDS =
  /\b(?:from|join|into|update|or|table|if|not|exists|references|index|on|in|where|order|group|limit|set|values|left|inner|cross|using|select|union|having|indexed|and|default)\b/g

/** Finds statements in small letters too; a sentence begins with a capital. */
function upperKeywords(text: string): string {
  return STATEMENT.test(text) ? text.replace(KEYWORDS, (word) => word.toUpperCase()) : text
}

/** Constants with SQL that names a table, and the nouns that declare a constant of this name. */
type Pieces = ReadonlyMap<string, ReadonlySet<string>>

function findPieces(texts: readonly NounText[]): Pieces {
  const pieces = new Map<string, Set<string>>()
  for (const { noun, text, constant } of texts) {
    if (constant === null || namedTables(text).length === 0) continue
    pieces.set(constant, (pieces.get(constant) ?? new Set()).add(noun))
  }
  return pieces
}

/** SQL pieces of one noun that another noun inserts into its SQL. */
function foreignPieces({ path, noun, names }: NounText, pieces: Pieces): string[] {
  return names.flatMap((name) => {
    const owners = pieces.get(name)
    if (owners === undefined || owners.has(noun)) return []
    const [owner] = [...owners]
    return `${path} builds SQL with ${name}, which names a table of ${owner!}: run the query in ${owner!}, and export the function`
  })
}

function nounOf(path: string): string | null {
  return /^src\/core\/([^/]+)\//.exec(path)?.[1] ?? null
}
