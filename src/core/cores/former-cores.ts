// Cores that an earlier device of this person wrote: here they are read and given to others, and nothing is ever appended to them.
// Part of recovery: what stood in them comes from a backup, block by block, under the signature their writer gave.
import type Hypercore from 'hypercore'
import { equalBytes, KEY_BYTES } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { coreKey, coreManifest } from './core-key.ts'
import type { CoreKind } from './core-row.ts'
import type { CoreShelf } from './core-shelf.ts'
import { CoreTree } from './core-tree.ts'

/** Blocks that could not be proven in their core are kept by their place alone. */
export const FORMER_CORES_TABLES = `
  CREATE TABLE former_cores (
    core BLOB PRIMARY KEY, device BLOB NOT NULL, namespace BLOB NOT NULL, kind TEXT NOT NULL, length INTEGER NOT NULL, signature BLOB
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE rescued_blocks (
    core BLOB NOT NULL, position INTEGER NOT NULL, block BLOB NOT NULL, PRIMARY KEY (core, position)
  ) STRICT, WITHOUT ROWID;`

export interface FormerCore {
  core: Uint8Array
  device: Uint8Array
  namespace: Uint8Array
  kind: CoreKind
  length: number
  /** By its device, for this length; null when there is none to be had. */
  signature: Uint8Array | null
}

export function listFormerCores(rows: Rows): FormerCore[] {
  return rows.all<FormerCore & Record<string, never>>(
    'SELECT core, device, namespace, kind, length, signature FROM former_cores',
  )
}

/** How long a former core is; null when it is none. */
export function findFormerLength(rows: Rows, core: Uint8Array): number | null {
  const sql = 'SELECT length FROM former_cores WHERE core = ?'
  return rows.get<{ length: number }>(sql, core)?.length ?? null
}

/** The own cores in this ledger become cores of `device`, which wrote them; this device writes none of them. */
export function retireOwnCores(tx: Transaction, device: Uint8Array): void {
  tx.run(
    `INSERT OR IGNORE INTO former_cores (core, device, namespace, kind, length)
     SELECT core, ?, namespace, kind, length FROM own_cores WHERE is_complete = 1`,
    device,
  )
  tx.run('DELETE FROM own_cores')
}

/** Of a core that does not take it: its tree is not to be had, or is known here at another length. */
export function rescueBlock(tx: Transaction, core: Uint8Array, position: number, block: Uint8Array): void {
  tx.run('INSERT OR IGNORE INTO rescued_blocks VALUES (?, ?, ?)', core, position, block)
}

export function findRescuedBlock(rows: Rows, core: Uint8Array, position: number): Uint8Array | null {
  const sql = 'SELECT block FROM rescued_blocks WHERE core = ? AND position = ?'
  return rows.get<{ block: Uint8Array }>(sql, core, position)?.block ?? null
}

/** Whether a core has the name that its device and namespace give it. */
export function isNamedRightly({ core, device, namespace }: FormerCore): boolean {
  return device.byteLength === KEY_BYTES && equalBytes(coreKey(device, namespace), core)
}

/**
 * Fills an empty core with the blocks of an earlier device, if all of them are there and the signature fits. False when they are not: then
 * nothing was put into it, and each block can still be rescued by its place.
 * @param readBlock null for one that is lost; asked twice for each
 */
export async function refillCore(
  shelf: CoreShelf,
  former: FormerCore,
  readBlock: (position: number) => Promise<Uint8Array | null>,
): Promise<boolean> {
  const { core: key, device, namespace, length, signature } = former
  if (signature === null || length === 0 || !isNamedRightly(former)) return false
  const tree = new CoreTree(length)
  for (let position = 0; position < length; position++) {
    const block = await readBlock(position)
    if (block === null) return false
    tree.add(position, block)
  }
  const roots = tree.roots()!
  const core = await shelf.takeOwn(key, coreManifest(device, namespace))
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

/** How a core ends now, with the signature over it; none over an empty one. */
export async function readCoreEnd(core: Hypercore): Promise<Pick<FormerCore, 'length' | 'signature'>> {
  const { length } = core
  if (length === 0 || core.fork !== 0) return { length: 0, signature: null }
  const { upgrade } = await core.proof({ upgrade: { start: 0, length } })
  return { length, signature: upgrade?.signature ?? null }
}
