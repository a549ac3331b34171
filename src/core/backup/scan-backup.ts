// Reads a backup from start to end, and skips what is damaged.
// The newest intact list decides which pieces count. If no list is intact, every readable piece
// counts.
import type { FileHandle } from 'node:fs/promises'
import { toHex, UnknownForm } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { openRegular } from '../home/index.ts'
import type { PersonRoot } from '../identity/index.ts'
import type { FrameRange } from './backup-file.ts'
import { newerBackup, type BackupLock } from './backup-lock.ts'
import { explainDisk } from './disk.ts'
import { FRAME_MAGIC, FRAME_START_BYTES, openFrame, readFrameLength } from './backup-frame.ts'
import {
  findBackupHeader,
  HEADER_MAGIC,
  MAX_HEADER_BYTES,
  openBackupKey,
  type BackupKey,
  type OpenedBackupKey,
} from './header.ts'
import {
  decodePiece,
  isListGenuine,
  isOwnerGenuine,
  pieceId,
  type BackupList,
  type ListedPiece,
  type Piece,
  type RowsPiece,
} from './piece.ts'

/** The readable content of a backup. The caller must close it. */
export interface ScannedBackup {
  /** The newest list that a device of the person signed; null if every list is damaged. */
  list: BackupList | null
  /** The lock that the passphrase opened; null if the words alone open the file. */
  lock: BackupLock | null
  /** Frames of the rows that count, in the order in which they must be restored. */
  rows: FrameRange[]
  /** The frame of each block, by core and position. */
  blocks: Map<string, Map<number, FrameRange>>
  /** Pieces of the list that are missing or damaged. */
  lost: readonly ListedPiece[]
  readRows(frame: FrameRange): Promise<RowsPiece | null>
  readBlock(core: Uint8Array, position: number): Promise<Uint8Array | null>
  close(): Promise<void>
}

const WINDOW_BYTES = 1 << 20

interface ScanOptions {
  /** Needed if the file has a lock. */
  passphrase?: string
  /** Bytes read, and the size of the file. */
  onProgress?: (read: number, of: number) => void
}

/**
 * @throws NOT_FOUND, INVALID if the file is not a backup, BAD_PASSPHRASE if the words belong to
 * another person, BACKUP_LOCKED and BAD_BACKUP_PASSPHRASE if it needs a passphrase, NEWER_HOME,
 * DAMAGED if nothing can be opened
 */
export async function scanBackup(
  path: string,
  root: PersonRoot,
  { passphrase, onProgress = () => undefined }: ScanOptions = {},
): Promise<ScannedBackup> {
  const file = await openRegular(path, { followsLink: true })
  try {
    const { size } = await file.stat()
    const { key, lock } = await findKey(file, size, root, passphrase)
    return { ...(await scan(file, size, key, root.person, onProgress)), lock }
  } catch (error) {
    await file.close()
    throw explainDisk(error)
  }
}

/** Uses the first intact header, because all headers have the same content. */
async function findKey(
  file: FileHandle,
  size: number,
  root: PersonRoot,
  passphrase: string | undefined,
): Promise<OpenedBackupKey> {
  let isBackup = false
  for await (const at of findMarks(file, size, 0, HEADER_MAGIC)) {
    isBackup = true
    const header = findBackupHeader(await read(file, at, MAX_HEADER_BYTES))
    if (header === null) continue
    const opened = openBackupKey(header, root, passphrase)
    if (opened === null)
      throw new EngineError('BAD_PASSPHRASE', 'This backup does not belong to the person with these words.')
    return opened
  }
  if (!isBackup) throw new EngineError('INVALID', 'This is not a backup.')
  throw new EngineError('DAMAGED', 'Every header of this backup is damaged.')
}

interface Found {
  pieces: Map<string, FrameRange>
  /** Frames of rows, in the order of the file. */
  rows: FrameRange[]
  blocks: Map<string, Map<number, FrameRange>>
  lists: { list: BackupList; offset: number }[]
  /** True if a device of the person signed an owner record. */
  isGenuine: boolean
}

async function scan(
  file: FileHandle,
  size: number,
  key: BackupKey,
  person: Uint8Array,
  onProgress: (read: number, of: number) => void,
): Promise<Omit<ScannedBackup, 'lock'>> {
  const found: Found = { pieces: new Map(), rows: [], blocks: new Map(), lists: [], isGenuine: false }
  for (let at = 0; at < size;) {
    const frame = await findFrame(file, size, at)
    if (frame === null) break
    const isOpen = await recordFrame(file, key, person, frame, found)
    // The length of a damaged frame is unreliable, so continue the search right after its first
    // byte.
    at = isOpen ? frame.offset + frame.bytes : frame.offset + 1
    onProgress(Math.min(at, size), size)
  }
  if (found.pieces.size === 0) throw new EngineError('DAMAGED', 'Nothing in this backup can be opened.')
  if (!found.isGenuine && found.lists.length === 0)
    throw new EngineError('DAMAGED', 'No device of this person has signed this backup.')
  return { ...choose(found), blocks: found.blocks, ...readers(file, key, found) }
}

