// The sentences and formats of the current language. If the language changes, everything that reads
// them is drawn again. State and screens take every text they show from here.
import { en, type Messages } from './en/index.ts'
import { createFormats } from './formats.ts'
import { ja } from './ja/index.ts'
import type { Locale } from './locale.ts'

const tables: Record<Locale, Messages> = { en, ja }

let current = $state<Locale>('en')
let region = $state('en')
const formats = $derived(createFormats(region, tables[current].common))

/** `inRegion`, as in `en-GB`, decides how dates are written. */
export function setLocale(locale: Locale, inRegion: string = locale): void {
  current = locale
  region = inRegion
}

/** `m.inbox.title`: the sentences of the current language, by namespace. */
export const m = live(() => tables[current])

/** `f.bytes(4100)`: numbers and times as the current language writes them. */
export const f = live(() => formats)

/** Reads each property at every use, so that the page follows the language. */
function live<T extends object>(read: () => T): T {
  return new Proxy({} as T, { get: (_, name) => read()[name as keyof T] })
}
