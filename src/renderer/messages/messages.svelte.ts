// The language of now. Whoever reads a sentence through here is drawn again when it changes; nothing restarts.
// Beside the life of a message: state and screens take every word they show from here.
import { en, type Messages } from './en/index.ts'
import { createFormats, type Formats } from './formats.ts'
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
export function useMessages(): Messages {
  return liveMessages
}

/** `f.bytes(4100)`: numbers and times as the current language writes them. */
export function useFormats(): Formats {
  return liveFormats
}

// The properties are read anew each time, which is what makes them follow the language.
const liveMessages = withGetters(Object.keys(en) as (keyof Messages)[], (name) => tables[current][name])

const FORMATS = [
  'number',
  'bytes',
  'time',
  'shortDay',
  'dayAndTime',
  'month',
  'dayTaken',
  'full',
  'list',
  'relative',
] as const
const liveFormats: Formats = withGetters<Formats>([...FORMATS], (name) => formats[name])

function withGetters<T extends object>(names: (keyof T)[], get: (name: keyof T) => unknown): T {
  const properties = names.map((name) => [name, { enumerable: true, get: () => get(name) }])
  return Object.defineProperties({}, Object.fromEntries(properties) as PropertyDescriptorMap) as T
}
