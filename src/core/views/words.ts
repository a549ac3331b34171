// Texts as the words they are found by: NFKC, lower case, runs of CJK as overlapping pairs, other runs as they stand.
// So 会議 and 京都庁 are found inside longer runs, which word segmenters miss. Pure; the same for indexing and for asking.

const CJK = '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}ー々〆]'
/** A run of CJK (no spaces between words), or of letters and digits of other scripts. */
const RUNS = new RegExp(`[[\\p{L}\\p{N}\\p{Mn}\\p{Mc}]--${CJK}]+|${CJK}+`, 'gv')
const STARTS_CJK = new RegExp(`^${CJK}`, 'u')
/** Longer is no word that anybody types; a hostile text must not make one token of a megabyte. */
const MAX_WORD_CHARS = 64

/** The tokenizer that takes apart what `indexedWords` joined, and nothing else. Part of the index's shape. */
export const WORD_TOKENIZER = "unicode61 remove_diacritics 0 categories ''L* N* Co Mn Mc''"

function runsOf(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(RUNS) ?? []
}

/** A run is of one kind throughout, and no CJK stands before its radicals. */
function isCjk(run: string): boolean {
  return run.charCodeAt(0) >= FIRST_CJK && STARTS_CJK.test(run)
}

const FIRST_CJK = 0x2e80

function pairsOf(run: string): string[] {
  const chars = Array.from(run)
  return chars.slice(1).map((char, i) => chars[i]! + char)
}

/** What is written into the full-text index, tokens joined by spaces. The last character of a run stands alone too. */
export function indexedWords(text: string): string {
  const words: string[] = []
  for (const run of runsOf(text))
    if (isCjk(run)) {
      // One by one: a run may be longer than a call takes arguments.
      for (const pair of pairsOf(run)) words.push(pair)
      words.push(Array.from(run).at(-1)!)
    } else words.push(run.slice(0, MAX_WORD_CHARS))
  return words.join(' ')
}

/** An FTS5 expression for what was typed: every run must be there, the last one may be unfinished. Null when nothing was typed. */
export function matchExpression(typed: string): string | null {
  const runs = runsOf(typed)
  return runs.length === 0 ? null : runs.map((run, i) => matchRun(run, i === runs.length - 1)).join(' AND ')
}

function matchRun(run: string, isLast: boolean): string {
  if (!isCjk(run)) return `"${run.slice(0, MAX_WORD_CHARS)}"${isLast ? '*' : ''}`
  const pairs = pairsOf(run)
  // One character alone: every pair that begins with it, or the run that ends with it.
  return pairs.length === 0 ? `"${run}"*` : `"${pairs.join(' ')}"`
}
