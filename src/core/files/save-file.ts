// Writes a file into a folder of the user: under a temporary name first, then renamed. An existing
// file is never overwritten.
// The last step of "reference" for a file. Fetched blocks stay in their core, so an interrupted
// save is quick to repeat.
import { open, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { isDiskFull } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { claimName, temporaryName } from '../home/index.ts'
import { numberedName, safeFileName } from './file-name.ts'

const MAX_NUMBER = 10_000
const WRITE_BYTES = 512 * 1024

/**
 * Returns the absolute path.
 * @throws INVALID (no such folder, or not writable), NO_SPACE, and every error of `pieces`
 */
export async function saveFile(
  folder: string,
  name: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<string> {
  await checkFolder(folder)
  const passing = temporaryName(join(folder, name), 'save')
  try {
    const file = await refusing(open(passing, 'wx'))
    try {
      for await (const some of inLargePieces(pieces)) await refusing(writeAll(file, some))
      await refusing(file.sync())
    } finally {
      await file.close()
    }
    return await nameIt(folder, safeFileName(name), passing)
  } catch (error) {
    await rm(passing, { force: true })
    throw error
  }
}

/**
 * Joins the pieces into writes of WRITE_BYTES. A piece is valid until the next one is requested.
 */
async function* inLargePieces(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  const large = Buffer.allocUnsafe(WRITE_BYTES)
  let filled = 0
  for await (const piece of pieces) {
    if (filled === 0 && piece.byteLength >= large.byteLength) {
      yield piece
      continue
    }
    for (let taken = 0; taken < piece.byteLength;) {
      const some = piece.subarray(taken, taken + large.byteLength - filled)
      large.set(some, filled)
      taken += some.byteLength
      filled += some.byteLength
      if (filled < large.byteLength) continue
      yield large
      filled = 0
    }
  }
  if (filled > 0) yield large.subarray(0, filled)
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.byteLength;)
    written += (await file.write(bytes, written, bytes.byteLength - written)).bytesWritten
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null)
  if (found?.isDirectory() !== true)
    throw new EngineError('INVALID', 'There is no such folder.', { details: { folder } })
}

async function nameIt(folder: string, name: string, passing: string): Promise<string> {
  for (let n = 1; n <= MAX_NUMBER; n++) {
    const path = join(folder, numberedName(name, n))
    if (await refusing(claimName(passing, path))) return path
  }
  throw new EngineError('INVALID', 'There are too many files of this name.', { details: { folder, name } })
}

async function refusing<T>(act: Promise<T>): Promise<T> {
  try {
    return await act
  } catch (error) {
    throw explainDisk(error)
  }
}

function explainDisk(cause: unknown): EngineError {
  return isDiskFull(cause)
    ? new EngineError('NO_SPACE', 'There is no space left on the disk.', { cause })
    : new EngineError('INVALID', 'This folder cannot be written to.', { cause })
}
