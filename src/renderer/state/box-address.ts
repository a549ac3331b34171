// The address of each box: the rail has few places, so the other boxes are tabs or filters of one.
// Also where an address leads that the page had earlier. Pure data and two look-ups.
import type { Box } from '../../core/contract/index.ts'

export const BOX_WORDS: Readonly<Record<Box, readonly [first: string, second?: string]>> = {
  inbox: ['inbox'],
  starred: ['inbox', 'starred'],
  snoozed: ['inbox', 'snoozed'],
  waiting: ['todo'],
  sent: ['sent'],
  held: ['sent', 'held'],
  scheduled: ['sent', 'scheduled'],
  drafts: ['sent', 'drafts'],
  archive: ['archive'],
  notes: ['notes'],
  following: ['following'],
  spam: ['spam'],
  trash: ['trash'],
  imported: ['settings', 'imported'],
}

/** By the first word of an earlier address: the words that replace it. The rest stays. */
const EARLIER_WORDS: Readonly<Record<string, readonly string[]>> = {
  letter: ['inbox'],
  waiting: ['todo'],
  held: ['sent', 'held'],
  scheduled: ['sent', 'scheduled'],
  drafts: ['sent', 'drafts'],
  starred: ['inbox', 'starred'],
  snoozed: ['inbox', 'snoozed'],
  imported: ['settings', 'imported'],
  knocks: ['people', 'requests'],
  contacts: ['people'],
  diagnostics: ['settings', 'diagnostics'],
}

/** Returns the box that the words begin with, and how many of them name it. */
export function findBox(first: string, second: string): { box: Box; words: 1 | 2 } | null {
  const boxes = Object.entries(BOX_WORDS) as [Box, readonly [string, string?]][]
  const byTwo = boxes.find(([, words]) => words[0] === first && words[1] === second)
  if (byTwo !== undefined) return { box: byTwo[0], words: 2 }
  const byOne = boxes.find(([, words]) => words[0] === first && words.length === 1)
  return byOne === undefined ? null : { box: byOne[0], words: 1 }
}

/** Returns the hash that replaces an earlier one; null if it is not an earlier one. */
export function redirect(hash: string): string | null {
  const [start, first = ''] = /^#\/?([^/?]*)/.exec(hash) ?? ['']
  const rest = hash.slice(start.length)
  const words = Object.hasOwn(EARLIER_WORDS, first) ? EARLIER_WORDS[first]! : null
  return words === null ? null : `#/${words.join('/')}${rest}`
}
