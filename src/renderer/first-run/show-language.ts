// The language and theme before there is an app: those of the browser, or as they were chosen here.
import { languageSettled } from '../messages/messages.svelte.ts'
import { Settings } from '../state/settings.svelte.ts'

/** Resolves when the sentences are here. */
export function showLanguage(page: Window): Promise<void> {
  new Settings(page).close()
  return languageSettled()
}
