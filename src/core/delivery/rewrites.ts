// Evidence that the author of a store has rewritten it: which core, where, and whose, kept for good.
// Known from replicate and reference; a reader is refused with it, and the doctor shows it.
import { equalBytes } from '../base/index.ts'
import type { Rewrite } from '../cores/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { DeliveryParts } from './parts.ts'

interface SeenRewrite {
  core: Uint8Array
  /** Null where it was not known when it was seen whose store it is. */
  person: Uint8Array | null
  /** How long the core was here, and which fork of it was announced instead. */
  length: number
  fork: number
  at: number
}

type Parts = Pick<DeliveryParts, 'ledger' | 'addressBook' | 'feeds'>

/** The first sight of it counts; a later one only tells whose core it is where that was not known. Whether it was the first. */
export function keepRewrite(tx: Transaction, parts: Parts, rewrite: Rewrite, now: number): boolean {
  const { core, length, fork } = rewrite
  const person = findAuthor(tx, parts, rewrite)
  const kept = tx.run(
    'INSERT OR IGNORE INTO rewritten_cores (core, length, fork, at, person) VALUES (?, ?, ?, ?, ?)',
    ...[core, length, fork, now, person],
  )
  if (kept.changes > 0) return true
  tx.run('UPDATE rewritten_cores SET person = ? WHERE core = ? AND person IS NULL', person, core)
  return false
}

/** By the device that signs the core, else by the feed that it is. A blocked contact is its author as well. */
function findAuthor(rows: Rows, parts: Parts, { core, device }: Rewrite): Uint8Array | null {
  const { addressBook, feeds } = parts
  const writer = device === null ? null : addressBook.devices.writerOf(rows, device)
  if (writer !== null) return writer
  return feeds.list(rows).find(({ theirCore }) => equalBytes(theirCore, core))?.person ?? null
}

export function findRewrite(rows: Rows, core: Uint8Array): SeenRewrite | null {
  const query = 'SELECT core, length, fork, at, person FROM rewritten_cores WHERE core = ?'
  return rows.get<SeenRewrite & Record<string, never>>(query, core) ?? null
}

/** In the order in which they were seen. */
export function listRewrites(rows: Rows): SeenRewrite[] {
  const query = 'SELECT core, length, fork, at, person FROM rewritten_cores ORDER BY at, core'
  return rows.all<SeenRewrite & Record<string, never>>(query)
}
