// The letters of the home that is searched: their texts and facts follow from their numbers. So a
// plain scan over the numbers says what a search must find.

export interface WrittenLetter {
  subject: string
  text: string
  /** 0 or 1: one of the two authors. */
  author: number
  /** The number of the letter that it answers, if any. */
  answers: number | null
  attached: { count: number; bytes: number }
  fileNames: string[]
  isOpened: boolean
  isStarred: boolean
  labels: string[]
}

/** Three of ten letters begin a thread, the others answer one of them. */
const IN_ROUND = 10
const BEGINNING = 3
const WORDS = 20_000
const WORDS_PER_TEXT = 40
const FEW = 30

const SYLLABLES = 'ka ke ko sa su so ta te to na ni no ma mi mo ra ri ro va ve vo la le lo'.split(' ')
const vocabulary = Array.from({ length: WORDS }, (_, at) => nameWord(at))

function nameWord(at: number): string {
  const n = SYLLABLES.length
  return [at, Math.floor(at / n), Math.floor(at / n / n), at * 7]
    .map((part) => SYLLABLES[part % n]!)
    .slice(0, 2 + (at % 3))
    .join('')
}

/** Returns the letter with this number, from 0, of this many. */
export function letterOf(number: number, letters: number): WrittenLetter {
  const inRound = number % IN_ROUND
  const count = number % 20 === 3 ? 1 + (number % 3) : 0
  return {
    subject: `No. ${number + 1}: ${number % 3 === 0 ? '庭の手入れについて' : 'about the garden'}`,
    text: textOf(number, letters),
    author: authorOf(number),
    answers: inRound < BEGINNING ? null : number - inRound + (inRound % BEGINNING),
    attached: { count, bytes: count * 40_000 * (1 + (number % 97)) },
    fileNames: Array.from({ length: count }, (_, at) => `tide table ${number + at}.pdf`),
    isOpened: number % 10 !== 9,
    isStarred: number % 500 === 4,
    labels: labelsOf(number),
  }
}

/** `work` is on one of a hundred, `half` on every second letter, `old` on the first three. */
function labelsOf(number: number): string[] {
  const labels = { work: number % 100 === 6, half: number % 2 === 0, old: number < 3 }
  return Object.entries(labels).flatMap(([label, isOn]) => (isOn ? [label] : []))
}

/** Returns the author alone, without the text. */
export function authorOf(number: number): number {
  return number % 2
}

/** In all texts: garden, 庭の手入れ. In one of ten: roses, 会議. In 30: lantern, 灯台. */
function textOf(number: number, letters: number): string {
  const words = listCommonWords(number)
  if (number % 10 === 0) words.push('The roses want cutting before the 会議の件.')
  if (number % Math.max(1, Math.floor(letters / FEW)) === 0) words.push('A lantern is lit at the 灯台の下.')
  return `Letter ${number + 1} from the garden.\n\n${words.join(' ')}\n\n庭の手入れは来週にします。\n`
}

/** Few words are frequent and most are rare, as in any language. */
function listCommonWords(number: number): string[] {
  let state = number + 1
  return Array.from({ length: WORDS_PER_TEXT }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return vocabulary[Math.floor(WORDS ** (state / 0x80000000)) % WORDS]!
  })
}
