// Parses a search query: words, and operators that narrow the search. Pure; the caller resolves
// names.
// After "reference" and "state": search covers own and opened letters, and the notices of all
// others.
import { EngineError } from '../contract/errors.ts'
import { splitQuery, type QueryToken, type SearchExpects, type SearchOperator } from '../contract/index.ts'
import { BINS, LISTS } from './boxes.ts'
import { factsOfNamed } from './fact-words.ts'
import { SEARCH_STATES } from './letter-queries.ts'
import { invalid, parseDay, parseSize } from './parse-values.ts'
import type { Criterion, SearchFilter } from './search-filter.ts'
import { hasWord } from './tokenizer.ts'

/** Each returns all whom a typed name may mean; none if nobody is called that. */
export interface NameFinder {
  findPersons(name: string): Uint8Array[]
  findGroups(name: string): Uint8Array[]
  /** Mailing lists. */
  findLists(name: string): Uint8Array[]
  /**
   * All in whose names these words stand; the last one may be typed in part, unless it must be whole.
   * `others`: groups and mailing lists, which are addressees only.
   */
  findNamed(words: string, isWhole: boolean): { persons: Uint8Array[]; others: Uint8Array[] }
}

/** Limits what one search costs. */
export const MAX_PARTS = 50

/**
 * Parses words and the operators of `SEARCH_OPERATORS`. Words that follow each other without a
 * space, or in quotes, must do so in the letter. `-` leaves out what matches, `OR` joins two
 * neighbours. An operator without a value, which is still being typed, has no effect, nor have
 * signs beside other terms.
 * @throws INVALID for an invalid value of an operator, or too many parts
 */
export function parseQuery(query: string, names: NameFinder, now: number): SearchFilter {
  const split = splitQuery(query)
  if (split.flat().length > MAX_PARTS)
    throw new EngineError('INVALID', `A search can have at most ${MAX_PARTS} parts.`, {
      details: { expects: 'fewer' satisfies SearchExpects, known: String(MAX_PARTS) },
    })
  const groups = split
    .map((tokens) => tokens.filter(isMeant))
    .filter((tokens) => tokens.length > 0)
    .map((tokens) => tokens.map((token) => ({ ...readTerm(token, names, now), isNot: token.isNot })))
  // Signs alone ask for something that no letter can have.
  return { groups: groups.length === 0 && hasSigns(split) ? [[]] : groups }
}

function isMeant({ operator, value }: QueryToken): boolean {
  return operator === null || SEARCHED[operator] !== undefined ? hasWord(value) : value.trim() !== ''
}

function hasSigns(split: QueryToken[][]): boolean {
  return split.flat().some(({ operator, value }) => operator === null && value.trim() !== '')
}

/** Operators whose values are words, and the columns in which these are searched. */
const SEARCHED: Partial<Record<SearchOperator, 'title' | 'files'>> = { subject: 'title', filename: 'files' }

function readTerm(
  { operator, value, isQuoted, isLast }: QueryToken,
  names: NameFinder,
  now: number,
): Criterion {
  switch (operator) {
    case null: {
      const isPrefix = isLast && !isQuoted
      const { persons, others } = names.findNamed(value, !isPrefix)
      return {
        ...{ by: 'words', phrase: { text: value, column: null, isPrefix } },
        named: factsOfNamed(persons, others),
      }
    }
    case 'subject':
    case 'filename': {
      const column = SEARCHED[operator] ?? null
      return { by: 'words', phrase: { text: value, column, isPrefix: isLast && !isQuoted }, named: [] }
    }
    case 'from':
      return { by: 'author', persons: names.findPersons(value) }
    case 'to':
      return { by: 'addressee', keys: [...names.findPersons(value), ...names.findGroups(value)] }
    case 'in':
      return readPlace(value, names)
    case 'is':
      return { by: 'state', state: oneOf('is:', value, SEARCH_STATES) }
    case 'has':
      return readFile(oneOf('has:', value, HAS_VALUES))
    case 'list':
      return { by: 'addressee', keys: names.findLists(value) }
    case 'label':
      return { by: 'label', label: value }
    case 'before':
      return { by: 'before', at: parseDay('before:', value, now) }
    case 'after':
      return { by: 'since', at: parseDay('after:', value, now) }
    case 'larger':
    case 'smaller':
      return { by: operator, bytes: parseSize(`${operator}:`, value) }
  }
}

const HAS = { file: 'file', attachment: 'file', reply: 'reply', link: 'reply' } as const
/** How the names of such files end. A sealed letter says no names, so it has none of them. */
const ENDINGS = {
  pdf: ['pdf'],
  photo: ['jpg', 'jpeg', 'png', 'heic', 'webp', 'avif', 'gif', 'tif', 'tiff'],
  film: ['mp4', 'mov', 'webm', 'mkv', 'avi', 'm4v'],
} as const
const HAS_VALUES = ['file', 'attachment', 'reply', 'link', 'pdf', 'photo', 'film'] as const

function readFile(value: (typeof HAS_VALUES)[number]): Criterion {
  return value in ENDINGS
    ? { by: 'file-kind', endings: ENDINGS[value as keyof typeof ENDINGS] }
    : { by: HAS[value as keyof typeof HAS] }
}

const ANY_GROUP = 'group'
const PLACES = [...LISTS, ...BINS] as const

/** A box, a bin, `group` for any group, or the name of a group. */
function readPlace(value: string, names: NameFinder): Criterion {
  const box = PLACES.find((list) => list === value.toLowerCase())
  if (box !== undefined) return { by: 'box', box }
  if (value.toLowerCase() === ANY_GROUP) return { by: 'any-group' }
  const keys = names.findGroups(value)
  if (keys.length === 0)
    throw invalid('in:', value, {
      expects: 'place',
      known: [...PLACES, ANY_GROUP].join(', '),
    })
  return { by: 'addressee', keys }
}

function oneOf<T extends string>(operator: string, value: string, known: readonly T[]): T {
  const found = known.find((one) => one === value.toLowerCase())
  if (found === undefined) throw invalid(operator, value, { expects: 'word', known: known.join(', ') })
  return found
}
