// What a backup could not give back, counted by what it is about, so that a person learns what to look for.
// Part of recovery: counted while rows and blocks are put back, told in the report.
import type { ScannedBackup } from '../backup/index.ts'
import { toHex } from '../base/index.ts'
import type { RecoveryReport } from '../contract/home.ts'
import type { LostKind } from '../contract/lost.ts'
import { listFormerCores, type CoreKind } from '../cores/index.ts'
import type { Rows } from '../ledger/index.ts'
import { blockCountOf } from '../seal/index.ts'
import { listOwnRefs, type Ref } from '../store/index.ts'

export type Lost = RecoveryReport['lost']

/** @param kind null for what this program does not know: it could not be put back by any program like this one */
export function addLost(lost: Lost, kind: LostKind | null, count: number): void {
  if (kind !== null && count > 0) lost[kind] = (lost[kind] ?? 0) + count
}

/** Own letters and files of which blocks are missing. A large file of which nothing is there was not wanted. */
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
