// What the ledger keeps of a file that is being sealed: enough to go on after a crash, and to see whether that is still right.
// The content key is sealed once more, for this device and for this core alone.
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
  /** The object's header as it was sealed. */
  header: Uint8Array
  secrets: Uint8Array
}

const COLUMNS = `
  id, core, path, name, size, modified_at AS modifiedAt, header, secrets`

const KEY_BYTES = 32

export function listSealings(rows: Rows): SealingRow[] {
  return rows.all<SealingRow & Record<string, never>>(`SELECT ${COLUMNS} FROM sealings`)
}

/** One that was begun with this very file, as far as its size and time tell. */
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

/** How many bytes of the file itself are in so many blocks of its core. */
export function bytesStanding({ header, size }: SealingRow, blocks: number): number {
  const { frameBytes, chunkCount } = shapeObject(header.byteLength + size)
  const bodyStart = frameBytes + header.byteLength
  return Math.min(size, Math.max(0, Math.min(blocks, chunkCount) * CHUNK_BYTES - bodyStart))
}

/** The secrets of what is sealed into this core, for `SealingRow.secrets`. */
export function sealSecrets(
  core: Uint8Array,
  { contentKey, salt }: ObjectSecrets,
  device: KeyPair,
): Uint8Array {
  return sealRecord(keyOf(device), Buffer.concat([contentKey, salt]), core)
}

/** Null when they are not this device's for this core. */
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
