// The settings of this browser: language, theme, keys. Kept in the browser; the web door also keeps
// them in the home, because its address changes at each start and the browser then finds nothing.
import { PUSH_WORDS, type PushWords } from '../../core/contract/index.ts'
import { chooseLocale, findRegion, LOCALES, type Locale } from '../messages/locale.ts'
import { setLocale } from '../messages/messages.svelte.ts'
import { parseObject } from './parse-object.ts'
import type { PersonPart } from './place.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** The height of the rows of lists where a pointer is at hand. */
export const DENSITIES = ['comfortable', 'compact'] as const
export type Density = (typeof DENSITIES)[number]

/** The size of all text; a browser's own zoom comes on top. */
export const TEXT_SIZES = ['small', 'normal', 'large'] as const
export type TextSize = (typeof TEXT_SIZES)[number]

/** How long a sent letter can be taken back, in seconds. */
export const UNDO_SECONDS = [5, 10, 20, 30] as const
export type UndoSeconds = (typeof UNDO_SECONDS)[number]

/** Of the latest searches. */
const MOST_LATELY = 4
const MOST_QUERY_CHARS = 120
/** More than a person has stations. The home keeps at most 4096 bytes of settings. */
const MOST_COMPARED = 32

/** Persisted in browsers: do not change. */
const KEY = 'fumikura.settings'

interface Kept {
  locale: Locale
  theme: Theme
  /** True if a letter key alone runs a shortcut. */
  singleKeys: boolean
  notify: boolean
  /** What the messages of this phone show. */
  pushWords: PushWords
  /** How the page of a person is shown. */
  personPart: PersonPart
  /** True if the labels in the rail are folded. */
  foldsLabels: boolean
  density: Density
  textSize: TextSize
  undoSeconds: UndoSeconds
  /** True if a new letter tells its author who has opened it. */
  seesOpening: boolean
  /** When this person first had a mail account. Null before. */
  mailSince: string | null
  /** The numbers of stations that this person compared. */
  readonly comparedStations: readonly string[]
  /** The latest searches that led to a letter, the newest first. */
  readonly lately: readonly string[]
}

class KeptSettings {
  readonly #page: Window
  #keep: (text: string) => void = () => undefined
  #kept = $state.raw<Kept>(parseSettings(null, []))

  constructor(page: Window) {
    this.#page = page
    this.#kept = parseSettings(read(page), page.navigator.languages)
    for (const name of Object.keys(this.#kept) as (keyof Kept)[])
      Object.defineProperty(this, name, {
        get: () => this.#kept[name],
        set: (value: Kept[typeof name]) => this.#change({ [name]: value }),
      })
    this.#apply()
    page.addEventListener('storage', this.#onStorage)
  }

  recordSearch(query: string): void {
    if (query === '' || query.length > MOST_QUERY_CHARS) return
    this.#change({
      lately: [query, ...this.#kept.lately.filter((other) => other !== query)].slice(0, MOST_LATELY),
    })
  }

  forgetSearches(): void {
    this.#change({ lately: [] })
  }

  compareStation(number: string, isSame: boolean): void {
    const others = this.#kept.comparedStations.filter((other) => other !== number)
    this.#change({ comparedStations: isSame ? [...others, number].slice(-MOST_COMPARED) : others })
  }

  /** Passes each change to `keep`, as the text that `take` parses. */
  keepBy(keep: (text: string) => void): void {
    this.#keep = keep
  }

  /** Restores settings kept elsewhere, unless this browser has its own. */
  restore(text: string): void {
    if (read(this.#page) !== null) return
    this.#kept = parseSettings(text, this.#page.navigator.languages)
    this.#page.localStorage.setItem(KEY, JSON.stringify(this.#kept))
    this.#apply()
  }

  close(): void {
    this.#page.removeEventListener('storage', this.#onStorage)
  }

  #change(changed: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...changed }
    const text = JSON.stringify(this.#kept)
    this.#page.localStorage.setItem(KEY, text)
    this.#keep(text)
    this.#apply()
  }

  #apply(): void {
    const { documentElement } = this.#page.document
    documentElement.lang = this.#kept.locale
    documentElement.dataset.theme = this.#kept.theme
    documentElement.dataset.density = this.#kept.density
    documentElement.dataset.text = this.#kept.textSize
    setLocale(this.#kept.locale, findRegion(this.#kept.locale, this.#page.navigator.languages))
  }

  /** Keeps two tabs of one person alike. */
  readonly #onStorage = (event: StorageEvent): void => {
    if (event.key !== KEY) return
    this.#kept = parseSettings(event.newValue, this.#page.navigator.languages)
    this.#apply()
  }
}

/** Each kept setting is a field: setting it keeps it. */
export type Settings = KeptSettings & Kept
export const Settings = KeptSettings as new (page: Window) => Settings

function read(page: Window): string | null {
  return page.localStorage.getItem(KEY)
}

/** Parses kept settings, and skips what is not valid any longer. */
export function parseSettings(text: string | null, languages: readonly string[]): Kept {
  const kept = parseObject(text)
  return {
    locale: LOCALES.find((locale) => locale === kept.locale) ?? chooseLocale(languages),
    theme: THEMES.find((theme) => theme === kept.theme) ?? 'system',
    singleKeys: kept.singleKeys !== false,
    notify: kept.notify === true,
    pushWords: PUSH_WORDS.find((words) => words === kept.pushWords) ?? 'name',
    personPart: kept.personPart === 'talk' ? 'talk' : 'about',
    foldsLabels: kept.foldsLabels === true,
    density: DENSITIES.find((density) => density === kept.density) ?? 'comfortable',
    textSize: TEXT_SIZES.find((size) => size === kept.textSize) ?? 'normal',
    undoSeconds: UNDO_SECONDS.find((seconds) => seconds === kept.undoSeconds) ?? 10,
    seesOpening: kept.seesOpening !== false,
    mailSince: typeof kept.mailSince === 'string' ? kept.mailSince : null,
    comparedStations: textsOf(kept.comparedStations).slice(-MOST_COMPARED),
    lately: textsOf(kept.lately).slice(0, MOST_LATELY),
  }
}

function textsOf(kept: unknown): string[] {
  return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string') : []
}
