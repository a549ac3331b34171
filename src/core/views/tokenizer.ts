// Splits a text into the words of the full-text index: NFKC, lower case; a run of CJK becomes
// overlapping pairs, any other run stays one word.
// So 会議 and 京都庁 are found inside longer runs, where word segmenters miss them. Pure; used for
// indexing and for searching alike.

import { piecesOf } from './text-pieces.ts'

const CJK = '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}ー々〆]'
/**
 * A run of CJK, which has no spaces between words, or a run of letters and digits of other scripts.
 */
const RUNS = new RegExp(`[[\\p{L}\\p{N}\\p{Mn}\\p{Mc}]--${CJK}]+|${CJK}+`, 'gv')
const STARTS_CJK = new RegExp(`^${CJK}`, 'u')
/** No one types a longer word, and a hostile text must not create a token of a megabyte. */
const MAX_WORD_CHARS = 64

/**
 * The FTS5 tokenizer that splits what `tokensByPiece` yields, joined, and nothing else. It is a part of the
 * schema of the index.
 */
export const WORD_TOKENIZER = "unicode61 remove_diacritics 0 categories ''L* N* Co Mn Mc''"

/** A short text, such as a query. The runs of a letter are made piece by piece. */
function runsOf(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(RUNS) ?? []
}

/**
 * A run contains only CJK or no CJK, so its first character decides. No CJK character has a smaller
 * code than the CJK radicals.
 */
function isCjk(run: string): boolean {
  return run.charCodeAt(0) >= FIRST_CJK && STARTS_CJK.test(run)
}

const FIRST_CJK = 0x2e80

function pairsOf(run: string): string[] {
  const pairs: string[] = []
  addPairs(pairs, run)
  return pairs
}

/**
 * Yields the tokens of a text, piece by piece, so that a text of any length and form needs little
 * memory and no long turn of the thread. Only a Greek sigma beside the end of a piece may differ
 * from that of the text as a whole.
 */
export function* tokensByPiece(text: string, pieceChars?: number): Generator<string[], void> {
  /** The run that the previous piece ended with: of CJK its last character, else its first ones. */
  let held = ''
  for (const piece of piecesOf(text, pieceChars)) {
    const normal = piece.normalize('NFKC').toLowerCase()
    const runs: string[] = normal.match(RUNS) ?? []
    const tokens: string[] = []
    const isOpen = runs.length > 0 && normal.endsWith(runs.at(-1)!)
    if (held !== '' && isContinued(held, runs[0], normal)) runs[0] = held + runs[0]!
    else if (held !== '') tokens.push(held)
    const open = isOpen ? runs.pop()! : ''
    for (const run of runs) addTokens(tokens, run)
    held = isCjk(open) ? addPairs(tokens, open) : cutWord(open)
    yield tokens
  }
  if (held !== '') yield [held]
}

function isContinued(held: string, first: string | undefined, piece: string): boolean {
  return first !== undefined && piece.startsWith(first) && isCjk(first) === isCjk(held)
}

function addTokens(tokens: string[], run: string): void {
  if (isCjk(run)) tokens.push(addPairs(tokens, run))
  else tokens.push(cutWord(run))
}

/** Returns the last character of the run, which is a token too where the run ends. */
function addPairs(tokens: string[], run: string): string {
  let before = ''
  for (const char of run) {
    if (before !== '') tokens.push(before + char)
    before = char
  }
  return before
}

function tokensOf(run: string): string[] {
  const tokens: string[] = []
  addTokens(tokens, run)
  return tokens
}

function cutWord(run: string): string {
  return run.slice(0, MAX_WORD_CHARS)
}

/** The columns of the full-text index that people search; it has one more for facts. */
export const WORD_COLUMNS = ['title', 'body', 'files'] as const
export type WordColumn = (typeof WORD_COLUMNS)[number]

/** Words that follow each other. */
export interface Phrase {
  text: string
  /** Null for any column. */
  column: WordColumn | null
  /** True if the last word may be longer than what was typed of it. */
  isPrefix: boolean
}

/** True if the text has a word that the index can contain. */
export function hasWord(text: string): boolean {
  return runsOf(text).length > 0
}

/** Words of the index, as a phrase of it has them. */
export interface PhraseWords {
  words: string[]
  /** True if the last word may be longer. */
  isOpen: boolean
}

/** The phrase must have a word. */
export function wordsOfPhrase({ text, isPrefix }: Phrase): PhraseWords {
  const runs = runsOf(text)
  const last = runs.at(-1)!
  // A single character of CJK is also the beginning of a pair.
  const isOpen = isCjk(last) ? Array.from(last).length === 1 : isPrefix
  return { words: [...runs.slice(0, -1).flatMap(tokensOf), ...startOf(last)], isOpen }
}

/** Returns the tokens of a run that may continue in the text. */
function startOf(run: string): string[] {
  return isCjk(run) && Array.from(run).length > 1 ? pairsOf(run) : [cutWord(run)]
}

/** Returns an FTS5 expression for a phrase that has a word. */
export function matchPhrase(phrase: Phrase): string {
  return matchWords(wordsOfPhrase(phrase), phrase.column)
}

export function matchWords({ words, isOpen }: PhraseWords, column: WordColumn | null): string {
  return `${column === null ? '' : `${column} : `}"${words.join(' ')}"${isOpen ? ' *' : ''}`
}
