// Reading a file of which somebody else may have made something different: a pipe, a device, a link. Opening a pipe would
// wait for its other end, so nothing is opened that could, and what was opened is looked at before it is read.
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { EngineError } from '../contract/errors.ts'

const READ_BYTES = 256 * 1024

/** The last two are 0 on Windows, where no name of a folder is a pipe. */
const ANY_KIND = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)
const NO_LINK = constants.O_NOFOLLOW ?? 0

/** @throws NOT_FOUND; INVALID when it is no file, a link where none is followed, or cannot be read */
export async function openRegular(
  path: string,
  { followsLink }: { followsLink: boolean },
): Promise<FileHandle> {
  const file = await open(path, followsLink ? ANY_KIND : ANY_KIND | NO_LINK).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw new EngineError('INVALID', 'This is no file.', { details: { path } })
}

/** All of a file that is no link, as long as it was when it was opened. @throws as `openRegular`; INVALID when it changed */
export async function* readRegular(path: string): AsyncGenerator<Uint8Array> {
  const file = await openRegular(path, { followsLink: false })
  try {
    const { size } = await file.stat()
    for (let done = 0; done < size;) {
      const piece = Buffer.allocUnsafe(Math.min(READ_BYTES, size - done))
      const { bytesRead } = await file.read(piece, 0, piece.byteLength, done)
      if (bytesRead === 0) break
      done += bytesRead
      yield piece.subarray(0, bytesRead)
    }
    if ((await file.stat()).size !== size) throw changed(path)
  } finally {
    await file.close()
  }
}

function unreadable(path: string, cause: unknown): EngineError {
  const isGone = (cause as NodeJS.ErrnoException).code === 'ENOENT'
  return isGone
    ? new EngineError('NOT_FOUND', 'There is no such file.', { details: { path }, cause })
    : new EngineError('INVALID', 'This file cannot be read.', { details: { path }, cause })
}

function changed(path: string): EngineError {
  return new EngineError('INVALID', 'The file changed while it was read.', { details: { path } })
}
