// What the text needs from the page around it: who wrote a letter that it names, its pictures, and
// where files go.
import { Facet } from '@codemirror/state'

/** A picture within the text. */
export interface TextPicture {
  /** Of its preview. */
  address: string
  name: string
  /** As it is displayed; null if unknown. */
  width: number | null
  height: number | null
  /** Shown beside it: if its location is removed. */
  note: string
}

export interface Surroundings {
  /** Who wrote the letter and when; null if that is not known here. */
  nameLetter: (ref: string) => Promise<string | null>
  /** Shown for a letter that is named without words. */
  letterWords: () => string
  /** Null if the letter attaches no such picture. */
  picture: (attachment: number) => TextPicture | null
}

const ALONE: Surroundings = {
  nameLetter: () => Promise.resolve(null),
  letterWords: () => '',
  picture: () => null,
}

export const surroundings = Facet.define<Surroundings, Surroundings>({
  combine: (given) => given[0] ?? ALONE,
})
