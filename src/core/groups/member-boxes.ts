// What an owner's device remembers of the boxes of members in the present core of records: which
// KEM box a member has, so that later secrets go into small boxes.
import { compareBytes, concatBytes, toHex } from '../base/index.ts'
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

/** Boxes of one core, ready for one statement. */
export interface EncodedBoxes {
  /** Person, hash of the KEM key and pair key of each box. */
  keys: Uint8Array
  /** JSON of the other numbers of each. */
  numbers: string
}

const KEY_BYTES = 32
const BOX_BYTES = 3 * KEY_BYTES

/**
 * For a plan: the transaction of a thousand boxes is long without it. Sorted rows and bytes that
 * SQLite need not parse take a quarter of the time.
 */
export function encodeBoxes(boxes: readonly MemberBox[]): EncodedBoxes {
  const sorted = [...boxes].sort((one, other) => compareBytes(one.person, other.person))
  return {
    keys: concatBytes(...sorted.flatMap(({ person, kemKey, pairKey }) => [person, kemKey, pairKey])),
    numbers: JSON.stringify(sorted.map(({ pairNumber, position, number }) => [pairNumber, position, number])),
  }
}

/**
 * A box in another core, or to a former key, counts no longer. One statement: a new owner writes a
 * thousand boxes in one transaction.
 */
export function recordMemberBoxes(
  tx: Transaction,
  group: Uint8Array,
  core: Uint8Array,
  { keys, numbers }: EncodedBoxes,
): void {
  const key = (index: number): string =>
    `substr(keys, key * ${BOX_BYTES} + ${index * KEY_BYTES + 1}, ${KEY_BYTES})`
  tx.run(
    `WITH given (keys) AS (VALUES (?)) INSERT OR REPLACE INTO group_boxes
       (group_id, core, person, kem_key, pair_key, pair_number, position, number)
     SELECT ?, ?, ${key(0)}, ${key(1)}, ${key(2)}, value ->> 0, value ->> 1, value ->> 2
     FROM given, json_each(?)`,
    ...[keys, group, core, numbers],
  )
}
