// The truth about every letter of a trial, from the answers to its author: kept beside the engines,
// never read from them. It decides whether a reader may have the text; any engine that shows
// otherwise is a finding.
import type { RefText } from '../../../src/core/contract/index.ts'
import { must } from '../trial.ts'

export interface TrueReader {
  /** True if the reader has a notice. */
  isNoticed: boolean
  isHeld: boolean
  isGone: boolean
  /** The author got the answer too-late. */
  isReleased: boolean
  hasRead: boolean
  /** Counts the author's acts. Only a read without an act meanwhile is judged for "held". */
  turns: number
  marked: string | null
}

export interface TrueLetter {
  ref: RefText
  author: string
  subject: string
  text: string
  isOpen: boolean
  readers: Map<string, TrueReader>
}

export function trueReader(isHeld: boolean): TrueReader {
  return {
    isNoticed: !isHeld,
    isHeld,
    isGone: false,
    isReleased: false,
    hasRead: false,
    turns: 0,
    marked: null,
  }
}

/** Enters the outcome of the author's act for one reader. */
export function believe(letter: TrueLetter, name: string, outcome: string): void {
  const reader = letter.readers.get(name)!
  reader.turns++
  const where = `${letter.subject} to ${name}`
  if (outcome === 'too-late') {
    must(letter.isOpen || !reader.isGone, `${where}: recalled, and then too late`)
    reader.isReleased = true
    return
  }
  // A letter that is not held was let go already, and an open letter's notice is its release.
  if (outcome === 'notified' && letter.isOpen && reader.isNoticed) return
  must(!reader.hasRead, `${where}: was read, and is ${outcome} afterwards`)
  must(!reader.isReleased, `${where}: was too late, and is ${outcome} afterwards`)
  if (outcome === 'recalled') reader.isGone = true
  else if (outcome === 'held') reader.isHeld = true
  else if (outcome === 'notified') Object.assign(reader, { isHeld: false, isNoticed: true })
  else must(false, `${where}: unexpected outcome ${outcome}`)
}

/** Checks a text that a person saw. `asked`: the state of this reader when they began to ask. */
export function judgeText(
  letter: TrueLetter,
  name: string,
  text: string,
  asked: TrueReader | undefined,
): void {
  const where = `${letter.subject} by ${letter.author} to ${name}`
  const reader = letter.readers.get(name)
  must(text === letter.text, `${where}: another text is shown`)
  if (name === letter.author) return
  must(reader !== undefined, `${where}: shown to a person who is not its reader`)
  must(!reader!.isGone, `${where}: readable after an acknowledged recall`)
  const wasHeld = asked!.isHeld && asked!.turns === reader!.turns
  must(!wasHeld || reader!.hasRead, `${where}: readable while it is held`)
  reader!.hasRead = true
}
