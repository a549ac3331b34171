// The core in which an owner writes the records of a group. Its key derives from the naming secret
// of the era in which its writer took over.
// So every member can compute where the next owner will write. A frozen core is succeeded by the
// next generation.
import { coreKey, discoveryKey } from '../cores/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { hash } from '../seal/index.ts'
import type { Title } from './title.ts'

/** Persisted: do not change. */
export function groupCoreNamespace(
  namingSecret: Uint8Array,
  device: Uint8Array,
  generation: number,
): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(generation)
  return hash('fumikura/group-core/1', namingSecret, device, bytes)
}

export function groupCoreKey(namingSecret: Uint8Array, device: Uint8Array, generation: number): Uint8Array {
  return coreKey(device, groupCoreNamespace(namingSecret, device, generation))
}

/**
 * The first generation contains the number of hand-overs, so a person who owns the group a second
 * time writes into another core.
 */
export function firstGeneration({ handovers }: Title): number {
  return handovers.length << 16
}

/**
 * Fellow members may replicate this core from here. Cores of earlier owners count too, because a
 * member who was away reads them all in order.
 */
export function addRecordCore(tx: Transaction, group: Uint8Array, core: Uint8Array): void {
  tx.run('INSERT OR IGNORE INTO group_record_cores VALUES (?, ?, ?)', discoveryKey(core), core, group)
}

export function findRecordCore(
  rows: Rows,
  key: Uint8Array,
): { core: Uint8Array; groupId: Uint8Array } | null {
  const sql = 'SELECT core, group_id AS groupId FROM group_record_cores WHERE discovery_key = ?'
  return rows.get<{ core: Uint8Array; groupId: Uint8Array }>(sql, Buffer.from(key)) ?? null
}
