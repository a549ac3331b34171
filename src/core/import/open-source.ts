// Opens a path to import: a folder, a .zip or a single file. The content decides, not the name.
import { realpath, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { EngineError } from '../contract/errors.ts'
import { ZipSource } from '../export/index.ts'
import { openRegular, readRegular } from '../home/index.ts'
import { FolderSource, type FileSource } from './folder-source.ts'

/** @throws NOT_FOUND, INVALID and TOO_LARGE for a malicious archive */
export async function openSource(path: string): Promise<FileSource> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw new EngineError('NOT_FOUND', 'There is no file or folder with this name.')
  if (found.isDirectory()) return new FolderSource(path)
  if (!found.isFile()) throw new EngineError('INVALID', 'This is neither a file nor a folder.')
  return (await isZip(path)) ? openZip(path) : oneFile(path)
}

async function isZip(path: string): Promise<boolean> {
  const file = await openRegular(path, { followsLink: true })
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.toString('latin1') === 'PK\x03\x04'
  } finally {
    await file.close()
  }
}

async function openZip(path: string): Promise<FileSource> {
  const zip = await ZipSource.open(path)
  return {
    links: new Set(),
    list: () => zip.list(),
    read: (one) => zip.read(one),
    sizeOf: async (one) => zip.sizeOf(one),
    modifiedAt: async () => null,
    close: () => zip.close(),
  }
}

function oneFile(path: string): FileSource {
  const name = basename(path)
  const find = (one: string): string => {
    if (one === name) return path
    throw new EngineError('NOT_FOUND', 'There is no such file.', { details: { path: one } })
  }
  return {
    links: new Set(),
    async *list() {
      yield name
    },
    async *read(one) {
      yield* readRegular(await realpath(find(one)))
    },
    sizeOf: async (one) => (await stat(find(one))).size,
    modifiedAt: async (one) => Math.floor((await stat(find(one))).mtimeMs),
    async close() {
      // No file is kept open.
    },
  }
}
