// The rows of an own core: its mark, and the blocks that were committed but may not be in the
// core yet. Part of "store" and "notify": a committed row is valid before the core has the block.
import type Hypercore from 'hypercore'
import { equalBytes, toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Rows, Schema } from '../ledger/index.ts'
import { FORMER_CORES_TABLES } from './former-cores.ts'

export const coresSchema: Schema = {
  noun: 'cores',
  steps: [
    `CREATE TABLE own_cores (
       core BLOB PRIMARY KEY, kind TEXT NOT NULL, signer BLOB NOT NULL, namespace BLOB NOT NULL, blinding BLOB,
       length INTEGER NOT NULL DEFAULT 0, flushed INTEGER NOT NULL DEFAULT 0,
       frozen TEXT, is_complete INTEGER NOT NULL DEFAULT 1
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE intents (core BLOB NOT NULL, position INTEGER NOT NULL, block BLOB NOT NULL, PRIMARY KEY (core, position)) STRICT, WITHOUT ROWID;
     ${FORMER_CORES_TABLES}`,
  ],
}

/**
 * `objects`: small sealed objects. `public-objects`: objects that anyone may read.
 * `object`: one large object. `feed`: notices. `group`: the membership records of a
 * group. `archive`: a tree that can be rebuilt.
 */
export type CoreKind = 'objects' | 'public-objects' | 'object' | 'feed' | 'group' | 'archive'
export type FrozenReason = 'short' | 'ahead' | 'conflict' | 'differs' | 'unreadable'

export interface FrozenCore {
  core: Uint8Array
  kind: CoreKind
}

/** A block that was committed for a position in a core, and may not be in the core yet. */
export interface Intent {
  position: number
  block: Uint8Array
}

export interface CoreRow {
  core: Uint8Array
  kind: CoreKind
  /** The key that signs the core: the device's, or one that is blinded by `blinding`. */
  signer: Uint8Array
  namespace: Uint8Array
  /** The secret that blinds the device's key. Null if the device itself signs. */
  blinding: Uint8Array | null
  /** The mark: the number of blocks that this device has committed to the core. */
  length: number
  flushed: number
  frozen: FrozenReason | null
  isComplete: number
}

export const CORE_COLUMNS = `
  core, kind, signer, namespace, blinding, length, flushed, frozen, is_complete AS isComplete`

/** @throws DAMAGED if the core is not in the ledger */
export function getCoreRow(rows: Rows, core: Uint8Array): CoreRow {
  const row = rows.get<CoreRow>(`SELECT ${CORE_COLUMNS} FROM own_cores WHERE core = ?`, core)
  if (row === undefined)
    throw new EngineError('DAMAGED', 'This core is not in the ledger.', { details: { core: toHex(core) } })
  return row
}

/** Returns the mark of an own core. Null if this device writes no such core. */
export function findCoreMark(rows: Rows, core: Uint8Array): number | null {
  const sql = 'SELECT length FROM own_cores WHERE core = ?'
  return rows.get<{ length: number }>(sql, core)?.length ?? null
}

/**
 * Returns the committed blocks of `core` from position `from` on, in order. At most `limit`
 * of them; -1 means all.
 */
export function readIntents(rows: Rows, core: Uint8Array, from = 0, limit = -1): Intent[] {
  return rows.all(
    'SELECT position, block FROM intents WHERE core = ? AND position >= ? ORDER BY position LIMIT ?',
    core,
    from,
    limit,
  )
}

/** Returns the intents whose block is not at its position in the core. */
export async function listLost(core: Hypercore, intents: Intent[]): Promise<Intent[]> {
  const lost: Intent[] = []
  for (const intent of intents) {
    const stored = intent.position < core.length ? await core.get(intent.position, { wait: false }) : null
    if (stored === null || !equalBytes(stored, intent.block)) lost.push(intent)
  }
  return lost
}

/**
 * Returns the blocks that bring a core up to its mark. If that is impossible, the reason to
 * freeze the core.
 */
export async function planRepair(
  core: Hypercore,
  row: CoreRow,
  intents: Intent[],
): Promise<Intent[] | FrozenReason> {
  if (core.length > row.length) return 'ahead'
  const missing = intents.filter(({ position }) => position >= core.length)
  if (missing.length !== row.length - core.length) return 'short'
  return (await listLost(core, intents)).length === missing.length ? missing : 'differs'
}
