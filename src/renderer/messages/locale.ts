// The languages of the app, and the choice of one by the browser's preferences.
export const LOCALES = ['en', 'ja'] as const

export type Locale = (typeof LOCALES)[number]

/** The person's regional form of a language, `en-GB` for `en`, if the browser names one. */
export function findRegion(locale: Locale, wanted: readonly string[]): string {
  return wanted.find((tag) => languageOf(tag) === locale) ?? locale
}

/** The first language of `wanted` that the app has, else English. */
export function chooseLocale(wanted: readonly string[]): Locale {
  const found = wanted
    .map((tag) => LOCALES.find((locale) => languageOf(tag) === locale))
    .find((locale) => locale !== undefined)
  return found ?? 'en'
}

const languageOf = (tag: string): string => tag.toLowerCase().split('-')[0]!
