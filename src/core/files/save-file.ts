// A file becomes one of the user's own: written under a passing name in its folder, then named; nothing that is there is overwritten.
// The last step of reference for a file; what was fetched for it stays in its core, so that an interrupted one is soon done again.
import { open, rm, stat, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../contract/errors.ts'
import { claimName, temporaryName } from '../home/index.ts'
import { numberedName, safeFileName } from './file-name.ts'

const MAX_NUMBER = 10_000
const WRITE_BYTES = 512 * 1024

/** Gives the absolute path. @throws INVALID (no folder, or it may not be written to), NO_SPACE, and what `pieces` throws */
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

/** The same bytes, so many together as are worth a write; a piece holds until the next is asked for. */
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
  const { code } = cause as NodeJS.ErrnoException
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new EngineError('NO_SPACE', 'There is no space left on the disk.', { cause })
    : new EngineError('INVALID', 'This folder cannot be written to.', { cause })
}
