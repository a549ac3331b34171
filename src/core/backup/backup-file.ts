// A backup on the disk as it grows: headers and frames are appended, pressed onto the disk, and read back before they count.
// Nothing that counts is ever overwritten: a run that is torn leaves what was there before as it was.
import { constants } from 'node:fs'
import { open, rename, rm, truncate, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { BackupPlaceFault } from '../contract/backups.ts'
import { claimName, createPrivateFile, syncFolder } from '../home/index.ts'
import type { BackupLock } from './backup-lock.ts'
import { explainDisk } from './disk.ts'
import { FRAME_START_BYTES, openFrame, readFrameLength, sealFrame } from './frame.ts'
import { encodeBackupHeader, findBackupHeader, type BackupKey } from './header.ts'
import { pieceId } from './piece.ts'

const BUFFER_BYTES = 1 << 20

/** Where a frame lies. */
export interface FramePlace {
  offset: number
  bytes: number
}

/** A frame, and what its plaintext is known by. */
interface PiecePlace extends FramePlace {
  id: Uint8Array
}

export class BackupFile {
  readonly key: BackupKey
  readonly #file: FileHandle
  readonly #path: string
  /** What was written since `open`, to be read back. */
  readonly #fresh: PiecePlace[] = []
  #headers: { offset: number; bytes: number }[] = []
  #buffered: Uint8Array[] = []
  #bufferedBytes = 0
  /** It has a passing name until `moveTo`. */
  readonly #isNew: boolean
  #end: number

  private constructor(file: FileHandle, path: string, key: BackupKey, end: number, isNew: boolean) {
    this.#file = file
    this.#path = path
    this.key = key
    this.#isNew = isNew
    this.#end = end
  }

  /** A new file under a passing name beside its place, into which `moveTo` brings it. @throws NO_SPACE, NOT_FOUND (its folder), INVALID */
  static async create(passing: string, key: BackupKey): Promise<BackupFile> {
    try {
      return new BackupFile(await createPrivateFile(passing), passing, key, 0, true)
    } catch (error) {
      throw explainDisk(error)
    }
  }

  /** The file that is there, to be appended to at `end`. Null when it is shorter. */
  static async openAt(path: string, key: BackupKey, end: number): Promise<BackupFile | null> {
    let file: FileHandle
    try {
      // A pipe in its place is not waited for, and is too short.
      file = await open(path, constants.O_RDWR | (constants.O_NONBLOCK ?? 0))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw explainDisk(error)
    }
    const { size } = await file.stat()
    if (size >= end) return new BackupFile(file, path, key, end, false)
    await file.close()
    return null
  }

  /** Where the file ends with all that was appended. */
  get end(): number {
    return this.#end + this.#bufferedBytes
  }

  /** What a torn run left behind the end goes. Only of a file that is known to be ours as it was left. */
  async cutOff(): Promise<void> {
    await this.#file.truncate(this.#end)
  }

  async appendHeader(person: Uint8Array, lock: BackupLock | null): Promise<void> {
    const header = encodeBackupHeader(this.key, person, lock)
    this.#headers.push({ offset: this.end, bytes: header.byteLength })
    await this.#append(header)
  }

  /** @param id of the piece, where it is known already */
  async appendPiece(plaintext: Uint8Array, id = pieceId(this.key, plaintext)): Promise<PiecePlace> {
    const frame = sealFrame(this.key, plaintext)
    const listed = { id, offset: this.end, bytes: frame.byteLength }
    this.#fresh.push(listed)
    await this.#append(frame)
    return listed
  }

  async #append(bytes: Uint8Array): Promise<void> {
    this.#buffered.push(bytes)
    this.#bufferedBytes += bytes.byteLength
    if (this.#bufferedBytes >= BUFFER_BYTES) await this.#write()
  }

  async #write(): Promise<void> {
    const bytes = Buffer.concat(this.#buffered)
    this.#buffered = []
    this.#bufferedBytes = 0
    await this.#writeAt(bytes, this.#end)
    this.#end += bytes.byteLength
  }

  async #writeAt(bytes: Uint8Array, offset: number): Promise<void> {
    try {
      for (let written = 0; written < bytes.byteLength;) {
        const left = bytes.byteLength - written
        written += (await this.#file.write(bytes, written, left, offset + written)).bytesWritten
      }
    } catch (error) {
      throw explainDisk(error)
    }
  }

  /** On the disk when it resolves, and every piece of this run was read back and is what it was. @throws NO_SPACE, DAMAGED */
  async settle(): Promise<void> {
    try {
      await this.#write()
      await this.#file.sync()
    } catch (error) {
      throw explainDisk(error)
    }
    for (const { offset, bytes } of this.#headers)
      if (findBackupHeader(await this.#read(offset, bytes)) === null) throw differs(offset)
    for (const { id, offset, bytes } of this.#fresh) {
      const found = await this.readPiece({ offset, bytes })
      if (found === null || !equalBytes(pieceId(this.key, found), id)) throw differs(offset)
    }
    this.#headers = []
  }

  /** What lies in a frame, or null when it is not as it was written. */
  async readPiece({ offset, bytes }: FramePlace): Promise<Uint8Array | null> {
    const frame = await this.#read(offset, bytes)
    if (readFrameLength(frame) !== bytes - FRAME_START_BYTES) return null
    return openFrame(this.key, frame.subarray(FRAME_START_BYTES))
  }

  async #read(offset: number, length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length)
    const { bytesRead } = await this.#file.read(bytes, 0, length, offset)
    return bytes.subarray(0, bytesRead)
  }

  /** Overwrites what counts no more: a key that was destroyed is not to stand in a later backup. */
  async erase(places: readonly FramePlace[]): Promise<void> {
    for (const { offset, bytes } of places) await this.#writeAt(Buffer.alloc(bytes), offset)
    await this.#file.sync()
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  /**
   * The new file takes its place, whole, in one step.
   * @param replaces the backup that is there and is known to be ours
   * @throws INVALID when something else has taken the place meanwhile
   */
  async moveTo(path: string, { replaces }: { replaces: boolean }): Promise<void> {
    await this.close()
    if (replaces) await rename(this.#path, path)
    else if (!(await claimName(this.#path, path))) throw placeTaken()
    await syncFolder(dirname(path))
  }

  /** Nothing of this run counts: the new file is removed, the old one cut back to where it was. */
  async giveUp(end: number): Promise<void> {
    await this.close().catch(() => undefined)
    const undo = this.#isNew ? rm(this.#path, { force: true }) : truncate(this.#path, end)
    await undo.catch(() => undefined)
  }
}

export const placeTaken = (): EngineError =>
  new EngineError('INVALID', 'Another file lies there already. It is left as it is.', {
    details: { reason: 'taken' satisfies BackupPlaceFault },
  })

const differs = (offset: number): EngineError =>
  new EngineError('DAMAGED', 'What was written is not what is read back.', { details: { offset } })
