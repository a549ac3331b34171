// How Bob, Carol and Haruko answer: Bob writes back, Carol marks letters as done, Haruko sends a
// greeting.
// Bob and Carol rotate through a few answers, in the language of the letter.
import type { LetterSummary, PersonId } from '../../../core/contract/index.ts'
import type { Actor, Answer } from '../habits.ts'
import { prose } from './prose.ts'

type Language = 'en' | 'ja'

const BOB: Record<Language, string[]> = {
  en: [
    `I opened it at the kitchen table, and you have seen that I did. Let me walk round the garden with it once.\n`,
    `Agreed, and I say so before I think of a reason not to.\n\nCome over when you can. The kettle is on.\n`,
    `You write a better letter than the housing office, and a shorter one. Yes.\n`,
  ],
  ja: [
    `台所の机で開きました。もう開いたことは、そちらに見えていますね。庭をひと回りしてから、きちんとお返事します。\n`,
    `賛成です。反対する理由を思いつく前に、そう言っておきます。お湯を沸かしておきますね。\n`,
  ],
}

const CAROL: Record<Language, string[]> = {
  en: ['Done. It took less time than finding my glasses.', 'Done, and written on the calendar.'],
  ja: ['済みました。', '済みました。暦にも書いておきました。'],
}

const HARUKO = prose(`開けてくださって、ありがとうございます。

Until you said yes I could do no more than knock; now I can write you a letter, and this is it. It is a short one: I have
baked too much bread, and I can see your light from here.

森春子
`)

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u

function languageOf(text: string): Language {
  return JAPANESE.test(text) ? 'ja' : 'en'
}

/** Returns the next of several answers in turn, separately for each language. */
function rotate(answers: Record<Language, string[]>): (language: Language) => string {
  const given = { en: 0, ja: 0 }
  return (language) => answers[language][given[language]++ % answers[language].length]!
}

/** Answers with a letter that is linked to the original. */
export function answerAsBob(): Answer {
  const next = rotate(BOB)
  return ({ api }, { ref, from, subject }: LetterSummary, text) =>
    api.letters.send({
      to: [from.person],
      subject: subject ?? '',
      text: next(languageOf(text)),
      replyTo: ref!,
    })
}

/** Answers with a mark only. */
export function answerAsCarol(): Answer {
  const next = rotate(CAROL)
  return ({ api }, { ref }, text) =>
    api.letters.mark({ ref: ref!, value: 'done', note: next(languageOf(text)) })
}

export function greetAsHaruko(visitor: PersonId): (who: Actor) => Promise<unknown> {
  return ({ api }) => api.letters.send({ to: [visitor], subject: 'パンを焼きすぎました', text: HARUKO })
}
