// Writes a large file of random bytes, piece by piece, so it is never in memory as a whole and
// cannot be compressed.
import { randomFillSync } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

const PIECE_BYTES = 1 << 20

/** Returns the path of the file. */
export async function makeRandomFile(folder: string, name: string, bytes: number): Promise<string> {
  const path = join(folder, name)
  const file = await open(path, 'w')
  const piece = Buffer.alloc(PIECE_BYTES)
  try {
    for (let done = 0; done < bytes; done += PIECE_BYTES)
      await file.write(randomFillSync(piece), 0, Math.min(PIECE_BYTES, bytes - done))
  } finally {
    await file.close()
  }
  return path
}
