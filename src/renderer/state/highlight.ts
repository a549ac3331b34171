// Finds the words of a search in a text: ranges for mark elements, never an HTML string. Pure. The
// engine searches with its own index; this only marks the hits for the eye.
import { splitQuery, type SearchOperator } from '../../core/contract/index.ts'

export interface Piece {
  text: string
  isHit: boolean
}

/** Returns the searched words of a query: not those of other operators, nor those after a minus. */
export function queryWords(query: string): string[] {
  const words = splitQuery(query)
    .flat()
    .filter(({ isNot, operator }) => !isNot && (operator === null || WORDS.has(operator)))
    .flatMap(({ value }) => value.split(/\s+/u))
  return [...new Set(words.map(fold).filter((word) => word !== ''))]
}

const WORDS: ReadonlySet<SearchOperator> = new Set<SearchOperator>(['subject', 'filename'])

/** Splits `text` at the limits of the words; the joined pieces equal `text`. */
export function markHits(text: string, words: readonly string[]): Piece[] {
  const ranges = mergeRanges(words.flatMap((word) => findAll(text, word)))
  const pieces: Piece[] = []
  let at = 0
  for (const [start, end] of ranges) {
    if (start > at) pieces.push({ text: text.slice(at, start), isHit: false })
    pieces.push({ text: text.slice(start, end), isHit: true })
    at = end
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isHit: false })
  return pieces
}

/** Characters of context before a hit. */
const LEAD_CHARS = 12

/** `text` from shortly before its first hit if that would be out of view; else unchanged. */
export function beginAtHit(text: string, words: readonly string[]): string {
  const [first, second] = markHits(text, words)
  const at = first === undefined || first.isHit || second === undefined ? 0 : first.text.length
  if (at <= 2 * LEAD_CHARS) return text
  // Start at a word, if the script separates words by spaces.
  const wordStart = text.slice(at - LEAD_CHARS, at).search(/(?<=\s)\S/u)
  return `… ${text.slice(wordStart === -1 ? at : at - LEAD_CHARS + wordStart)}`
}

type Range = readonly [start: number, end: number]

/** Ignores width and case; the positions are those in `text`. */
function findAll(text: string, word: string): Range[] {
  const { folded, starts } = foldWithPlaces(text)
  const found: Range[] = []
  for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + word.length)) {
    found.push([starts[at]!, starts[at + word.length]!])
  }
  return found
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase()

/** Folding can change the length of a text, so each folded unit keeps its position in the text. */
function foldWithPlaces(text: string): { folded: string; starts: number[] } {
  let folded = ''
  const starts: number[] = []
  let at = 0
  for (const letter of text) {
    const part = fold(letter)
    for (let unit = 0; unit < part.length; unit++) starts.push(at)
    folded += part
    at += letter.length
  }
  starts.push(at)
  return { folded, starts }
}

function mergeRanges(ranges: Range[]): Range[] {
  const merged: [number, number][] = []
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else if (end > start) merged.push([start, end])
  }
  return merged
}
