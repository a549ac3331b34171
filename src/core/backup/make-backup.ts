// One run of a backup: what is new is appended to the file, pressed onto the disk and read back; only then does it count.
// A file that is not as it was left, holds more of the past than of the present, or was locked otherwise, is written anew and takes its
// place whole: until then it opens as it did.
import { lstat, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { equalBytes, toHex, type Clock } from '../base/index.ts'
import { countWithPolicy } from '../delivery/index.ts'
import { openRegular, temporaryName } from '../home/index.ts'
import type { Identity } from '../identity/index.ts'
import { listSchemaVersions, type Ledger, type Rows } from '../ledger/index.ts'
import { countKept } from '../store/index.ts'
import { BackupFile, placeTaken, type FramePlace } from './backup-file.ts'
import type { BackupLock } from './backup-lock.ts'
import {
  findBackupFile,
  findBackupLock,
  forgetHeld,
  forgetPassing,
  isUnderLock,
  listBackupFiles,
  listPassing,
  noteHeld,
  notePassing,
  writeBackupFile,
  type BackupFileRow,
} from './backup-row.ts'
import { drawBackupKey, findBackupHeader, MAX_HEADER_BYTES, type BackupHeader } from './header.ts'
import { decodePiece, encodeList, encodeOwner, signList, signOwner, type ListedPiece } from './piece.ts'
import { encodeEnds, takeBlocks, type BlockSource, type WantedBlocks } from './take-blocks.ts'
import { takeRows, writeRows, type KnownPieces } from './take-rows.ts'

export interface BackupParts extends BlockSource {
  identity: Identity
  clock: Clock
}

export interface MadeBackup {
  path: string
  /** Of the whole file. */
  bytes: number
  /** Written by this run. */
  addedBytes: number
  /** Own letters and those of others that were opened. */
  letters: number
  at: number
  /** Besides the words. */
  asksForPassphrase: boolean
}

/** What is there to go on with. */
interface Begun {
  file: BackupFile
  lock: BackupLock | null
  row: BackupFileRow | null
  /** Of the last run. */
  pieces: ListedPiece[]
  /** A file of ours is there, whose place a new one takes. */
  replaces: boolean
}

/** @throws NO_SPACE, NOT_FOUND (the folder), INVALID (no place for a file, or another's), DAMAGED when it is not read back as written */
export async function makeBackup(
  parts: BackupParts,
  path: string,
  wanted: WantedBlocks,
): Promise<MadeBackup> {
  const lock = findBackupLock(parts.ledger)
  const begun = (await goOn(parts, path, lock)) ?? (await beginAnew(parts, path, lock))
  const { file, row } = begun
  const begin = file.end
  let isOrphan = false
  try {
    const made = await write(parts, begun, path, wanted)
    if (row === null) await file.moveTo(path, { replaces: begun.replaces })
    isOrphan = row === null
    await remember(parts, path, begun, made)
    isOrphan = false
    await erase(parts, path, file, made)
    const bytes = file.end
    return {
      ...{ path, bytes, addedBytes: bytes - begin, letters: countLetters(parts.ledger), at: made.at },
      asksForPassphrase: lock !== null,
    }
  } catch (error) {
    await file.giveUp(begin)
    // A file of which nothing is known would be taken for another's the next time.
    if (isOrphan && findBackupFile(parts.ledger, path) === null)
      await rm(path, { force: true }).catch(() => undefined)
    throw error
  } finally {
    await file.close().catch(() => undefined)
  }
}

/** The file as the last run left it, or null when it has to be written anew. */
async function goOn({ ledger }: BackupParts, path: string, lock: BackupLock | null): Promise<Begun | null> {
  const row = findBackupFile(ledger, path)
  if (row === null || row.isUnerased === 1 || row.deadBytes * 2 > row.endAt) return null
  if (!isUnderLock(row, lock)) return null
  const file = await BackupFile.openAt(path, { file: row.file, key: row.key }, row.endAt)
  if (file === null) return null
  const plaintext = await file.readPiece({ offset: row.listAt, bytes: row.listBytes })
  const piece = plaintext === null ? null : decodePiece(plaintext)
  if (piece?.type !== 'list') {
    await file.close()
    return null
  }
  await file.cutOff()
  return { file, lock, row, pieces: piece.list.pieces, replaces: false }
}

/** Under a key of its own: who has opened the file before does not open it by that. */
async function beginAnew(
  { ledger, identity }: BackupParts,
  path: string,
  lock: BackupLock | null,
): Promise<Begun> {
  const replaces = await isOurs(ledger, path)
  await clearPassing(ledger)
  const passing = temporaryName(path, 'backup')
  await ledger.write((tx) => {
    forgetHeld(tx, path)
    notePassing(tx, passing)
  })
  const file = await BackupFile.create(passing, drawBackupKey())
  await appendStart(file, identity, lock)
  return { file, lock, row: null, pieces: [], replaces }
}

/** What killed runs left. The names were drawn here, and are nobody else's. */
async function clearPassing(ledger: Ledger): Promise<void> {
  for (const path of listPassing(ledger)) {
    // A stick that is not plugged in now is cleared when it is.
    if (!(await exists(dirname(path)))) continue
    await rm(path, { force: true }).catch(() => undefined)
    if (!(await exists(path))) await ledger.write((tx) => forgetPassing(tx, path))
  }
}

/** True for a backup that this device made, here or elsewhere; false when nothing is there. @throws INVALID for anything else */
async function isOurs(rows: Rows, path: string): Promise<boolean> {
  if (!(await exists(path))) return false
  const header = findBackupFile(rows, path) === null ? null : await readHeader(path)
  if (header === null || !listBackupFiles(rows).some(({ file }) => equalBytes(file, header.file)))
    throw placeTaken()
  return true
}

async function readHeader(path: string): Promise<BackupHeader | null> {
  const file = await openRegular(path, { followsLink: true }).catch(() => null)
  if (file === null) return null
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_HEADER_BYTES), 0, MAX_HEADER_BYTES, 0)
    return findBackupHeader(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

/** What anybody needs who comes with what opens it: the sealed key, and that this is the person's own. */
async function appendStart(
  file: BackupFile,
  { person, device, attestation }: Identity,
  lock: BackupLock | null,
): Promise<void> {
  await file.appendHeader(person, lock)
  const owner = { person, device: device.publicKey, attestation }
  await file.appendPiece(encodeOwner(signOwner(file.key, device, owner)))
}

interface Written {
  at: number
  list: FramePlace
  /** What stands in the file and counts no more. */
  dead: FramePlace[]
  stretches: Awaited<ReturnType<typeof takeBlocks>>['stretches']
}

async function write(
  parts: BackupParts,
  { file, lock, row, pieces }: Begun,
  path: string,
  wanted: WantedBlocks,
): Promise<Written> {
  const { identity, ledger, clock } = parts
  const known: KnownPieces = new Map(pieces.map((piece) => [toHex(piece.id), piece]))
  const listed = await takeRows(ledger, file, known)
  const { stretches, ends } = await takeBlocks(parts, file, path, wanted)
  for (const rows of encodeEnds(ends)) listed.push(await writeRows(file, known, rows))
  const at = clock.now()
  const list = signList(file.key, identity.device, {
    number: (row?.runs ?? 0) + 1,
    at,
    person: identity.person,
    device: identity.device.publicKey,
    attestation: identity.attestation,
    versions: listSchemaVersions(ledger),
    pieces: listed,
  })
  const written = await file.appendPiece(encodeList(list))
  await appendStart(file, identity, lock)
  await file.settle()
  const live = new Set(listed.map(({ offset }) => offset))
  const dead: FramePlace[] = [...known.values()].filter(({ offset }) => !live.has(offset))
  if (row !== null) dead.push({ offset: row.listAt, bytes: row.listBytes })
  return { at, list: written, dead, stretches }
}

/** From here on it is this run that counts; what counts no more is yet to be erased. */
async function remember(
  { ledger }: BackupParts,
  path: string,
  { file, lock, row }: Begun,
  made: Written,
): Promise<void> {
  const { list, dead, stretches, at } = made
  await ledger.write((tx) => {
    for (const stretch of stretches) noteHeld(tx, path, stretch)
    writeBackupFile(tx, {
      path,
      ...file.key,
      endAt: file.end,
      listAt: list.offset,
      listBytes: list.bytes,
      runs: (row?.runs ?? 0) + 1,
      deadBytes: dead.reduce((sum, { bytes }) => sum + bytes, row?.deadBytes ?? 0),
      isUnerased: dead.length > 0 ? 1 : 0,
      madeAt: at,
      letters: countLetters(tx),
      lockSalt: lock?.salt ?? null,
    })
  })
}

async function erase(
  { ledger }: BackupParts,
  path: string,
  file: BackupFile,
  { dead }: Written,
): Promise<void> {
  if (dead.length === 0) return
  await file.erase(dead)
  await ledger.write((tx) => tx.run('UPDATE backup_files SET is_unerased = 0 WHERE path = ?', path))
}

function countLetters(rows: Rows): number {
  return countWithPolicy(rows) + countKept(rows)
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
