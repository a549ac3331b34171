// A home's files as the holder of the storage key reads them:
// every byte, free pages and logs included.
// Tests search them for data that must be in no file.
import { createDecipheriv } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findHome, unlockHome } from '../../src/core/home/index.ts'
import { deriveKey } from '../../src/core/seal/index.ts'

const PAGE_BYTES = 4096
const RESERVED_BYTES = 80
const LOG_HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24
const DATABASES = /^(ledger|index)(-wal)?$/

/** `cells` leaves out the gaps of pages: see docs/decisions/erased-words.md. */
type Searched = 'every byte' | 'cells'

/** Returns names of the home's files that contain `secret`. The home must have no passphrase. */
export async function findInFiles(
  homeDir: string,
  secret: Uint8Array,
  searched: Searched = 'every byte',
): Promise<string[]> {
  const wanted = Buffer.from(secret)
  return (await readFiles(homeDir)).flatMap(({ name, parts }) => {
    if (searched === 'cells') parts.forEach(clearGap)
    return parts.some((part) => part.includes(wanted)) ? [name] : []
  })
}

/** Returns the bytes of all files of a home without a passphrase, and of its databases the pages. */
export async function readFiles(homeDir: string): Promise<{ name: string; parts: Buffer[] }[]> {
  const databaseKey = deriveKey(
    'fumikura/database-key/1',
    await unlockHome(homeDir, (await findHome(homeDir))!),
  )
  const files: { name: string; parts: Buffer[] }[] = []
  for (const name of await readdir(homeDir, { recursive: true })) {
    const bytes = await readOrNull(join(homeDir, name))
    if (bytes === null) continue
    files.push({ name, parts: DATABASES.test(name) ? pagesOf(name, bytes, databaseKey) : [bytes] })
  }
  return files
}

/** Returns every page of one database and of its log, decrypted. `storageKey` is the home's. */
export async function readPages(folder: string, name: string, storageKey: Uint8Array): Promise<Buffer[]> {
  const databaseKey = deriveKey('fumikura/database-key/1', storageKey)
  const names = [name, `${name}-wal`]
  const files = await Promise.all(names.map((one) => readOrNull(join(folder, one))))
  return files.flatMap((bytes, i) => (bytes === null ? [] : pagesOf(names[i]!, bytes, databaseKey)))
}

const BTREE_TYPES = new Set([2, 5, 10, 13])
const INNER_TYPES = new Set([2, 5])

/**
 * Clears the bytes between the pointers of a B-tree page and its cells
 * (https://sqlite.org/fileformat2.html, "B-tree Pages"). Page one has only schema.
 */
function clearGap(page: Buffer): void {
  const type = page[0] ?? 0
  if (!BTREE_TYPES.has(type)) return
  const pointersAt = INNER_TYPES.has(type) ? 12 : 8
  page.fill(0, pointersAt + 2 * page.readUInt16BE(3), page.readUInt16BE(5))
}

/** Null for a folder, and for a file that was removed meanwhile. */
function readOrNull(path: string): Promise<Buffer | null> {
  return readFile(path).catch(() => null)
}

function pagesOf(name: string, bytes: Buffer, databaseKey: Uint8Array): Buffer[] {
  const isLog = name.endsWith('-wal')
  const step = isLog ? FRAME_HEADER_BYTES + PAGE_BYTES : PAGE_BYTES
  const pages: Buffer[] = []
  for (let at = isLog ? LOG_HEADER_BYTES : 0; at + step <= bytes.length; at += step) {
    const frame = bytes.subarray(at, at + step)
    const isFirst = isLog ? frame.readUInt32BE(0) === 1 : at === 0
    pages.push(decryptPage(frame.subarray(step - PAGE_BYTES), isFirst, databaseKey))
  }
  return pages
}

/**
 * As SQLCipher 4 does with a raw key: AES-256-CBC page by page. The IV is in the reserved end of
 * each page; the salt comes before page one.
 */
function decryptPage(page: Buffer, isFirst: boolean, databaseKey: Uint8Array): Buffer {
  const iv = page.subarray(PAGE_BYTES - RESERVED_BYTES, PAGE_BYTES - RESERVED_BYTES + 16)
  const cipher = createDecipheriv('aes-256-cbc', databaseKey, iv)
  cipher.setAutoPadding(false)
  return cipher.update(page.subarray(isFirst ? 16 : 0, PAGE_BYTES - RESERVED_BYTES))
}
