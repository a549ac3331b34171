// Where the own feeds say something of an object: its notices, with title and words, and reactions.
// The secrets of a feed stay, so when the object is deleted, these blocks are removed.
// Each row is written with its record, between store and notify.
import { toHex } from '../base/index.ts'
import {
  encodeCleared,
  MAX_CLEARED_RANGES,
  toRanges,
  type ClearedRange,
  type OwnCores,
} from '../cores/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { objectId } from '../store/index.ts'
import { MAX_FEED_BLOCK_BYTES, type FeedRecord } from './feed-record.ts'

export const TOLD_WORDS_TABLE = `
  CREATE TABLE told_words (
    object BLOB NOT NULL, core BLOB NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (object, core, position)
  ) STRICT, WITHOUT ROWID;`

/** Call this function when the record is appended. */
export function keepToldWords(tx: Transaction, record: FeedRecord, core: Uint8Array, position: number): void {
  if (record.type === 'notice')
    tx.run('INSERT OR IGNORE INTO told_words VALUES (?, ?, ?)', objectId(record.notice.ref), core, position)
  if (record.type === 'reaction') tx.run(NOTE_REACTION, record.object, core, position, record.object)
}

/** A letter of another person has no notice here, and is never deleted here. */
const NOTE_REACTION = `
  INSERT OR IGNORE INTO told_words SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM told_words WHERE object = ?)`

/** Blocks that the caller clears, also at stations. */
export interface ClearedBlocks extends ClearedRange {
  readonly core: Uint8Array
  /** At most. */
  readonly bytes: number
}

/**
 * Gives up the blocks of the own feeds that say something of this object, and says so in each feed.
 * A frozen core takes no further word, so its readers would wait for the blocks. They stay there.
 */
export function clearToldWords(tx: Transaction, ownCores: OwnCores, object: Uint8Array): ClearedBlocks[] {
  return groupByCore(tx, object).flatMap(({ core, positions }) => {
    const isOwn = ownCores.isOwn(core)
    if (isOwn && ownCores.isFrozen(core)) return []
    const ranges = toRanges(positions)
    for (let at = 0; isOwn && at < ranges.length; at += MAX_CLEARED_RANGES) {
      const some = ranges.slice(at, at + MAX_CLEARED_RANGES)
      ownCores.append(tx, core, (position) => encodeCleared(core, position, some))
    }
    tx.run('DELETE FROM told_words WHERE object = ? AND core = ?', object, core)
    return ranges.map(({ start, end }) => {
      return { core, start, end, bytes: (end - start) * MAX_FEED_BLOCK_BYTES }
    })
  })
}

function groupByCore(rows: Rows, object: Uint8Array): { core: Uint8Array; positions: number[] }[] {
  const sql = 'SELECT core, position FROM told_words WHERE object = ?'
  const groups = new Map<string, { core: Uint8Array; positions: number[] }>()
  for (const { core, position } of rows.all<{ core: Uint8Array; position: number }>(sql, object)) {
    const group = groups.get(toHex(core)) ?? { core, positions: [] }
    group.positions.push(position)
    groups.set(toHex(core), group)
  }
  return [...groups.values()]
}
