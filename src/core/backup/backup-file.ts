// A backup file while it is written: headers and frames are appended, synced to disk, and read back
// before they count.
// Data that counts is never overwritten, so an interrupted run leaves the previous backup intact.
import { constants } from 'node:fs'
import { open, rename, rm, truncate, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { BackupPlaceFault } from '../contract/backups.ts'
import { claimName, createPrivateFile, syncFolder } from '../home/index.ts'
import type { BackupLock } from './backup-lock.ts'
import { explainDisk } from './disk.ts'
import { FRAME_START_BYTES, openFrame, readFrameLength, sealFrame } from './backup-frame.ts'
import { encodeBackupHeader, findBackupHeader, type BackupKey } from './header.ts'
import { pieceId } from './piece.ts'

const BUFFER_BYTES = 1 << 20

/** The position of a frame in the file. */
export interface FrameRange {
  offset: number
  bytes: number
}

/** A frame with the id of its plaintext. */
interface WrittenPiece extends FrameRange {
  id: Uint8Array
}

export class BackupFile {
  readonly key: BackupKey
  readonly #file: FileHandle
  readonly #path: string
  /** Pieces written since the file was opened; `settle` reads them back. */
  readonly #fresh: WrittenPiece[] = []
  #headers: { offset: number; bytes: number }[] = []
  #buffered: Uint8Array[] = []
  #bufferedBytes = 0
  /** True if the file has a temporary name until `moveTo`. */
  readonly #isNew: boolean
  #end: number

  private constructor(file: FileHandle, path: string, key: BackupKey, end: number, isNew: boolean) {
    this.#file = file
    this.#path = path
    this.key = key
    this.#isNew = isNew
    this.#end = end
  }

  /**
   * Creates a file under a temporary name; `moveTo` gives it its final name.
   * @throws NO_SPACE, NOT_FOUND (its folder), INVALID
   */
  static async create(passing: string, key: BackupKey): Promise<BackupFile> {
    try {
      return new BackupFile(await createPrivateFile(passing), passing, key, 0, true)
    } catch (error) {
      throw explainDisk(error)
    }
  }

  /** Opens an existing file for appending at `end`. Null if there is none, or it is shorter. */
  static async openAt(path: string, key: BackupKey, end: number): Promise<BackupFile | null> {
    let file: FileHandle
    try {
      // Non-blocking, because opening a pipe would wait. Its size is 0, so it counts as too short.
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

  /** The end of the file with everything that was appended. */
  get end(): number {
    return this.#end + this.#bufferedBytes
  }

  /**
   * Removes what an interrupted run left after the end. Call it only for a file that is known to be
   * this device's backup.
   */
  async cutOff(): Promise<void> {
    await this.#file.truncate(this.#end)
  }

  async appendHeader(wordsKey: Uint8Array, lock: BackupLock | null): Promise<void> {
    const header = encodeBackupHeader(this.key, wordsKey, lock)
    this.#headers.push({ offset: this.end, bytes: header.byteLength })
    await this.#append(header)
  }

  /** @param id the id of the piece, if the caller has computed it */
  async appendPiece(plaintext: Uint8Array, id = pieceId(this.key, plaintext)): Promise<WrittenPiece> {
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

  /**
   * Resolves when everything is on disk and every piece of this run was read back unchanged.
   * @throws NO_SPACE, DAMAGED
   */
  async verify(): Promise<void> {
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

  /** Returns the plaintext of a frame. Null if the frame is damaged. */
  async readPiece({ offset, bytes }: FrameRange): Promise<Uint8Array | null> {
    const frame = await this.#read(offset, bytes)
    if (readFrameLength(frame) !== bytes - FRAME_START_BYTES) return null
    return openFrame(this.key, frame.subarray(FRAME_START_BYTES))
  }

  async #read(offset: number, length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length)
    const { bytesRead } = await this.#file.read(bytes, 0, length, offset)
    return bytes.subarray(0, bytesRead)
  }

  /**
   * Overwrites frames that no longer count, because a destroyed key must not remain in a later
   * backup.
   */
  async erase(frames: readonly FrameRange[]): Promise<void> {
    for (const { offset, bytes } of frames) await this.#writeAt(Buffer.alloc(bytes), offset)
    await this.#file.sync()
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  /**
   * Gives the new file its final name, in one atomic step.
   * @param replaces true if an own backup has that name and may be replaced
   * @throws INVALID if something else took the name meanwhile
   */
  async moveTo(path: string, { replaces }: { replaces: boolean }): Promise<void> {
    await this.close()
    if (replaces) await rename(this.#path, path)
    else if (!(await claimName(this.#path, path))) throw pathTaken()
    await syncFolder(dirname(path))
  }

  /** Undoes this run: removes a new file, or truncates an existing one to `end`. */
  async giveUp(end: number): Promise<void> {
    await this.close().catch(() => undefined)
    const undo = this.#isNew ? rm(this.#path, { force: true }) : truncate(this.#path, end)
    await undo.catch(() => undefined)
  }
}

export const pathTaken = (): EngineError =>
  new EngineError('INVALID', 'Another file has this name. It was left unchanged.', {
    details: { reason: 'taken' satisfies BackupPlaceFault },
  })

const differs = (offset: number): EngineError =>
  new EngineError('DAMAGED', 'The backup was not read back as it was written.', { details: { offset } })
