// Reads an export from a folder. An entry that is not a regular file (a pipe, a device, a link) is
// never read.
import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { BagSource } from './verify-bag.ts'

const PLAIN = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)

export function folderSource(folder: string): BagSource {
  async function* list(under = folder): AsyncGenerator<string> {
    for (const entry of await readdir(under, { withFileTypes: true }))
      if (entry.isDirectory()) yield* list(join(under, entry.name))
      else yield relative(folder, join(under, entry.name)).split(sep).join('/')
  }
  async function* read(path: string): AsyncGenerator<Uint8Array> {
    const file = await open(join(folder, path), PLAIN)
    const found = await file.stat()
    if (!found.isFile())
      return file.close().then(() => Promise.reject(new Error(`${path} is not a regular file`)))
    // Read only to the present end, even if another program appends meanwhile.
    yield* file.createReadStream({ start: 0, end: Math.max(0, found.size - 1) })
  }
  return { list, read }
}
