// The language of searches: splits a typed query into its tokens. The engine reads them, and the
// page marks the searched words with the same rules. Pure.

export const SEARCH_OPERATORS = [
  'from',
  'to',
  'in',
  'is',
  'has',
  'subject',
  'filename',
  'label',
  'list',
  'before',
  'after',
  'larger',
  'smaller',
] as const
export type SearchOperator = (typeof SEARCH_OPERATORS)[number]

/**
 * Why a search is INVALID (`details.expects`): an operator needs a day, a size, a box or a group,
 * or one of a list of words; the search has too many parts; or a search that is kept asks for
 * nothing.
 */
export type SearchExpects = 'day' | 'size' | 'place' | 'word' | 'fewer' | 'more'

export interface QueryToken {
  /** True after a minus: the letters that match it are left out. */
  isNot: boolean
  /** Null for words. */
  operator: SearchOperator | null
  /** Without its quotes. Empty after an operator that has no value yet. */
  value: string
  /** True if the value is in quotes, and the second one is typed. */
  isQuoted: boolean
  /** True at the end of the query, where the last word may be typed only in part. */
  isLast: boolean
}

const QUOTE = '["“”„＂]'
const VALUE = `${QUOTE}([^"“”„＂]*)(${QUOTE}|$)|(\\S+)`
/** Longer than every operator. Without a limit, each letter of a long word begins a search. */
const NAME = '(\\p{L}{1,64})'
/** An operator without a value, or a value after an operator or none. */
const TOKEN = new RegExp(`([-－−]?)(?:${NAME}[:：](?=\\s|$)|(?:${NAME}[:：])?(?:${VALUE}))`, 'gu')

/**
 * Returns groups of tokens: a letter must match all groups, and any token of a group. `OR` joins
 * its two neighbours to one group. The signs may be the full-width ones of a Japanese keyboard.
 */
export function splitQuery(query: string): QueryToken[][] {
  const groups: QueryToken[][] = []
  const tokens = [...query.matchAll(TOKEN)].map(readToken)
  let isJoined = false
  for (const [at, token] of tokens.entries()) {
    if (isOr(token) && groups.length > 0 && !isJoined) {
      isJoined = true
      continue
    }
    const read = { ...token, isLast: at === tokens.length - 1 }
    if (isJoined) groups.at(-1)!.push(read)
    else groups.push([read])
    isJoined = false
  }
  return groups
}

function readToken(match: RegExpMatchArray): Omit<QueryToken, 'isLast'> {
  const [whole, minus = '', unfinished, name, quoted, end = '', plain] = match
  const operator = findOperator(name ?? unfinished)
  const isNot = minus !== ''
  const isQuoted = end !== ''
  if (operator !== null) return { isNot, operator, value: quoted ?? plain ?? '', isQuoted }
  const isPlain = name === undefined && unfinished === undefined
  // After an unknown operator, all of it is words.
  const value = isPlain ? (quoted ?? plain!) : whole.slice(minus.length)
  return { isNot, operator: null, value, isQuoted }
}

function findOperator(name: string | undefined): SearchOperator | null {
  const typed = name?.normalize('NFKC').toLowerCase()
  return SEARCH_OPERATORS.find((operator) => operator === typed) ?? null
}

function isOr({ isNot, operator, value, isQuoted }: Omit<QueryToken, 'isLast'>): boolean {
  return !isNot && operator === null && !isQuoted && value.normalize('NFKC') === 'OR'
}

/** The first part of the query that looks like a filter and is none; null without one. */
export function findNoFilter(query: string): string | null {
  const words = splitQuery(query)
    .flat()
    .filter(({ operator, isQuoted }) => operator === null && !isQuoted)
  return (
    words
      .map(({ value }) => /^(\p{L}+[:：])(?!\/\/)/u.exec(value)?.[1] ?? null)
      .find((name) => name !== null) ?? null
  )
}
