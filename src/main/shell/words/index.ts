// The words of the desktop in the language of the page; before the page has said which, in the system's.
import { en, type ShellWords } from './en.ts'
import { ja } from './ja.ts'

export type { ShellWords }
export type ShellLocale = 'en' | 'ja'

const WORDS: Record<ShellLocale, ShellWords> = { en, ja }

export function wordsOf(locale: ShellLocale): ShellWords {
  return WORDS[locale]
}

/** The first of the system's languages that we have; English when none is. */
export function chooseShellLocale(languages: readonly string[]): ShellLocale {
  const found = languages
    .map((tag) => tag.toLowerCase().split('-', 1)[0]!)
    .find((language) => Object.hasOwn(WORDS, language))
  return (found ?? 'en') as ShellLocale
}
