// Copies parts of a home, to make a home as a power cut, a failing disk or a careless restore
// would leave it.
import { existsSync } from 'node:fs'
import { cp, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The files of each part, in the order of copying a running home, because the mirror must never be
 * ahead of its ledger. Of the cores only the database is copied, because a failing disk loses its
 * end; the file that names the device stays.
 */
const FILES = {
  mirror: ['ledger.mirror'],
  ledger: ['ledger', 'ledger-wal'],
  index: ['index', 'index-wal'],
  cores: ['cores/db'],
}
export type HomePart = keyof typeof FILES
export const ALL_PARTS: HomePart[] = ['mirror', 'ledger', 'index', 'cores']

/** Replaces those parts of the home `to` by those of the home `from`. */
export async function copyParts(from: string, to: string, parts: HomePart[]): Promise<void> {
  for (const name of parts.flatMap((part) => FILES[part])) {
    await rm(join(to, name), { recursive: true, force: true })
    if (existsSync(join(from, name))) await cp(join(from, name), join(to, name), { recursive: true })
  }
}

/** Flips a few bits in every page between `from` and `to`, which are fractions of the size. */
export async function damageFile(path: string, from: number, to = from): Promise<void> {
  const { size } = await stat(path)
  const pages = size / PAGE_BYTES
  const file = await open(path, 'r+')
  try {
    for (let page = Math.floor(from * (pages - 1)); page <= Math.floor(to * (pages - 1)); page++) {
      const bytes = Buffer.alloc(16)
      const at = page * PAGE_BYTES + PAGE_BYTES / 2
      await file.read(bytes, 0, bytes.length, at)
      await file.write(
        bytes.map((byte) => byte ^ 0xff),
        0,
        bytes.length,
        at,
      )
    }
  } finally {
    await file.close()
  }
}

const PAGE_BYTES = 4096
