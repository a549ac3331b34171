// Cores of an earlier device of this person. This home reads and shares them, and
// never appends to them. Part of recovery: a backup contains their blocks, with the
// signature of the device that wrote them.
import type Hypercore from 'hypercore'
import { equalBytes, KEY_BYTES } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { coreKey, coreManifest } from './core-key.ts'
import type { CoreKind } from './core-row.ts'
import type { CoreShelf } from './core-shelf.ts'
import { CoreTree } from './core-tree.ts'

/**
 * rescued_blocks contains blocks that could not be proven in their core; they are
 * found by their position.
 */
export const FORMER_CORES_TABLES = `
  CREATE TABLE former_cores (
    core BLOB PRIMARY KEY, device BLOB NOT NULL, namespace BLOB NOT NULL, kind TEXT NOT NULL, length INTEGER NOT NULL, signature BLOB
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE rescued_blocks (
    core BLOB NOT NULL, position INTEGER NOT NULL, block BLOB NOT NULL, PRIMARY KEY (core, position)
  ) STRICT, WITHOUT ROWID;`

export interface FormerCore {
  core: Uint8Array
  /** The key that signed it. */
  device: Uint8Array
  namespace: Uint8Array
  kind: CoreKind
  length: number
  /** The signature of its device for this length. Null if there is none. */
  signature: Uint8Array | null
}

export function listFormerCores(rows: Rows): FormerCore[] {
  return rows.all<FormerCore & Record<string, never>>(
    'SELECT core, device, namespace, kind, length, signature FROM former_cores',
  )
}

/** Returns the length of a former core. Null if `core` is not a former core. */
export function findFormerLength(rows: Rows, core: Uint8Array): number | null {
  const sql = 'SELECT length FROM former_cores WHERE core = ?'
  return rows.get<{ length: number }>(sql, core)?.length ?? null
}

/**
 * Turns the own cores in this ledger into former cores of the device that wrote
 * them. This device then owns none of them.
 */
export function retireOwnCores(tx: Transaction): void {
  tx.run(
    `INSERT OR IGNORE INTO former_cores (core, device, namespace, kind, length)
     SELECT core, signer, namespace, kind, length FROM own_cores WHERE is_complete = 1`,
  )
  tx.run('DELETE FROM own_cores')
}

/**
 * Stores a block whose core cannot take it, because its tree is unavailable or is
 * known here at another length.
 */
export function rescueBlock(tx: Transaction, core: Uint8Array, position: number, block: Uint8Array): void {
  tx.run('INSERT OR IGNORE INTO rescued_blocks VALUES (?, ?, ?)', core, position, block)
}

export function findRescuedBlock(rows: Rows, core: Uint8Array, position: number): Uint8Array | null {
  const sql = 'SELECT block FROM rescued_blocks WHERE core = ? AND position = ?'
  return rows.get<{ block: Uint8Array }>(sql, core, position)?.block ?? null
}

/** True if the key of the core follows from its device and namespace. */
export function hasDerivedKey({ core, device, namespace }: FormerCore): boolean {
  return device.byteLength === KEY_BYTES && equalBytes(coreKey(device, namespace), core)
}

/**
 * Fills an empty core with the blocks of an earlier device, if all of them exist and the signature
 * fits. Otherwise false, and each block can still be stored by its position with `rescueBlock`.
 * @param readBlock returns null for a lost block; called twice for each block
 */
export async function refillCore(
  shelf: CoreShelf,
  former: FormerCore,
  readBlock: (position: number) => Promise<Uint8Array | null>,
): Promise<boolean> {
  const { core: key, device, namespace, length, signature } = former
  if (signature === null || length === 0 || !hasDerivedKey(former)) return false
  const tree = new CoreTree(length)
  for (let position = 0; position < length; position++) {
    const block = await readBlock(position)
    if (block === null) return false
    tree.add(position, block)
  }
  const roots = tree.roots()!
  const core = await shelf.openOwn(key, coreManifest(device, namespace))
  for (let position = 0; position < length; position++) {
    const value = await readBlock(position)
    if (value === null) return false
    const { nodes, root } = tree.pathOf(position, roots)
    const others = roots.filter(({ index }) => index !== root)
    const upgrade =
      core.length === 0 ? { start: 0, length, nodes: others, additionalNodes: [], signature } : null
    const block = { index: position, value, nodes }
    try {
      await core.applyProof({ fork: 0, block, hash: null, seek: null, upgrade, manifest: core.manifest })
    } catch {
      return false
    }
  }
  return true
}

/**
 * Returns the length of a core and the signature for it. Length 0 and no signature if the
 * core is empty or forked.
 */
export async function readCoreEnd(core: Hypercore): Promise<Pick<FormerCore, 'length' | 'signature'>> {
  const { length } = core
  if (length === 0 || core.fork !== 0) return { length: 0, signature: null }
  const { upgrade } = await core.proof({ upgrade: { start: 0, length } })
  return { length, signature: upgrade?.signature ?? null }
}
