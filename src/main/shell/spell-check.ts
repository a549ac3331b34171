// Spelling: on macOS the system's own. Elsewhere Electron fetches a dictionary from a server that is not ours, so it is off
// until the person switches it on; what is written is never sent anywhere.
import type { Session } from 'electron'

/** Where nothing else is to be had: there is no dictionary for Japanese. */
const FALLBACK = 'en-US'

/** Of the session; the window has to be made with the same answer, or its page asks for a dictionary all the same. */
export function setSpellCheck(
  session: Session,
  { isOn, isMac, languages }: { isOn: boolean; isMac: boolean; languages: readonly string[] },
): void {
  session.setSpellCheckerEnabled(isOn)
  if (isOn && !isMac)
    session.setSpellCheckerLanguages(chooseDictionaries(languages, session.availableSpellCheckerLanguages))
}

/** Those of the person's languages that there is a dictionary for, by the whole tag or else by the language alone. */
export function chooseDictionaries(languages: readonly string[], available: readonly string[]): string[] {
  const found = languages.flatMap((tag) => {
    const match = available.find((name) => name.toLowerCase() === tag.toLowerCase())
    return match ?? available.find((name) => name === tag.split('-', 1)[0]) ?? []
  })
  const isEnglish = found.some((name) => name.startsWith('en'))
  return [...new Set(isEnglish || !available.includes(FALLBACK) ? found : [...found, FALLBACK])]
}
