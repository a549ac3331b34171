// The desktop's texts in the page's language; before the page has reported one, in the system's
// language.
import { en, type ShellWords } from './en.ts'
import { ja } from './ja.ts'

export type { ShellWords }
export type ShellLocale = 'en' | 'ja'

const WORDS: Record<ShellLocale, ShellWords> = { en, ja }

export function wordsOf(locale: ShellLocale): ShellWords {
  return WORDS[locale]
}

/** Returns the first of the system's languages that is supported; English if none is. */
export function chooseShellLocale(languages: readonly string[]): ShellLocale {
  const found = languages
    .map((tag) => tag.toLowerCase().split('-', 1)[0]!)
    .find((language) => Object.hasOwn(WORDS, language))
  return (found ?? 'en') as ShellLocale
}
