// What the text needs from the page around it: who wrote a letter that it names, its pictures, and
// where files go.
import { Facet } from '@codemirror/state'
import type { WidgetType } from '@codemirror/view'

export interface Surroundings {
  /** Who wrote the letter and when; null if that is not known here. */
  nameLetter: (ref: string) => Promise<string | null>
  /** Shown for a letter that is named without words. */
  letterWords: () => string
  /** Null if the address is not a picture of this letter. */
  picture: (address: string, words: string) => WidgetType | null
}

const ALONE: Surroundings = {
  nameLetter: () => Promise.resolve(null),
  letterWords: () => '',
  picture: () => null,
}

export const surroundings = Facet.define<Surroundings, Surroundings>({
  combine: (given) => given[0] ?? ALONE,
})
