// Counts what a backup could not restore, by what it is about, so that the person knows what is
// missing.
// Part of recovery: counted while rows and blocks are restored, shown in the report.
import type { ScannedBackup } from '../backup/index.ts'
import { toHex } from '../base/index.ts'
import type { RecoveryReport } from '../contract/home.ts'
import type { LostKind } from '../contract/lost.ts'
import { listFormerCores, type CoreKind } from '../cores/index.ts'
import type { Rows } from '../ledger/index.ts'
import { blockCountOf } from '../seal/index.ts'
import { listOwnRefs, type Ref } from '../store/index.ts'

export type Lost = RecoveryReport['lost']

/** @param kind null for a table that this program does not know; it is not counted */
export function addLost(lost: Lost, kind: LostKind | null, count: number): void {
  if (kind !== null && count > 0) lost[kind] = (lost[kind] ?? 0) + count
}

/**
 * Counts own letters and files with missing blocks. A large file without any block does not count,
 * because files were not included in the backup.
 */
export function countTorn(ledger: Rows, backup: ScannedBackup): number {
  const kinds = new Map(listFormerCores(ledger).map(({ core, kind }) => [toHex(core), kind]))
  return listOwnRefs(ledger).filter((ref) => isTorn(ref, kinds.get(toHex(ref.core)), backup)).length
}

function isTorn(
  { core, start, chunkCount }: Ref,
  kind: CoreKind | undefined,
  { blocks }: ScannedBackup,
): boolean {
  const there = blocks.get(toHex(core))
  if (there === undefined) return kind === 'objects' || kind === 'public-objects'
  const end = start + blockCountOf(chunkCount)
  for (let position = start; position < end; position++) if (!there.has(position)) return true
  return false
}
