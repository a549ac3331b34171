// The passage that an answer quotes at its beginning: a quoted link with the words. Pure.
// The compose step writes it; the page shows it as a chip, and a row shows the words below it.
import type { RefText } from './ids.ts'

export interface Quoted {
  /** Null if no words are quoted. */
  words: string | null
  ref: RefText
  /** The text of the answer without the quoting line. */
  rest: string
}

const PASSAGE = /^> \[((?:\\.|[^\]\\]){0,1000})\]\((fumikura:\/\/ref\/[^\s)]{1,2000})\)\s*(?:\n+|$)/u

/** Returns the passage that the text quotes at its beginning; null without one. */
export function findPassage(text: string): Quoted | null {
  const found = PASSAGE.exec(text)
  if (found === null) return null
  const words = found[1]!.replace(/\\(.)/gu, '$1')
  return { words, ref: found[2]! as RefText, rest: text.slice(found[0].length) }
}
