// How far a person has read in a talk. Shown only by choice, and only to those who show it too.
// A read mark is no proof of an opening. The release of a controlled letter proves that.
import type { DeliveryParts } from '../delivery/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Audience } from '../store/index.ts'
import { findSettings } from './talk-settings.ts'

export interface SeenMark {
  person: Uint8Array
  object: Uint8Array
  at: number
}

type Parts = Pick<DeliveryParts, 'ledger' | 'identity' | 'clock' | 'audiences'>

/** Tells the others of a talk how far this person has read, if they chose to show it. */
export async function showSeen(parts: Parts, { kind, key }: Audience, object: Uint8Array): Promise<void> {
  const { ledger, identity, clock, audiences } = parts
  if (!findSettings(ledger, key).showsSeen) return
  await ledger.write((tx) => {
    const at = clock.now()
    if (audiences[kind].append(tx, key, { type: 'seen', object, at }))
      keepSeen(tx, key, { person: identity.person, object, at })
  })
}

export function keepSeen(tx: Transaction, talk: Uint8Array, { person, object, at }: SeenMark): void {
  tx.run(
    `INSERT INTO seen_marks VALUES (?, ?, ?, ?)
     ON CONFLICT (talk, person) DO UPDATE SET object = excluded.object, at = excluded.at
       WHERE excluded.at >= seen_marks.at`,
    ...[talk, person, object, at],
  )
}

/** Returns how far the others of a talk have read. Empty unless this person shows it too. */
export function listSeen(rows: Rows, talk: Uint8Array): SeenMark[] {
  if (!findSettings(rows, talk).showsSeen) return []
  return rows.all<SeenMark & Record<string, never>>(
    'SELECT person, object, at FROM seen_marks WHERE talk = ? ORDER BY at',
    talk,
  )
}
