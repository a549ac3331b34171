// The sealed blocks that a backup holds: all of this person's own objects, and what is kept of others, if that is wanted.
// A block never changes, so that what is in the file once is not read again.
import type { CoreKind, ForeignCores, FormerCore, OwnCores } from '../cores/index.ts'
import { listFormerCores } from '../cores/index.ts'
import { findAttachedKept } from '../delivery/index.ts'
import type { Ledger } from '../ledger/index.ts'
import { blockCountOf } from '../seal/index.ts'
import { objectId, walkKept } from '../store/index.ts'
import type { BackupFile } from './backup-file.ts'
import { heldLength, isHeld, type Stretch } from './backup-row.ts'
import { encodeBlock, encodeRows } from './piece.ts'
import type { EncodedRows } from './take-rows.ts'

export interface BlockSource {
  ledger: Ledger
  ownCores: OwnCores
  foreignCores: ForeignCores
  /** The device that writes the own cores. */
  device: Uint8Array
}

export interface WantedBlocks {
  others: boolean
  files: boolean
}

export interface TakenBlocks {
  stretches: Stretch[]
  /** Where each core of this person ends, under its device's signature. */
  ends: FormerCore[]
}

const OWN_KINDS: readonly CoreKind[] = ['objects', 'public-objects', 'object']

/** Appends what is not in the file yet. `path` names the file in the ledger. */
export async function takeBlocks(
  source: BlockSource,
  file: BackupFile,
  path: string,
  wanted: WantedBlocks,
): Promise<TakenBlocks> {
  await source.ownCores.drain().catch(() => undefined)
  const own = await takeOwn(source, file, path, wanted)
  const former = await takeFormer(source, file, path, wanted)
  const others = wanted.others ? await takeOthers(source, file, path, wanted) : []
  return {
    stretches: [...own.stretches, ...former.stretches, ...others],
    ends: [...own.ends, ...former.ends],
  }
}

async function takeOwn(
  { ledger, ownCores, device }: BlockSource,
  file: BackupFile,
  path: string,
  { files }: WantedBlocks,
): Promise<TakenBlocks> {
  const taken: TakenBlocks = { stretches: [], ends: [] }
  for (const { core, namespace, kind, length } of ownCores.list()) {
    const row = { core, namespace, kind, length }
    if (length === 0) continue
    if (!OWN_KINDS.includes(row.kind) || (row.kind === 'object' && !files)) continue
    const end = await ownCores.endWithSignature(row.core).catch(() => ({ length: 0, signature: null }))
    const read = (position: number): Promise<Uint8Array | null> =>
      ownCores.read(row.core, position).catch(() => null)
    const stretch = { core: row.core, start: 0, end: Math.max(row.length, end.length) }
    const start = heldLength(ledger, path, row.core)
    const reached = await takeStretch(file, { ...stretch, start }, read)
    if (reached > start) taken.stretches.push({ ...stretch, end: reached })
    taken.ends.push({ ...row, device, length: end.length, signature: end.signature })
  }
  return taken
}

async function takeFormer(
  { ledger, foreignCores }: BlockSource,
  file: BackupFile,
  path: string,
  { files }: WantedBlocks,
): Promise<TakenBlocks> {
  const taken: TakenBlocks = { stretches: [], ends: [] }
  for (const former of listFormerCores(ledger)) {
    taken.ends.push(former)
    const stretch = { core: former.core, start: 0, end: former.length }
    if ((former.kind === 'object' && !files) || isHeld(ledger, path, stretch)) continue
    const read = (position: number): Promise<Uint8Array | null> =>
      foreignCores.fetch(former.core, position, 0).catch(() => null)
    if ((await takeStretch(file, stretch, read)) === stretch.end) taken.stretches.push(stretch)
  }
  return taken
}

async function takeOthers(
  source: BlockSource,
  file: BackupFile,
  path: string,
  wanted: WantedBlocks,
): Promise<Stretch[]> {
  const { ledger, foreignCores } = source
  const taken: Stretch[] = []
  for (const stretch of listKept(source, wanted)) {
    if (isHeld(ledger, path, stretch)) continue
    const read = (position: number): Promise<Uint8Array | null> =>
      foreignCores.fetch(stretch.core, position, 0).catch(() => null)
    if ((await takeStretch(file, stretch, read)) === stretch.end) taken.push(stretch)
  }
  return taken
}

/** Opened letters of others, and of their files what was fetched whole. */
function* listKept({ ledger, ownCores }: BlockSource, { files }: WantedBlocks): Generator<Stretch> {
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

/** Every block of it that is here. Up to where none was missing. */
async function takeStretch(
  file: BackupFile,
  { core, start, end }: Stretch,
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

/** The ends as rows of the table in which a restored home keeps them. */
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
