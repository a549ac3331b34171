import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Turn } from '../../../src/core/base/index.ts'
import {
  OPENED_LIMITS,
  collectWords,
  TITLE_LIMITS,
  unaskedLimits,
} from '../../../src/core/views/letter-words.ts'
import { hasWord, matchPhrase, tokensByPiece } from '../../../src/core/views/tokenizer.ts'

const matchWhole = (text: string) => matchPhrase({ text, column: null, isPrefix: false })
const indexedWords = (text: string, pieceChars?: number): string =>
  [...tokensByPiece(text, pieceChars)].flat().join(' ')
const matchStart = (text: string) => matchPhrase({ text, column: null, isPrefix: true })

test('CJK runs become overlapping pairs, other runs whole words, in one normal form', () => {
  expect(indexedWords('東京都庁で Meeting、ＡＢＣ１２')).toBe('東京 京都 都庁 庁で で meeting abc12')
  expect(indexedWords('Café — naïve; x_y')).toBe('café naïve x y')
  expect(indexedWords('会')).toBe('会')
  expect(indexedWords('')).toBe('')
})

test('a phrase needs every run in its place, and its last word may be a prefix', () => {
  expect(matchStart('京都庁')).toBe('"京都 都庁"')
  expect(matchWhole('会')).toBe('"会" *')
  expect(matchStart('hello wor')).toBe('"hello wor" *')
  expect(matchWhole('hello wor')).toBe('"hello wor"')
  expect(matchWhole('会議、quo"te')).toBe('"会議 議 quo te"')
  expect(matchPhrase({ text: 'a b', column: 'files', isPrefix: true })).toBe('files : "a b" *')
})

test('signs are no words', () => {
  expect(hasWord(' -*"() ')).toBe(false)
  expect(hasWord('-x')).toBe(true)
})

test('a megabyte without a space does not become a token of a megabyte', () => {
  expect(indexedWords('a'.repeat(1_000_000))).toHaveLength(64)
})

test('a run of 300,000 characters of CJK is indexed pair by pair', () => {
  expect(indexedWords('鯨'.repeat(300_000)).split(' ')).toHaveLength(300_000)
})

/** The words of a text as a whole: what the pieces must give together. */
function wordsOfWhole(text: string): string {
  const cjk = '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}ー々〆]'
  const runs = new RegExp(`[[\\p{L}\\p{N}\\p{Mn}\\p{Mc}]--${cjk}]+|${cjk}+`, 'gv')
  const tokens = (text.normalize('NFKC').toLowerCase().match(runs) ?? []).flatMap((run) => {
    if (!new RegExp(`^${cjk}`, 'v').test(run)) return [run.slice(0, 64)]
    const chars = Array.from(run)
    return [...chars.slice(1).map((char, i) => chars[i]! + char), chars.at(-1)!]
  })
  return tokens.join(' ')
}

const anyOf = (chars: string): fc.Arbitrary<string> => fc.constantFrom(...Array.from(chars))
const scripts = fc.oneof(
  { weight: 4, arbitrary: anyOf('abcé ,.\n－Ａ１9_ß') },
  { weight: 4, arbitrary: anyOf('会議京都庁はがハガﾊﾞﾟー々、。㌖㍿ﷺ') },
  { weight: 2, arbitrary: anyOf('하ㅎㅏㄴ\u1112\u1161\u11ab\uffa1\uffc2한') },
  { weight: 2, arbitrary: anyOf('\u0301\u0327\u3099\u0338\u093c\u09be') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('😀', '𠮷', '𝐀', '\ud83d', '\udc00', '\u0344', '\u0958', '\ufb01'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
)

test('a text gives the same words in pieces as it gives as a whole', () => {
  const texts = fc.string({ unit: scripts, maxLength: 400 }).filter((text) => !/[Σσς]/.test(text))
  fc.assert(
    // Longer rows of marks than any script has are cut anywhere.
    fc.property(texts, fc.integer({ min: 80, max: 120 }), (text, pieceChars) => {
      fc.pre(!/\p{M}{20}/u.test(text.normalize('NFKD')))
      expect(indexedWords(text, pieceChars)).toBe(wordsOfWhole(text))
    }),
    { numRuns: 2000 },
  )
})

test('ordinary texts of many pieces give the same words as the whole', async () => {
  const sentences = [
    '会議は京都庁で、十時から。',
    'The meeting — at 10:30 — is in Kyōto; bring “it”.\n',
    'Η ΟΔΟΣ ΜΑΣ. ',
  ]
  const texts = [...sentences, ...sentences.map((one) => one.trimEnd())].map((one) => one.repeat(500))
  for (const text of [...texts, '京都'.repeat(3000), 'https://a.example/' + 'path/'.repeat(2000)])
    expect((await collectWords(text, OPENED_LIMITS, new Turn())).text).toBe(wordsOfWhole(text))
})

test.each([
  ['one run of kana', '\u3316'.repeat(430_000)],
  ['one run of letters', 'a'.repeat(4_250_000)],
  ['marks in the wrong order', 'a' + '\u0301\u0327'.repeat(1_500_000)],
  ['different words', Array.from({ length: 300_000 }, (_, i) => i.toString(36)).join(' ')],
  ['different long words', Array.from({ length: 60_000 }, (_, i) => `${i}`.padEnd(64, 'x')).join(' ')],
])('the words of a letter are bounded: %s', async (_, text) => {
  const { text: words, different, isCut } = await collectWords(text, OPENED_LIMITS, new Turn())
  const all = words.split(' ')
  expect(all.length).toBeLessThanOrEqual(OPENED_LIMITS.words)
  expect(new Set(all).size).toBeLessThanOrEqual(different)
  expect(different).toBeLessThanOrEqual(OPENED_LIMITS.different)
  expect(words.length).toBeLessThanOrEqual(OPENED_LIMITS.chars + all.length)
  expect(isCut).toBe(true)
})

test('characters that NFKC multiplies give no more words than a text of as many bytes can have', async () => {
  const flood = '\ufdfa '.repeat(9_500)
  const taken = await collectWords(flood, unaskedLimits(flood), new Turn())
  expect(taken.text.split(' ')).toHaveLength(4_000)
  const short = 'ab '.repeat(500)
  expect((await collectWords(short, unaskedLimits(short), new Turn())).isCut).toBe(false)
  expect((await collectWords('\u3316'.repeat(341), TITLE_LIMITS, new Turn())).text.split(' ')).toHaveLength(
    128,
  )
})

test('words are made in turns', async () => {
  let [now, turns] = [0, 0]
  const clock = { now: () => now, monotonicMs: () => (now += 1) }
  const turn = new Turn(clock, 25)
  const next = turn.next.bind(turn)
  turn.next = () => {
    turns++
    return next()
  }
  await collectWords('word '.repeat(50_000), OPENED_LIMITS, turn)
  expect(turns).toBeGreaterThanOrEqual(9)
})
