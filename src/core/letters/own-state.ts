// The state of an own letter, summed up from its readers: what the row of the letter says.
// After notify and state. Pure, but for the time at which each reader reached a state.
import { statusOf, type AudienceRow, type ReaderStatus, type tallyOf } from '../access/index.ts'
import { sumUp } from '../contract/reader-states.ts'
import type { Rows } from '../ledger/index.ts'
import { isOnePerson, isPublished } from '../store/index.ts'
import type { LetterEntry } from '../views/index.ts'

/** The state of a letter that only its author has. */
export const STORED = { state: 'stored', stateAt: null } as const

type OwnTally = ReturnType<typeof tallyOf>

/** Returns the state that all readers share. The readers of a public letter are not counted. */
export function stateOfOwn(
  rows: Rows,
  object: Uint8Array,
  audiences: readonly AudienceRow[],
  tally: OwnTally,
  now: number,
): Pick<LetterEntry, 'state' | 'stateAt'> {
  if (audiences.length === 0) return STORED
  const published = audiences.find(({ audience }) => isPublished(audience))
  if (published !== undefined && published.noticedAt !== null)
    return { state: published.withdrawnAt === null ? 'public' : 'recalled', stateAt: published.noticedAt }
  if (published !== undefined && audiences.length === 1)
    return {
      state: published.heldAt === null ? 'scheduled' : 'held',
      stateAt: published.heldAt ?? published.notBefore,
    }
  const state = sumUp(Object.keys(tally) as (keyof OwnTally)[])
  const isOfPersons = audiences.every(({ audience }) => isOnePerson(audience))
  return { state, stateAt: isOfPersons ? reachedByAllAt(statusOf(rows, object, now)) : null }
}

/** True if the author holds or schedules it for some reader, certainly or not. */
export function isWaiting(audiences: readonly AudienceRow[], tally: OwnTally): boolean {
  const isUnpublished = audiences.some(
    ({ audience, noticedAt, recalledAt }) =>
      isPublished(audience) && noticedAt === null && recalledAt === null,
  )
  return isUnpublished || WAITING.some((state) => (tally[state] ?? 0) > 0)
}

const WAITING = ['held', 'holding', 'scheduled'] as const

/** Returns the earliest time at which a notice is due. */
export function goesAtOf(audiences: readonly AudienceRow[]): number | null {
  const times = audiences.flatMap(({ noticedAt, recalledAt, heldAt, notBefore }) =>
    noticedAt === null && recalledAt === null && heldAt === null && notBefore !== null ? [notBefore] : [],
  )
  return times.length === 0 ? null : times.reduce((least, time) => Math.min(least, time))
}

const TIMELESS: ReadonlySet<string> = new Set(['held', 'holding', 'letting-go'])

/**
 * Returns when the last reader reached the state that all of them share. Null for a hold and its
 * end, which have no time of their own, certain or not.
 */
function reachedByAllAt(readers: readonly ReaderStatus[]): number | null {
  const [first] = readers
  if (first === undefined || TIMELESS.has(first.state)) return null
  if (!readers.every(({ state }) => state === first.state)) return null
  return readers.reduce((latest, { at }) => Math.max(latest, at), first.at)
}
