// What the other members of a team say about a post: done, accepted or declined, each with a word.
// In other groups only the author learns it.
import type { Answer } from '../contract/reader-states.ts'
import type { FeedRecord } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { touch } from '../views/index.ts'

interface FellowState {
  person: Uint8Array
  value: Answer
  note: string
  at: number
}

export function keepFellowState(
  tx: Transaction,
  talk: Uint8Array,
  person: Uint8Array,
  { object, n, value, note, at }: Extract<FeedRecord, { type: 'state' }>,
): void {
  const { changes } = tx.run(
    `INSERT INTO fellow_states VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (object, person) DO UPDATE
       SET n = excluded.n, value = excluded.value, note = excluded.note, at = excluded.at, talk = excluded.talk
       WHERE excluded.n > fellow_states.n`,
    ...[object, person, n, value, note, at, talk],
  )
  if (changes > 0) touch(tx, object)
}

/** Returns what each member said last about a post, the oldest first. */
export function listFellowStates(rows: Rows, object: Uint8Array, talk: Uint8Array): FellowState[] {
  return rows.all<FellowState & Record<string, never>>(
    'SELECT person, value, note, at FROM fellow_states WHERE object = ? AND talk = ? ORDER BY at, person',
    object,
    talk,
  )
}
