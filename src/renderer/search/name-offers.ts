// A typed word that is the name of a contact or a group, and the search that means that name.
// The index has no names, so a name alone finds only letters that contain it.
import type { Contact, GroupSummary } from '../../core/contract/index.ts'

export interface NameOffer {
  by: 'from' | 'to' | 'in'
  name: string
  /** The query with the filter in place of the words of the name. */
  query: string
  /** The filter alone, and the words of the query besides the name. */
  filter: string
  rest: string
}

/** More would push the results down. */
const MAX_OFFERS = 4

const QUOTES = '"“”„＂'
const PIECE = new RegExp(`(?:\\p{L}{1,64}[:：])?[${QUOTES}][^${QUOTES}]*[${QUOTES}]?|\\S+`, 'gu')

/** Contacts who have one of the words in their name, and groups whose whole name is in the query. */
export function offerNames(
  query: string,
  contacts: readonly Pick<Contact, 'name'>[],
  groups: readonly Pick<GroupSummary, 'name'>[],
): NameOffer[] {
  const pieces = query.match(PIECE) ?? []
  const typed = pieces.map(fold)
  const isTyped = (word: string): boolean => typed.some((piece) => means(piece, word))
  const people = contacts
    .filter(({ name }) => wordsOf(name).some(isTyped))
    .flatMap(({ name }) => [offer('from', name, pieces), offer('to', name, pieces)])
  const places = groups
    .filter(({ name }) => wordsOf(name).every(isTyped))
    .map(({ name }) => offer('in', name, pieces))
  return [...people, ...places].slice(0, MAX_OFFERS)
}

function offer(by: NameOffer['by'], name: string, pieces: readonly string[]): NameOffer {
  const words = wordsOf(name)
  const others = pieces.filter((piece) => !words.some((word) => means(fold(piece), word)))
  const [filter, rest] = [`${by}:${quoted(name)}`, others.join(' ')]
  return { by, name, query: [filter, ...others].join(' '), filter, rest }
}

/** What to search if no letter has the typed words: the letters from and to those named in them. */
export function searchNamed(offers: readonly NameOffer[]): { names: string[]; query: string } | null {
  const [first] = offers
  if (first === undefined) return null
  // Others leave other words of the query.
  const alike = offers.filter(({ rest }) => rest === first.rest)
  const filters = alike.map(({ filter }) => filter).join(' OR ')
  return {
    names: [...new Set(alike.map(({ name }) => name))],
    query: first.rest === '' ? filters : `${filters} ${first.rest}`,
  }
}

/** In Han characters, a family name alone is typed without a space after it: 田中 for 田中太郎. */
function means(piece: string, word: string): boolean {
  return piece === word || (/^\p{Script=Han}{2,}$/u.test(piece) && word.startsWith(piece))
}

/** The name as a value of an operator. */
export function quoted(name: string): string {
  const plain = name.replace(new RegExp(`[${QUOTES}]`, 'gu'), ' ').trim()
  return /\s/u.test(plain) ? `"${plain}"` : plain
}

function wordsOf(name: string): string[] {
  return name
    .split(/\s+/u)
    .map(fold)
    .filter((word) => word !== '')
}

/** Ignores width, case and the Japanese title after a name. */
function fold(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<=.)(?:さん|様)$/u, '')
}
