// A backup as it is found: read from one end to the other, whatever is damaged in it passed over.
// The newest list whose pieces are there says what counts; where none is left, all that can be opened does.
import type { FileHandle } from 'node:fs/promises'
import { toHex, UnknownForm } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { openRegular } from '../home/index.ts'
import type { PersonRoot } from '../identity/index.ts'
import { newerBackup, type BackupLock } from './backup-lock.ts'
import { explainDisk } from './disk.ts'
import { FRAME_MAGIC, FRAME_START_BYTES, openFrame, readFrameLength } from './frame.ts'
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

interface Place {
  offset: number
  bytes: number
}

export interface ScannedBackup {
  /** The newest that is signed by a device of the person; null when each is damaged. */
  list: BackupList | null
  /** With which the file was opened besides the words; null where these were enough. */
  lock: BackupLock | null
  /** Pieces of rows that count, in the order in which they are to be put back. */
  rows: Place[]
  /** By core and position: where each block lies. */
  blocks: Map<string, Map<number, Place>>
  /** Pieces that the list names and that are not in the file as they were written. */
  lost: readonly ListedPiece[]
  readRows(place: Place): Promise<RowsPiece | null>
  readBlock(core: Uint8Array, position: number): Promise<Uint8Array | null>
  close(): Promise<void>
}

const WINDOW_BYTES = 1 << 20

interface ScanOptions {
  /** Where the file asks for one. */
  passphrase?: string
  /** Bytes read of all. */
  onProgress?: (read: number, of: number) => void
}

/**
 * @throws NOT_FOUND, INVALID when it is no backup, BAD_PASSPHRASE when these words are another person's, BACKUP_LOCKED and
 *   BAD_BACKUP_PASSPHRASE when it asks for a passphrase besides, NEWER_HOME, DAMAGED when nothing of it can be opened
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

/** Any header will do: each says the same. */
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
      throw new EngineError('BAD_PASSPHRASE', 'This backup is not of the person with these words.')
    return opened
  }
  if (!isBackup) throw new EngineError('INVALID', 'This is no backup.')
  throw new EngineError('DAMAGED', 'Every header of this backup is damaged.')
}

interface Found {
  pieces: Map<string, Place>
  /** Of rows, in the order of the file. */
  rows: Place[]
  blocks: Map<string, Map<number, Place>>
  lists: { list: BackupList; offset: number }[]
  /** Whether a device of the person has said that it is theirs. */
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
    const place = await findFrame(file, size, at)
    if (place === null) break
    const isOpen = await note(file, key, person, place, found)
    // A length that was damaged would lead past the next frames: reading begins anew right behind its first bytes.
    at = isOpen ? place.offset + place.bytes : place.offset + 1
    onProgress(Math.min(at, size), size)
  }
  if (found.pieces.size === 0) throw new EngineError('DAMAGED', 'Nothing in this backup can be opened.')
  if (!found.isGenuine && found.lists.length === 0)
    throw new EngineError('DAMAGED', 'No device of this person has signed this backup.')
  return { ...choose(found), blocks: found.blocks, ...readers(file, key, found) }
}

async function findFrame(file: FileHandle, size: number, from: number): Promise<Place | null> {
  const next = await frameAt(file, size, from)
  if (next !== null) return next
  for await (const offset of findMarks(file, size, from, FRAME_MAGIC)) {
    const place = await frameAt(file, size, offset)
    if (place !== null) return place
  }
  return null
}

async function frameAt(file: FileHandle, size: number, offset: number): Promise<Place | null> {
  const length = readFrameLength(await read(file, offset, FRAME_START_BYTES))
  const bytes = FRAME_START_BYTES + (length ?? 0)
  return length === null || offset + bytes > size ? null : { offset, bytes }
}

/** Whether there is a piece at this place. */
async function note(
  file: FileHandle,
  key: BackupKey,
  person: Uint8Array,
  place: Place,
  found: Found,
): Promise<boolean> {
  const plaintext = await readPlace(file, key, place)
  if (plaintext === null) return false
  const piece = decodeFound(plaintext)
  found.pieces.set(toHex(pieceId(key, plaintext)), place)
  if (piece?.type === 'rows') found.rows.push(place)
  else if (piece?.type === 'list' && isListGenuine(key, piece.list, person))
    found.lists.push({ list: piece.list, offset: place.offset })
  else if (piece?.type === 'owner') found.isGenuine ||= isOwnerGenuine(key, piece.owner, person)
  else if (piece?.type === 'block') {
    const core = toHex(piece.block.core)
    const blocks = found.blocks.get(core) ?? new Map<number, Place>()
    found.blocks.set(core, blocks.set(piece.block.position, place))
  }
  return true
}

/** Null for a type that is not known here: it says nothing of what the others hold. @throws NEWER_HOME for a list or owner that says more */
function decodeFound(plaintext: Uint8Array): Piece | null {
  try {
    return decodePiece(plaintext)
  } catch (error) {
    throw error instanceof UnknownForm ? newerBackup(error) : error
  }
}

/**
 * What stands behind the newest list is of a run that was torn, or whose list is damaged: real rows of a later moment, which are put back
 * later and win. Where no list is left, that is all there is.
 */
function choose({ pieces, rows, lists }: Found): Pick<ScannedBackup, 'list' | 'rows' | 'lost'> {
  const [newest] = lists.sort((one, other) => other.list.number - one.list.number)
  if (newest === undefined) return { list: null, rows, lost: [] }
  const placeOf = ({ id }: ListedPiece): Place | null => pieces.get(toHex(id)) ?? null
  const there = newest.list.pieces.map(placeOf).filter((place) => place !== null)
  const lost = newest.list.pieces.filter((piece) => placeOf(piece) === null)
  const later = rows.filter(({ offset }) => offset > newest.offset)
  return { list: newest.list, rows: [...there, ...later], lost }
}

function readers(
  file: FileHandle,
  key: BackupKey,
  { blocks }: Found,
): Pick<ScannedBackup, 'readRows' | 'readBlock' | 'close'> {
  return {
    async readRows(place) {
      const plaintext = await readPlace(file, key, place)
      const piece = plaintext === null ? null : decodePiece(plaintext)
      return piece?.type === 'rows' ? piece.rows : null
    },
    async readBlock(core, position) {
      const place = blocks.get(toHex(core))?.get(position)
      const plaintext = place === undefined ? null : await readPlace(file, key, place)
      const piece = plaintext === null ? null : decodePiece(plaintext)
      return piece?.type === 'block' ? piece.block.block : null
    },
    close: () => file.close(),
  }
}

async function readPlace(
  file: FileHandle,
  key: BackupKey,
  { offset, bytes }: Place,
): Promise<Uint8Array | null> {
  const frame = await read(file, offset, bytes)
  return frame.byteLength < bytes ? null : openFrame(key, frame.subarray(FRAME_START_BYTES))
}

/** Where this mark stands, from `from` on. */
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
