// One run of a backup. New data is appended to the file, synced to disk and read back. Only then
// the run counts.
// A file is written again as a whole if it is not as the last run left it, if more than half of it
// no longer counts, or if the lock changed.
// The new file replaces the old one in one step; until then the old one stays valid.
import { lstat, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { equalBytes, toHex, type Clock } from '../base/index.ts'
import type { MadeBackup as Described } from '../contract/index.ts'
import { countWithPolicy } from '../delivery/index.ts'
import { openRegular, temporaryName } from '../home/index.ts'
import { countReceived } from '../inbox/index.ts'
import type { Identity } from '../identity/index.ts'
import { listSchemaVersions, type Ledger, type Rows } from '../ledger/index.ts'
import { BackupFile, pathTaken, type FrameRange } from './backup-file.ts'
import type { BackupLock } from './backup-lock.ts'
import {
  findBackupFile,
  findBackupLock,
  forgetHeld,
  forgetPassing,
  isUnderLock,
  listBackupFiles,
  listPassing,
  recordHeld,
  recordPassing,
  writeBackupFile,
  type BackupFileRow,
} from './backup-row.ts'
import { drawBackupKey, findBackupHeader, MAX_HEADER_BYTES, type BackupHeader } from './header.ts'
import { decodePiece, encodeList, encodeOwner, signList, signOwner, type ListedPiece } from './piece.ts'
import { encodeEnds, addBlocks, type BlockSource, type WantedBlocks } from './add-blocks.ts'
import { addRows, writeRows, type KnownPieces } from './add-rows.ts'

export interface BackupParts extends BlockSource {
  identity: Identity
  clock: Clock
}

export type MadeBackup = Omit<Described, 'at'> & { at: number }

/** The state that a run starts from. */
interface StartedRun {
  file: BackupFile
  lock: BackupLock | null
  row: BackupFileRow | null
  /** The pieces that the last run listed. */
  pieces: ListedPiece[]
  /** True if an own backup has the final name and is replaced. */
  replaces: boolean
}

/**
 * @throws NO_SPACE, NOT_FOUND (the folder), INVALID (the name belongs to another file), DAMAGED if
 * the backup is not read back as written
 */
export async function makeBackup(
  parts: BackupParts,
  path: string,
  wanted: WantedBlocks,
): Promise<MadeBackup> {
  const lock = findBackupLock(parts.ledger)
  const started = (await resumeFile(parts, path, lock)) ?? (await startNewFile(parts, path, lock))
  const { file, row } = started
  const begin = file.end
  let isOrphan = false
  try {
    const made = await write(parts, started, path, wanted)
    if (row === null) await file.moveTo(path, { replaces: started.replaces })
    isOrphan = row === null
    await commitRun(parts, path, started, made)
    isOrphan = false
    await erase(parts, path, file, made)
    const bytes = file.end
    return {
      ...{ path, bytes, addedBytes: bytes - begin, letters: countLetters(parts.ledger), at: made.at },
      asksForPassphrase: lock !== null,
    }
  } catch (error) {
    await file.giveUp(begin)
    // A file without a row would count as another's file in the next run.
    if (isOrphan && findBackupFile(parts.ledger, path) === null)
      await rm(path, { force: true }).catch(() => undefined)
    throw error
  } finally {
    await file.close().catch(() => undefined)
  }
}

/** Opens the file to continue after the last run. Null if it must be written again. */
async function resumeFile(
  { ledger }: BackupParts,
  path: string,
  lock: BackupLock | null,
): Promise<StartedRun | null> {
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

/**
 * Starts a new file. It has a new key, so a person who opened the old file cannot open it with that
 * key.
 */
async function startNewFile(
  { ledger, identity }: BackupParts,
  path: string,
  lock: BackupLock | null,
): Promise<StartedRun> {
  const replaces = await isOwnBackup(ledger, path)
  await clearPassing(ledger)
  const passing = temporaryName(path, 'backup')
  await ledger.write((tx) => {
    forgetHeld(tx, path)
    recordPassing(tx, passing)
  })
  const file = await BackupFile.create(passing, drawBackupKey())
  await appendStart(file, identity, lock)
  return { file, lock, row: null, pieces: [], replaces }
}

/**
 * Removes the files of interrupted runs. Their temporary names are random, so no other program uses
 * them.
 */
async function clearPassing(ledger: Ledger): Promise<void> {
  for (const path of listPassing(ledger)) {
    // A disk that is not plugged in now is cleaned when it is.
    if (!(await exists(dirname(path)))) continue
    await rm(path, { force: true }).catch(() => undefined)
    if (!(await exists(path))) await ledger.write((tx) => forgetPassing(tx, path))
  }
}

/**
 * True for a backup that this device made, also a moved one. False if nothing exists there.
 * @throws INVALID for any other file
 */
async function isOwnBackup(rows: Rows, path: string): Promise<boolean> {
  if (!(await exists(path))) return false
  const header = findBackupFile(rows, path) === null ? null : await readHeader(path)
  if (header === null || !listBackupFiles(rows).some(({ file }) => equalBytes(file, header.file)))
    throw pathTaken()
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

/** Writes the header, and the owner record which proves that the backup is the person's own. */
async function appendStart(
  file: BackupFile,
  { person, device, attestation, wordsKey }: Identity,
  lock: BackupLock | null,
): Promise<void> {
  await file.appendHeader(wordsKey, lock)
  const owner = { person, device: device.publicKey, attestation }
  await file.appendPiece(encodeOwner(signOwner(file.key, device, owner)))
}

interface Written {
  at: number
  list: FrameRange
  /** Frames in the file that no longer count. */
  dead: FrameRange[]
  ranges: Awaited<ReturnType<typeof addBlocks>>['ranges']
}

async function write(
  parts: BackupParts,
  { file, lock, row, pieces }: StartedRun,
  path: string,
  wanted: WantedBlocks,
): Promise<Written> {
  const { identity, ledger, clock } = parts
  const known: KnownPieces = new Map(pieces.map((piece) => [toHex(piece.id), piece]))
  const listed = await addRows(ledger, file, known)
  const { ranges, ends } = await addBlocks(parts, file, path, wanted)
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
  await file.verify()
  const live = new Set(listed.map(({ offset }) => offset))
  const dead: FrameRange[] = [...known.values()].filter(({ offset }) => !live.has(offset))
  if (row !== null) dead.push({ offset: row.listAt, bytes: row.listBytes })
  return { at, list: written, dead, ranges }
}

/** Commits the run to the ledger. The frames that no longer count are erased afterwards. */
async function commitRun(
  { ledger }: BackupParts,
  path: string,
  { file, lock, row }: StartedRun,
  made: Written,
): Promise<void> {
  const { list, dead, ranges, at } = made
  await ledger.write((tx) => {
    for (const range of ranges) recordHeld(tx, path, range)
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

/** Counts what a restore brings back, sealed letters too. */
export function countLetters(rows: Rows): number {
  return countWithPolicy(rows) + countReceived(rows)
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
