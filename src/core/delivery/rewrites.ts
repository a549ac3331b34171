// Evidence that the author of a store has rewritten a core: which core, from where on, and whose.
// The evidence is kept permanently.
// replicate and reference detect it. A reader gets REWRITTEN with the evidence, and the doctor
// report shows it.
import { equalBytes } from '../base/index.ts'
import type { Rewrite } from '../cores/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { DeliveryParts } from './parts.ts'

interface SeenRewrite {
  core: Uint8Array
  /** Null if the owner of the core was unknown when the rewrite was seen. */
  person: Uint8Array | null
  /** The length of the core in this home, and the fork that was announced instead. */
  length: number
  fork: number
  at: number
}

type Parts = Pick<DeliveryParts, 'ledger' | 'addressBook' | 'feeds'>

/**
 * Keeps the first evidence for a core. Later evidence only adds the author if that was unknown.
 * Returns true if this is the first evidence.
 */
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

/**
 * Finds the author by the device that signs the core, or by the feed that the core is. A blocked
 * contact counts too.
 */
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

/** Returns the rewrites, the oldest first. */
export function listRewrites(rows: Rows): SeenRewrite[] {
  const query = 'SELECT core, length, fork, at, person FROM rewritten_cores ORDER BY at, core'
  return rows.all<SeenRewrite & Record<string, never>>(query)
}
