// The languages the app speaks, and which of them a browser would like.
export const LOCALES = ['en', 'ja'] as const

export type Locale = (typeof LOCALES)[number]

/** How the person's own region writes this language: `en-GB` for `en`, where the browser says so. */
export function findRegion(locale: Locale, wanted: readonly string[]): string {
  return wanted.find((tag) => languageOf(tag) === locale) ?? locale
}

/** The first language of `wanted` that there is, else English. */
export function chooseLocale(wanted: readonly string[]): Locale {
  const found = wanted
    .map((tag) => LOCALES.find((locale) => languageOf(tag) === locale))
    .find((locale) => locale !== undefined)
  return found ?? 'en'
}

const languageOf = (tag: string): string => tag.toLowerCase().split('-')[0]!
