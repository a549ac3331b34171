// Facts of a letter as words of the full-text index, so that FTS5 passes over the letters without
// them and reads no row. Pure.
// No text and no query contains these words: each begins with a character for private use.
import { toHex } from '../base/index.ts'
import { isBin, type Bin, type ListName } from './boxes.ts'
import type { SearchState } from './letter-queries.ts'
import { hasMembers, isMail, type LetterEntry } from './letter-rows.ts'
import type { SearchTerm } from './search-filter.ts'

const SIGN = '\ue000'
/** A word that every letter has. */
export const EVERY = SIGN
/** Two persons may share a word, so their rows are compared too. */
const KEY_CHARS = 16

const word = (fact: string): string => SIGN + fact
const isFrom = (person: Uint8Array): string => word(`f${toHex(person).slice(0, KEY_CHARS)}`)
const isTo = (key: Uint8Array): string => word(`t${toHex(key).slice(0, KEY_CHARS)}`)
const isOn = (side: LetterEntry['side']): string => word(`s${side}`)
const isIn = (bin: Bin): string => word(`b${bin}`)
const SEALED = word('sealed')
const FILE = word('file')
const REPLY = word('reply')
const GROUP = word('group')
const MAIL = word('mail')

/** Returns the words of a letter, joined by spaces. */
export function factWords(entry: LetterEntry): string {
  const { side, author, to, wide, listKey, state, attached, reply, tidy } = entry
  const keys = [...to, ...wide.map(({ key }) => key), ...(listKey === undefined ? [] : [listKey])]
  return [
    ...[EVERY, isOn(side), isFrom(author), ...new Set(keys.map(isTo))],
    ...(state === 'sealed' ? [SEALED] : []),
    ...(attached.count > 0 ? [FILE] : []),
    ...(reply === null ? [] : [REPLY]),
    ...(hasMembers(entry) ? [GROUP] : []),
    ...(isMail(entry) ? [MAIL] : []),
    ...(tidy.bin === null ? [] : [isIn(tidy.bin)]),
  ].join(' ')
}

/** Two for each person. A name that means more people says little, and another word leaves few. */
const MAX_NAMED = 100

/**
 * Returns a word for each letter from or to one of these persons, or to one of the others: groups and
 * mailing lists.
 */
export function factsOfNamed(persons: readonly Uint8Array[], others: readonly Uint8Array[]): string[] {
  const facts = [...others.map(isTo), ...persons.flatMap((person) => [isFrom(person), isTo(person)])]
  return [...new Set(facts)].slice(0, MAX_NAMED)
}

/**
 * Returns words of which each letter that matches has one, as perhaps some others have too. Null if
 * there are none.
 */
export function factsAsked(term: SearchTerm): string[] | null {
  if (term.isNot) return null
  switch (term.by) {
    case 'author':
      return someOf(term.persons.map(isFrom))
    case 'addressee':
      return someOf(term.keys.map(isTo))
    case 'state':
      return FACTS_OF_STATES[term.state] ?? null
    case 'box':
      return isBin(term.box) ? [isIn(term.box)] : (FACTS_OF_BOXES[term.box] ?? null)
    case 'file':
    case 'file-kind':
      return [FILE]
    case 'reply':
      return [REPLY]
    case 'any-group':
      return [GROUP]
    default:
      return null
  }
}

const FACTS_OF_STATES: Partial<Record<SearchState, string[]>> = {
  sealed: [SEALED],
  sent: [isOn('sent')],
  received: [isOn('inbox')],
  opened: [isOn('inbox')],
  mail: [MAIL],
}

const FACTS_OF_BOXES: Partial<Record<ListName, string[]>> = {
  inbox: [isOn('inbox')],
  sent: [isOn('sent')],
  notes: [isOn('notes')],
  following: [isOn('following')],
  imported: [isOn('imported')],
}

function someOf(words: string[]): string[] | null {
  return words.length === 0 ? null : words
}
