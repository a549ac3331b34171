// Builds one full-text expression from the words of a search.
// FTS5 collects all hits of a prefix before it returns the first. So a prefix becomes the words
// that begin with it, unless they are very many.
import type { Rows } from '../ledger/index.ts'
import { EVERY } from './fact-words.ts'
import { matchPhrase, matchWords, wordsOfPhrase, type Phrase } from './tokenizer.ts'

export interface SoughtWords {
  phrase: Phrase
  /** Facts of which each stands for the phrase. */
  named: readonly string[]
}

/** What a letter must have, and may not have. */
export interface WordsSearch {
  /** A letter must match all groups, and any words of a group. */
  all: readonly SoughtWords[][]
  none: readonly SoughtWords[]
  /** A letter must have one of these facts of each group. */
  facts: readonly string[][]
}

/** More words cost more than to collect all their hits. */
const MAX_WORDS = 300

/** An FTS5 expression. */
export interface WordsMatch {
  expression: string
  /** How many words it has, or infinite if a prefix stands for too many. */
  words: number
}

/** Null if the letter may have any words. */
export function matchTerms(view: Rows, { all, none, facts }: WordsSearch): WordsMatch | null {
  if (all.length + none.length === 0) return null
  let words = 0
  const match = ({ phrase, named }: SoughtWords): string => {
    const found = spellOut(view, phrase, Math.max(0, MAX_WORDS - words))
    const { words: typed, isOpen } = wordsOfPhrase(phrase)
    words += isOpen && found.length === 0 ? Infinity : typed.length * Math.max(1, found.length) + named.length
    return anyMatch([...(found.length === 0 ? [matchPhrase(phrase)] : found), ...named.map(matchFact)])
  }
  const must = [
    ...all.map((sought) => anyMatch(sought.map(match))),
    ...facts.map((some) => anyMatch(some.map(matchFact))),
  ]
  // FTS5 can only leave out letters from others that it found.
  const found = must.length === 0 ? matchFact(EVERY) : must.join(' AND ')
  const expression = none.length === 0 ? found : `(${found}) NOT ${anyMatch(none.map(match))}`
  return { expression, words }
}

export function matchFact(fact: string): string {
  return `"${fact}"`
}

export function anyMatch(expressions: readonly string[]): string {
  return `(${expressions.join(' OR ')})`
}

/** Returns the phrase with each word that its last one can be; empty if there are none or too many. */
function spellOut(view: Rows, phrase: Phrase, limit: number): string[] {
  const { words, isOpen } = wordsOfPhrase(phrase)
  if (!isOpen) return []
  const endings = listWords(view, words.at(-1)!, limit)
  return endings.map((ending) =>
    matchWords({ words: [...words.slice(0, -1), ending], isOpen: false }, phrase.column),
  )
}

/** Smaller and larger than any character of a word. */
const [SMALLEST, LARGEST] = ['\u0001', '\u{10ffff}']

/** Returns the words of the index that begin like this; none if there are more than `limit`. */
function listWords(view: Rows, start: string, limit: number): string[] {
  const found: string[] = []
  // Each word is looked up from the one before, because a scan would read all its places.
  const sql = 'SELECT term FROM letter_terms WHERE term >= ? AND term < ? LIMIT 1'
  for (let from = start; ;) {
    const next = view.get<{ term: string }>(sql, from, start + LARGEST)
    if (next === undefined) return found
    if (found.length === limit) return []
    found.push(next.term)
    from = next.term + SMALLEST
  }
}
