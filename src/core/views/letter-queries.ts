// The filters of lists: SQL conditions on the letter index, and their parameters.
// They follow receive and reference. A query opens no letter.
import { allOf, type Condition } from './boxes.ts'
import { KEYS, listKeys } from './keys.ts'
import { hasLabel } from './letter-labels.ts'

export const SEARCH_STATES = [
  'unread',
  'sealed',
  'opened',
  'starred',
  'urgent',
  'held',
  'done',
  'archived',
  'sent',
  'received',
  'mail',
] as const
export type SearchState = (typeof SEARCH_STATES)[number]

export type ListState =
  Extract<SearchState, 'unread' | 'opened' | 'starred' | 'urgent' | 'done' | 'mail'> | 'pressing' | 'letters'

/**
 * Sealed, can still be opened, and is the latest version. The expiry of a sealed letter triggers no
 * change, so the query compares the time.
 */
export const UNREAD = "state = 'sealed' AND is_replaced = 0 AND (expires_at IS NULL OR expires_at > ?)"

/** Sealed as above, or opened and marked as unread. */
export const COUNTED_UNREAD = `(${UNREAD} OR is_unread = 1)`

/**
 * Those of them that stay unread while the time passes, and those that are unread until they
 * expire.
 */
export const ALWAYS_UNREAD = "(state = 'sealed' AND is_replaced = 0 AND expires_at IS NULL) OR is_unread = 1"
export const EXPIRING = "state = 'sealed' AND is_replaced = 0 AND is_unread = 0 AND expires_at IS NOT NULL"

const STATE_CONDITIONS: Readonly<Record<Exclude<SearchState, 'unread'>, string>> = {
  sealed: "state = 'sealed'",
  opened: "side = 'inbox' AND state NOT IN ('sealed', 'recalled', 'expired', 'held')",
  starred: 'is_starred = 1',
  urgent: 'is_urgent = 1',
  held: 'is_waiting = 1',
  done: "state = 'done'",
  archived: 'is_archived = 1',
  sent: "side = 'sent'",
  received: "side = 'inbox'",
  mail: 'is_mail = 1',
}

export function stateCondition(state: SearchState, now: number): Condition {
  return state === 'unread'
    ? { sql: COUNTED_UNREAD, params: [now] }
    : { sql: STATE_CONDITIONS[state], params: [] }
}

/** Urgent letters of others that wait for an answer. */
const PRESSING = `is_urgent = 1 AND side = 'inbox' AND is_replaced = 0 AND (state = 'referenced' OR (${UNREAD}))`

function listStateCondition(state: ListState, now: number): Condition {
  if (state === 'letters') return { sql: 'is_mail = 0', params: [] }
  return state === 'pressing' ? { sql: PRESSING, params: [now] } : stateCondition(state, now)
}

/** The filter of a list; all given conditions must hold. */
export interface ListFilter {
  only: readonly ListState[]
  /** The author, or one of the addressees. */
  person: Uint8Array | null
  label: string | null
  /** Only letters for this group, or for oneself or the public by their keys. */
  audience: Uint8Array | null
  /** False: without what was said in a talk. */
  hasSaid: boolean
  /**
   * Only sealed letters whose words are here, or whose author is one of these. Null: all letters.
   */
  openableFrom: readonly Uint8Array[] | null
}

/**
 * The letters stay in the order of the index of the box, because `+` keeps the query planner from
 * scanning the inner list instead, and sorting.
 * @param id the column with the id of the letter
 */
export function listCondition(
  { only, person, label, audience, hasSaid, openableFrom }: ListFilter,
  now: number,
  id: 'id' | 'letter' = 'id',
): Condition {
  const conditions = only.map((state) => listStateCondition(state, now))
  if (openableFrom !== null) {
    const isOpenable = `${UNREAD} AND (text_from <> '' OR author IN (${KEYS}))`
    conditions.push({ sql: isOpenable, params: [now, listKeys(openableFrom)] })
  }
  if (!hasSaid) conditions.push({ sql: 'is_said = 0', params: [] })
  if (person !== null)
    conditions.push({
      sql: `+${id} IN (SELECT letter FROM letter_persons WHERE person = ?)`,
      params: [person],
    })
  if (label !== null) conditions.push(hasLabel(label))
  if (audience !== null) {
    const theirs = 'SELECT letter FROM letter_persons WHERE person = ? AND is_author = 0'
    conditions.push({ sql: `+${id} IN (${theirs})`, params: [audience] })
  }
  return allOf(conditions)
}
