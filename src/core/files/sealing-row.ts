// The ledger row of a file that is being sealed: enough to resume after a crash, and to check that
// the file is still the same.
// The content key is sealed again, under a key of this device and bound to this core.
import type { KeyPair, ObjectSecrets } from '../seal/index.ts'
import { CHUNK_BYTES, deriveKey, openRecord, SALT_BYTES, sealRecord, shapeObject } from '../seal/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { SourceFile } from './source-file.ts'

export interface SealingRow {
  id: Uint8Array
  core: Uint8Array
  path: string
  name: string
  size: number
  modifiedAt: number
  /** The encoded header of the object. */
  header: Uint8Array
  secrets: Uint8Array
}

const COLUMNS = `
  id, core, path, name, size, modified_at AS modifiedAt, header, secrets`

const KEY_BYTES = 32

export function listSealings(rows: Rows): SealingRow[] {
  return rows.all<SealingRow & Record<string, never>>(`SELECT ${COLUMNS} FROM sealings`)
}

/** Returns the row of an interrupted run with this file, compared by path, size and time. */
export function findSealingOf(rows: Rows, { path, size, modifiedAt }: SourceFile): SealingRow | null {
  const sql = `SELECT ${COLUMNS} FROM sealings WHERE path = ? AND size = ? AND modified_at = ?`
  return rows.get<SealingRow>(sql, path, size, modifiedAt) ?? null
}

export function insertSealing(tx: Transaction, row: SealingRow): void {
  const { id, core, path, name, size, modifiedAt, header, secrets } = row
  tx.run(
    'INSERT INTO sealings VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ...[id, core, path, name, size, modifiedAt, header, secrets],
  )
}

export function renameSealing(tx: Transaction, { core }: SealingRow, id: Uint8Array): void {
  tx.run('UPDATE sealings SET id = ? WHERE core = ?', id, core)
}

/** Returns how many bytes of the file's content are in so many blocks of its core. */
export function sealedBytesIn({ header, size }: SealingRow, blocks: number): number {
  const { frameBytes, chunkCount } = shapeObject(header.byteLength + size)
  const bodyStart = frameBytes + header.byteLength
  return Math.min(size, Math.max(0, Math.min(blocks, chunkCount) * CHUNK_BYTES - bodyStart))
}

/** Seals the content key and the salt for `SealingRow.secrets`. */
export function sealSecrets(
  core: Uint8Array,
  { contentKey, salt }: ObjectSecrets,
  device: KeyPair,
): Uint8Array {
  return sealRecord(keyOf(device), Buffer.concat([contentKey, salt]), core)
}

/** Null if the secrets were not sealed by this device for this core. */
export function openSecrets({ core, secrets }: SealingRow, device: KeyPair): ObjectSecrets | null {
  const opened = openRecord(keyOf(device), secrets, core)
  if (opened?.byteLength !== KEY_BYTES + SALT_BYTES) return null
  return { contentKey: opened.subarray(0, KEY_BYTES), salt: opened.subarray(KEY_BYTES) }
}

export function deleteSealing(tx: Transaction, core: Uint8Array): void {
  tx.run('DELETE FROM sealings WHERE core = ?', core)
}

function keyOf(device: KeyPair): Uint8Array {
  return deriveKey('fumikura/sealing/1', device.secretKey)
}
