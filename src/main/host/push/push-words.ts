// The words of a push message, in the language of the phone. A locked screen shows them, so its person
// chooses how much they say.
import type { LetterSummary, PushLanguage, PushWords } from '../../../core/contract/index.ts'

interface Words {
  arrived: string
  arrivedFrom: (name: string) => string
  waitsFrom: (name: string) => string
}

const WORDS: Readonly<Record<PushLanguage, Words>> = {
  en: {
    arrived: 'A letter has arrived',
    arrivedFrom: (name) => `A letter from ${name}`,
    waitsFrom: (name) => `A letter from ${name} is waiting`,
  },
  ja: {
    arrived: '手紙が届きました',
    arrivedFrom: (name) => `${name}さんからの手紙`,
    waitsFrom: (name) => `${name}さんからの手紙が待っています`,
  },
}

export interface PushText {
  title: string
  body: string
}

/** What says nothing about a letter. */
export const wordsOfArrival = (language: PushLanguage): PushText => ({
  title: WORDS[language].arrived,
  body: '',
})

/** @param isWaiting true if it came before and its signal comes again */
export function wordsOfPush(
  { from, subject, excerpt }: Pick<LetterSummary, 'from' | 'subject' | 'excerpt'>,
  how: { words: PushWords; language: PushLanguage; isWaiting: boolean },
): PushText {
  if (how.words === 'arrival') return wordsOfArrival(how.language)
  const { waitsFrom, arrivedFrom } = WORDS[how.language]
  const title = (how.isWaiting ? waitsFrom : arrivedFrom)(from.name)
  if (how.words === 'name') return { title, body: '' }
  // What was said in a talk has no subject; its words came with its notice.
  const told = (subject === '' ? excerpt : subject) ?? ''
  return { title, body: told }
}
