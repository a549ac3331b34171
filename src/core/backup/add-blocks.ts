// Adds sealed blocks to a backup: of all own objects, and of kept objects of others if that is
// wanted.
// Blocks never change, so a block that is in the file is not read again.
import type { CoreKind, ForeignCores, FormerCore, OwnCores } from '../cores/index.ts'
import { listFormerCores } from '../cores/index.ts'
import { findAttachedKept } from '../delivery/index.ts'
import type { Ledger } from '../ledger/index.ts'
import { blockCountOf } from '../seal/index.ts'
import { objectId, walkKept } from '../store/index.ts'
import type { BackupFile } from './backup-file.ts'
import { heldLength, isHeld, type CoreRange } from './backup-row.ts'
import { encodeBlock, encodeRows } from './piece.ts'
import type { EncodedRows } from './add-rows.ts'

export interface BlockSource {
  ledger: Ledger
  ownCores: OwnCores
  foreignCores: ForeignCores
  /** The public key of the device that writes the own cores. */
  device: Uint8Array
}

export interface WantedBlocks {
  others: boolean
  files: boolean
}

export interface AddedBlocks {
  ranges: CoreRange[]
  /** The length of each own core, with the signature of its device. */
  ends: FormerCore[]
}

const OWN_KINDS: readonly CoreKind[] = ['objects', 'public-objects', 'object']

/** Appends the blocks that are not in the file yet. `path` is the key of the file in the ledger. */
export async function addBlocks(
  source: BlockSource,
  file: BackupFile,
  path: string,
  wanted: WantedBlocks,
): Promise<AddedBlocks> {
  await source.ownCores.drain().catch(() => undefined)
  const own = await addOwn(source, file, path, wanted)
  const former = await addFormer(source, file, path, wanted)
  const others = wanted.others ? await addOthers(source, file, path, wanted) : []
  return {
    ranges: [...own.ranges, ...former.ranges, ...others],
    ends: [...own.ends, ...former.ends],
  }
}

async function addOwn(
  { ledger, ownCores, device }: BlockSource,
  file: BackupFile,
  path: string,
  { files }: WantedBlocks,
): Promise<AddedBlocks> {
  const taken: AddedBlocks = { ranges: [], ends: [] }
  for (const { core, namespace, kind, length } of ownCores.list()) {
    const row = { core, namespace, kind, length }
    if (length === 0) continue
    if (!OWN_KINDS.includes(row.kind) || (row.kind === 'object' && !files)) continue
    const end = await ownCores.endWithSignature(row.core).catch(() => ({ length: 0, signature: null }))
    const read = (position: number): Promise<Uint8Array | null> =>
      ownCores.read(row.core, position).catch(() => null)
    const range = { core: row.core, start: 0, end: Math.max(row.length, end.length) }
    const start = heldLength(ledger, path, row.core)
    const reached = await appendRange(file, { ...range, start }, read)
    if (reached > start) taken.ranges.push({ ...range, end: reached })
    taken.ends.push({ ...row, device, length: end.length, signature: end.signature })
  }
  return taken
}

async function addFormer(
  { ledger, foreignCores }: BlockSource,
  file: BackupFile,
  path: string,
  { files }: WantedBlocks,
): Promise<AddedBlocks> {
  const taken: AddedBlocks = { ranges: [], ends: [] }
  for (const former of listFormerCores(ledger)) {
    taken.ends.push(former)
    const range = { core: former.core, start: 0, end: former.length }
    if ((former.kind === 'object' && !files) || isHeld(ledger, path, range)) continue
    const read = (position: number): Promise<Uint8Array | null> =>
      foreignCores.fetch(former.core, position, 0).catch(() => null)
    if ((await appendRange(file, range, read)) === range.end) taken.ranges.push(range)
  }
  return taken
}

async function addOthers(
  source: BlockSource,
  file: BackupFile,
  path: string,
  wanted: WantedBlocks,
): Promise<CoreRange[]> {
  const { ledger, foreignCores } = source
  const taken: CoreRange[] = []
  for (const range of listKept(source, wanted)) {
    if (isHeld(ledger, path, range)) continue
    const read = (position: number): Promise<Uint8Array | null> =>
      foreignCores.fetch(range.core, position, 0).catch(() => null)
    if ((await appendRange(file, range, read)) === range.end) taken.push(range)
  }
  return taken
}

/** Yields opened letters of others, and those of their files that were fetched completely. */
function* listKept({ ledger, ownCores }: BlockSource, { files }: WantedBlocks): Generator<CoreRange> {
  for (const { object, ref, header } of walkKept(ledger)) {
    const { core, start, chunkCount } = ref
    if ((chunkCount === 1 || files) && !ownCores.isOwn(core))
      yield { core, start, end: start + blockCountOf(chunkCount) }
    if (!files) continue
    for (const { ref: file } of header.links.filter(({ rel }) => rel === 'attach'))
      if (findAttachedKept(ledger, object, objectId(file)) === true)
        yield { core: file.core, start: file.start, end: file.start + blockCountOf(file.chunkCount) }
  }
}

/** Appends every block of the range that is here. Returns the end of the part without gaps. */
async function appendRange(
  file: BackupFile,
  { core, start, end }: CoreRange,
  read: (position: number) => Promise<Uint8Array | null>,
): Promise<number> {
  let reached = start
  for (let position = start; position < end; position++) {
    const block = await read(position)
    if (block === null) continue
    await file.appendPiece(encodeBlock({ core, position, block }))
    if (reached === position) reached++
  }
  return reached
}

/** Returns the lengths as rows of `former_cores`, the table in which a restored home needs them. */
export function encodeEnds(ends: readonly FormerCore[]): EncodedRows[] {
  const columns = ['core', 'device', 'namespace', 'kind', 'length', 'signature']
  const table = 'former_cores'
  const pieces: EncodedRows[] = []
  for (let i = 0; i < ends.length; i += ENDS_PER_PIECE) {
    const rows = ends
      .slice(i, i + ENDS_PER_PIECE)
      .map(({ core, device, namespace, kind, length, signature }) => [
        core,
        device,
        namespace,
        kind,
        length,
        signature,
      ])
    pieces.push({ plaintext: encodeRows({ table, columns, rows }), table, rows: rows.length })
  }
  return pieces
}

const ENDS_PER_PIECE = 256
