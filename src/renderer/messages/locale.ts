// The languages the app speaks, and which of them a browser would like.
export const LOCALES = ['en', 'ja'] as const

export type Locale = (typeof LOCALES)[number]

/** The first language of `wanted` that there is, else English. */
export function chooseLocale(wanted: readonly string[]): Locale {
  const found = wanted
    .map((tag) => LOCALES.find((locale) => tag.toLowerCase().split('-')[0] === locale))
    .find((locale) => locale !== undefined)
  return found ?? 'en'
}
