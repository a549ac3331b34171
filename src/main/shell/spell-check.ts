// Spell checking. On macOS the system does it. Elsewhere Electron downloads a dictionary from a
// foreign server, so it is off until the person switches it on. The written text is never sent.
import type { Session } from 'electron'

/** Used if no dictionary matches; there is none for Japanese. */
const FALLBACK = 'en-US'

/**
 * Sets the session. The window needs the same option, or its page downloads a dictionary anyway.
 */
export function setSpellCheck(
  session: Session,
  { isOn, isMac, languages }: { isOn: boolean; isMac: boolean; languages: readonly string[] },
): void {
  session.setSpellCheckerEnabled(isOn)
  if (isOn && !isMac)
    session.setSpellCheckerLanguages(chooseDictionaries(languages, session.availableSpellCheckerLanguages))
}

/** Dictionaries for the person's languages, by the whole tag or else by the language alone. */
export function chooseDictionaries(languages: readonly string[], available: readonly string[]): string[] {
  const found = languages.flatMap((tag) => {
    const match = available.find((name) => name.toLowerCase() === tag.toLowerCase())
    return match ?? available.find((name) => name === tag.split('-', 1)[0]) ?? []
  })
  const isEnglish = found.some((name) => name.startsWith('en'))
  return [...new Set(isEnglish || !available.includes(FALLBACK) ? found : [...found, FALLBACK])]
}
