// What an owner's device remembers of the boxes of members in the present core of records: which
// KEM box a member has, so that later secrets go into small boxes.
import { toHex } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'

export interface MemberBox {
  person: Uint8Array
  core: Uint8Array
  /** The hash of the KEM key that the box was sealed to. */
  kemKey: Uint8Array
  pairNumber: number
  pairKey: Uint8Array
  /** The position of the part with the box, and the number of its record. */
  position: number
  number: number
}

/** By person, in hex. */
export type MemberBoxes = ReadonlyMap<string, MemberBox>

/** Returns the boxes in this core. Each record of it changes them, and nothing else does. */
export function listMemberBoxes(rows: Rows, group: Uint8Array, core: Uint8Array): MemberBoxes {
  const sql = `SELECT person, core, kem_key AS kemKey, pair_number AS pairNumber, pair_key AS pairKey, position, number
    FROM group_boxes WHERE group_id = ? AND core = ?`
  const found = rows.all<MemberBox & Record<string, never>>(sql, group, core)
  return new Map(found.map((box) => [toHex(box.person), box]))
}

/** The rows of boxes, as one value of a statement. */
export type EncodedBoxes = string & { readonly __brand: 'EncodedBoxes' }

/** For a plan: the transaction of a thousand boxes is long without it. */
export function encodeBoxes(boxes: readonly MemberBox[]): EncodedBoxes {
  const values = boxes.map(({ person, core, kemKey, pairNumber, pairKey, position, number }) => [
    ...[person, core, kemKey, pairKey].map(toHex),
    ...[pairNumber, position, number],
  ])
  return JSON.stringify(values) as EncodedBoxes
}

/**
 * A box in another core, or to a former key, counts no longer. One statement: a new owner writes a
 * thousand boxes in one transaction.
 */
export function recordMemberBoxes(tx: Transaction, group: Uint8Array, boxes: EncodedBoxes): void {
  tx.run(
    `INSERT OR REPLACE INTO group_boxes
       (group_id, person, core, kem_key, pair_key, pair_number, position, number)
     SELECT ?, unhex(value ->> 0), unhex(value ->> 1), unhex(value ->> 2), unhex(value ->> 3),
       value ->> 4, value ->> 5, value ->> 6 FROM json_each(?)`,
    group,
    boxes,
  )
}
