// The entries of a talk as a list: an arrived one at its place, a page joined with older ones. Pure.
import type { Addressee, LetterSummary, TalkEntry, TalkOriginal } from '../../core/contract/index.ts'
import { audienceOf, entryOf, together } from '../audiences/index.ts'
import { kindOf } from '../kinds/index.ts'
import { listedTime } from './listed-time.ts'

/** True if the letter belongs to the talk with this person or group. */
export function isOfTalk({ to, from }: LetterSummary, partner: Addressee): boolean {
  return entryOf(to.find((one) => audienceOf(one).standsAlone) ?? from) === entryOf(partner)
}

/** True for what was said in a talk: an open letter without a subject, to persons or a group. */
export function isSaid({ kind, subject, policy, draft, to }: LetterSummary): boolean {
  return (
    kindOf({ kind }).maySay === true &&
    subject === '' &&
    policy.mode === 'open' &&
    draft === null &&
    together(to).reports
  )
}

/** True if its words came with its notice. */
function hasItsWords(letter: LetterSummary): boolean {
  return isSaid(letter) && letter.opensFrom === 'here'
}

/** Returns the entry of a letter that has just arrived, with what its row contains. */
export function arrivedEntry(letter: LetterSummary, entries: readonly TalkEntry[]): TalkEntry {
  const corrected = findCorrected(letter, entries)
  return {
    letter,
    saidAt: corrected?.saidAt ?? new Date(listedTime(letter)).toISOString(),
    text: hasItsWords(letter) ? letter.excerpt : null,
    original: originalOf(letter, entries),
    reactions: [],
    answers: [],
    silence: null,
    seenBy: [],
  }
}

/** A claim to replace the words of another person counts for nothing. */
function findCorrected(
  { replaces, from }: LetterSummary,
  entries: readonly TalkEntry[],
): TalkEntry | undefined {
  return entries.find(({ letter }) => letter.ref === replaces && letter.from.person === from.person)
}

function originalOf({ replyTo }: LetterSummary, entries: readonly TalkEntry[]): TalkOriginal | null {
  if (replyTo === null) return null
  const original = entries.find(({ letter }) => letter.ref === replyTo)
  if (original === undefined) return { ref: replyTo, from: null, words: null }
  const { letter, text } = original
  return { ref: replyTo, from: letter.from, words: text ?? letter.subject }
}

/**
 * False if the row of an arrival lacks something: a row has the first words of a text in one line,
 * not what an urgent letter asks, and no original outside the shown pages.
 */
export function isWholeArrival({ letter, text, original }: TalkEntry): boolean {
  if (letter.policy.urgent) return false
  if (original !== null && original.from === null) return false
  return text === null || !(text.endsWith('…') || text.includes('\n'))
}

/** Inserts by the time at which it was said. A version takes the place of the earlier one. */
export function insertEntry(entries: readonly TalkEntry[], entry: TalkEntry): TalkEntry[] {
  const others = entries.filter(({ letter }) => letter.ref !== entry.letter.ref)
  const corrected = findCorrected(entry.letter, others)
  if (corrected !== undefined) return others.with(others.indexOf(corrected), entry)
  const before = others.findLastIndex(({ saidAt }) => saidAt <= entry.saidAt)
  return others.toSpliced(before + 1, 0, entry)
}

/** Returns the newest page after the older entries that are shown. `kept`: how many of these. */
export function joinPages(
  shown: readonly TalkEntry[],
  newest: readonly TalkEntry[],
): { entries: TalkEntry[]; kept: number } {
  const first = newest[0]?.letter.ref
  const kept =
    first === undefined
      ? 0
      : Math.max(
          0,
          shown.findIndex(({ letter }) => letter.ref === first),
        )
  return { entries: [...shown.slice(0, kept), ...newest], kept }
}
