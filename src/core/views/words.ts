// Splits a text into the words of the full-text index: NFKC, lower case; a run of CJK becomes
// overlapping pairs, any other run stays one word.
// So 会議 and 京都庁 are found inside longer runs, where word segmenters miss them. Pure; used for
// indexing and for searching alike.

const CJK = '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}ー々〆]'
/**
 * A run of CJK, which has no spaces between words, or a run of letters and digits of other scripts.
 */
const RUNS = new RegExp(`[[\\p{L}\\p{N}\\p{Mn}\\p{Mc}]--${CJK}]+|${CJK}+`, 'gv')
const STARTS_CJK = new RegExp(`^${CJK}`, 'u')
/** No one types a longer word, and a hostile text must not create a token of a megabyte. */
const MAX_WORD_CHARS = 64

/**
 * The FTS5 tokenizer that splits what `indexedWords` joined, and nothing else. It is a part of the
 * schema of the index.
 */
export const WORD_TOKENIZER = "unicode61 remove_diacritics 0 categories ''L* N* Co Mn Mc''"

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
  const chars = Array.from(run)
  return chars.slice(1).map((char, i) => chars[i]! + char)
}

/**
 * Returns the tokens for the full-text index, joined by spaces. The last character of a CJK run is
 * a token too.
 */
export function indexedWords(text: string): string {
  const words: string[] = []
  for (const run of runsOf(text))
    if (isCjk(run)) {
      // One push per pair, because a spread of a very long run exceeds the number of arguments that
      // a call can take.
      for (const pair of pairsOf(run)) words.push(pair)
      words.push(Array.from(run).at(-1)!)
    } else words.push(run.slice(0, MAX_WORD_CHARS))
  return words.join(' ')
}

/**
 * Returns an FTS5 expression for a typed query. Every run must match, the last one as a prefix.
 * Null if nothing was typed.
 */
export function matchExpression(typed: string): string | null {
  const runs = runsOf(typed)
  return runs.length === 0 ? null : runs.map((run, i) => matchRun(run, i === runs.length - 1)).join(' AND ')
}

function matchRun(run: string, isLast: boolean): string {
  if (!isCjk(run)) return `"${run.slice(0, MAX_WORD_CHARS)}"${isLast ? '*' : ''}`
  const pairs = pairsOf(run)
  // A single character matches every pair that begins with it, and the run that ends with it.
  return pairs.length === 0 ? `"${run}"*` : `"${pairs.join(' ')}"`
}
