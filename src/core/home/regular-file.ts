// Reads a file that another program may have replaced with a pipe, a device or a link.
// Opening a pipe would block until its other end opens. So files are opened without
// blocking, and checked before they are read.
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { EngineError } from '../contract/errors.ts'

const READ_BYTES = 256 * 1024

/** Windows has neither of these flags, and no file name of a folder is a pipe there. */
const ANY_KIND = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)
const NO_LINK = constants.O_NOFOLLOW ?? 0

/**
 * @throws NOT_FOUND; INVALID if the path is not a regular file, is a link and `followsLink` is
 * false, or cannot be read
 */
export async function openRegular(
  path: string,
  { followsLink }: { followsLink: boolean },
): Promise<FileHandle> {
  const file = await open(path, followsLink ? ANY_KIND : ANY_KIND | NO_LINK).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw new EngineError('INVALID', 'This is not a regular file.', { details: { path } })
}

/**
 * Reads a whole file that is not a link, in pieces.
 * @throws the errors of `openRegular`; INVALID if its size changes meanwhile
 */
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
    ? new EngineError('NOT_FOUND', 'The file does not exist.', { details: { path }, cause })
    : new EngineError('INVALID', 'The file cannot be read.', { details: { path }, cause })
}

function changed(path: string): EngineError {
  return new EngineError('INVALID', 'The file changed while it was read.', { details: { path } })
}
