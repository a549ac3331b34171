// The sentences and formats of the current language. If the language changes, everything that reads
// them is drawn again. State and screens take every text they show from here.
import { loadPart } from '../bridge/parts.ts'
import * as first from './en/first.ts'
import type { Messages } from './en/index.ts'
import { createFormats } from './formats.ts'
import type { Locale } from './locale.ts'

/** Languages that are loaded when a person reads them. English is always here. */
const LATE: Partial<Record<Locale, () => Promise<Messages>>> = {
  ja: () => loadPart(() => import('./ja/index.ts')).then(({ ja }) => ja),
}

type First = typeof first
const en: First = { ...first }
const tables: Partial<Record<Locale, First>> = { en }

let sentences = $state.raw<First>(en)
let region = $state('en')
const formats = $derived(createFormats(region, sentences.common))
let wanted: Locale = 'en'
let arriving: Promise<void> = Promise.resolve()

/**
 * `inRegion`, as in `en-GB`, decides how dates are written. A language that is not here yet is
 * shown once it is loaded, and the present one until then.
 */
export function setLocale(locale: Locale, inRegion: string = locale): void {
  wanted = locale
  const here = tables[locale]
  if (here !== undefined) return show(here, inRegion)
  const load = LATE[locale]
  if (load === undefined) return
  arriving = load().then(
    (table) => {
      addMessages(locale, table)
      if (wanted === locale) show(table, inRegion)
    },
    // The engine is away. The present language stays.
    () => undefined,
  )
}

function show(table: First, inRegion: string): void {
  sentences = table
  region = inRegion
}

/** Adds the English sentences of parts that load later. Other languages load as a whole. */
export function addEnglish(later: Partial<Omit<Messages, keyof First>>): void {
  Object.assign(en, later)
}

/** Makes a language known that was loaded elsewhere. */
export function addMessages(locale: Locale, table: Messages): void {
  tables[locale] = table
}

/** Resolves once the chosen language is here, or cannot be loaded. */
export function languageSettled(): Promise<void> {
  return arriving
}

/**
 * `m.inbox.title`: the sentences of the current language, by namespace. Those of panes that load
 * later are in later.ts.
 */
export const m = live(() => sentences)

/** `f.bytes(4100)`: numbers and times as the current language writes them. */
export const f = live(() => formats)

/** Reads each property at every use, so that the page follows the language. */
function live<T extends object>(read: () => T): T {
  return new Proxy({} as T, { get: (_, name) => read()[name as keyof T] })
}
