// The entries of a talk as rows: where a day begins, where the new ones begin, and which entries
// continue the one before without a face of their own. Pure.
import type { IsoTime, PersonId, Reaction, RefText, TalkEntry, Party } from '../../core/contract/index.ts'

export interface TalkRow {
  entry: TalkEntry
  /** True if the entry is the first of its day, where the reader is. */
  beginsDay: boolean
  /** True if the new entries begin here. */
  isFirstNew: boolean
  /** True if the same person said the entry before a moment ago. */
  isContinued: boolean
}

const CONTINUED_MS = 5 * 60 * 1000

export function makeRows(entries: readonly TalkEntry[], line: RefText | null): TalkRow[] {
  return entries.map((entry, at) => {
    const before = entries[at - 1]
    const beginsDay = before === undefined || !isSameDay(before.saidAt, entry.saidAt)
    const isFirstNew = entry.letter.ref === line
    const isContinued = !beginsDay && !isFirstNew && hasOnlyWords(entry) && isContinuation(before, entry)
    return { entry, beginsDay, isFirstNew, isContinued }
  })
}

/** A letter, an answer with its original, and what is urgent keep their face. */
function hasOnlyWords({ text, original, letter }: TalkEntry): boolean {
  return text !== null && original === null && letter.asks === null
}

function isContinuation(before: TalkEntry, { letter, saidAt }: TalkEntry): boolean {
  const isSamePerson = before.letter.from.person === letter.from.person
  return isSamePerson && Date.parse(saidAt) - Date.parse(before.saidAt) < CONTINUED_MS
}

function isSameDay(one: IsoTime, other: IsoTime): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString()
}

/** Counts what others said or sent from the line on. */
export function countNew(entries: readonly TalkEntry[], line: RefText | null, me: PersonId | null): number {
  const at = line === null ? -1 : entries.findIndex(({ letter }) => letter.ref === line)
  return at === -1 ? 0 : entries.slice(at).filter(({ letter }) => letter.from.person !== me).length
}

export interface ReactionCount {
  text: string
  names: string[]
  isMine: boolean
}

/** Groups equal words, the earliest first. */
export function countReactions(reactions: readonly Reaction[], me: PersonId | null): ReactionCount[] {
  const counts = new Map<string, ReactionCount>()
  for (const { text, name, person } of reactions) {
    const count = counts.get(text) ?? { text, names: [], isMine: false }
    counts.set(text, { text, names: [...count.names, name], isMine: count.isMine || person === me })
  }
  return [...counts.values()]
}

/** Returns everyone whose read mark is at this entry or a later one, without its author. */
export function listSeen(entries: readonly TalkEntry[], { letter }: TalkEntry): Party[] {
  const at = entries.findIndex((other) => other.letter.ref === letter.ref)
  return entries
    .slice(at)
    .flatMap(({ seenBy }) => seenBy)
    .filter(({ person }) => person !== letter.from.person)
}

/** The bytes that a person reads in a minute: some 200 words, or 450 Japanese characters. */
const BYTES_A_MINUTE = 1300

export function minutesToRead(bytes: number): number {
  return Math.max(1, Math.round(bytes / BYTES_A_MINUTE))
}