async function findFrame(file: FileHandle, size: number, from: number): Promise<FrameRange | null> {
  const next = await frameAt(file, size, from)
  if (next !== null) return next
  for await (const offset of findMarks(file, size, from, FRAME_MAGIC)) {
    const frame = await frameAt(file, size, offset)
    if (frame !== null) return frame
  }
  return null
}

async function frameAt(file: FileHandle, size: number, offset: number): Promise<FrameRange | null> {
  const length = readFrameLength(await read(file, offset, FRAME_START_BYTES))
  const bytes = FRAME_START_BYTES + (length ?? 0)
  return length === null || offset + bytes > size ? null : { offset, bytes }
}

/** Records the piece at this position. False if no readable frame is there. */
async function recordFrame(
  file: FileHandle,
  key: BackupKey,
  person: Uint8Array,
  frame: FrameRange,
  found: Found,
): Promise<boolean> {
  const plaintext = await readFrame(file, key, frame)
  if (plaintext === null) return false
  const piece = decodeFound(plaintext)
  found.pieces.set(toHex(pieceId(key, plaintext)), frame)
  if (piece?.type === 'rows') found.rows.push(frame)
  else if (piece?.type === 'list' && isListGenuine(key, piece.list, person))
    found.lists.push({ list: piece.list, offset: frame.offset })
  else if (piece?.type === 'owner') found.isGenuine ||= isOwnerGenuine(key, piece.owner, person)
  else if (piece?.type === 'block') {
    const core = toHex(piece.block.core)
    const blocks = found.blocks.get(core) ?? new Map<number, FrameRange>()
    found.blocks.set(core, blocks.set(piece.block.position, frame))
  }
  return true
}

/**
 * Null for an unknown type, so the other pieces are not affected.
 * @throws NEWER_HOME for a list or owner record with unknown extensions
 */
function decodeFound(plaintext: Uint8Array): Piece | null {
  try {
    return decodePiece(plaintext)
  } catch (error) {
    throw error instanceof UnknownForm ? newerBackup(error) : error
  }
}

/**
 * Selects the pieces that count. Rows after the newest list come from an interrupted run, or from
 * one whose list is damaged. They are valid and newer, so they are restored last and win. Without
 * any list, all rows count.
 */
function choose({ pieces, rows, lists }: Found): Pick<ScannedBackup, 'list' | 'rows' | 'lost'> {
  const [newest] = lists.sort((one, other) => other.list.number - one.list.number)
  if (newest === undefined) return { list: null, rows, lost: [] }
  const frameOf = ({ id }: ListedPiece): FrameRange | null => pieces.get(toHex(id)) ?? null
  const there = newest.list.pieces.map(frameOf).filter((frame) => frame !== null)
  const lost = newest.list.pieces.filter((piece) => frameOf(piece) === null)
  const later = rows.filter(({ offset }) => offset > newest.offset)
  return { list: newest.list, rows: [...there, ...later], lost }
}

function readers(
  file: FileHandle,
  key: BackupKey,
  { blocks }: Found,
): Pick<ScannedBackup, 'readRows' | 'readBlock' | 'close'> {
  return {
    async readRows(frame) {
      const plaintext = await readFrame(file, key, frame)
      const piece = plaintext === null ? null : decodePiece(plaintext)
      return piece?.type === 'rows' ? piece.rows : null
    },
    async readBlock(core, position) {
      const frame = blocks.get(toHex(core))?.get(position)
      const plaintext = frame === undefined ? null : await readFrame(file, key, frame)
      const piece = plaintext === null ? null : decodePiece(plaintext)
      return piece?.type === 'block' ? piece.block.block : null
    },
    close: () => file.close(),
  }
}

async function readFrame(
  file: FileHandle,
  key: BackupKey,
  { offset, bytes }: FrameRange,
): Promise<Uint8Array | null> {
  const frame = await read(file, offset, bytes)
  return frame.byteLength < bytes ? null : openFrame(key, frame.subarray(FRAME_START_BYTES))
}

/** Yields the positions of a mark, from `from` on. */
async function* findMarks(
  file: FileHandle,
  size: number,
  from: number,
  mark: Uint8Array,
): AsyncGenerator<number> {
  const step = WINDOW_BYTES - (mark.byteLength - 1)
  for (let at = from; at < size; at += step) {
    const window = await read(file, at, WINDOW_BYTES)
    for (let found = window.indexOf(mark); found >= 0; found = window.indexOf(mark, found + 1))
      yield at + found
  }
}

async function read(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await file.read(bytes, 0, length, offset)
  return bytes.subarray(0, bytesRead)
}
