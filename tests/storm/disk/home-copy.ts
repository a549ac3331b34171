// A copy of a closed home in memory, and the ways in which a disk damages its files. Files are
// written back in place, not recreated, because some record the identity of their own file, by
// which copies are noticed.
import { closeSync, readdirSync, readlinkSync } from 'node:fs'
import { open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Random } from '../random.ts'

export type HomeCopy = Map<string, Buffer>

export async function copyHome(dir: string): Promise<HomeCopy> {
  const copy: HomeCopy = new Map()
  for (const name of await listFiles(dir)) copy.set(name, await readFile(join(dir, name)))
  return copy
}

/** Restores the home: all files, or only those that `isMeant` accepts. */
export async function putBack(
  dir: string,
  copy: HomeCopy,
  isMeant: (name: string) => boolean = () => true,
): Promise<void> {
  for (const name of await listFiles(dir)) if (!copy.has(name) && isMeant(name)) await rm(join(dir, name))
  for (const [name, bytes] of copy) if (isMeant(name)) await writeChanged(join(dir, name), bytes)
}

/** RocksDB's folder has a file that counts as a copy if it is written later than it was created. */
async function writeChanged(path: string, bytes: Buffer): Promise<void> {
  const now = await readFile(path).catch(() => null)
  if (now === null || !bytes.equals(now)) await writeFile(path, bytes)
}

async function listFiles(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true })
  const files: string[] = []
  for (const name of entries) if ((await stat(join(dir, name))).isFile()) files.push(name)
  return files.sort()
}

export type Spoiling = 'flip' | 'cut' | 'blank' | 'append' | 'remove'

const WEIGHTS: Record<Spoiling, number> = { flip: 10, cut: 4, blank: 3, append: 1, remove: 1 }
const SECTOR_BYTES = 512
const MAX_FLIPS = 8

/** Damages one file at random and returns how. */
export async function spoil(path: string, random: Random): Promise<{ how: Spoiling; where: string }> {
  const how = random.pickWeighted(WEIGHTS)
  const { size } = await stat(path)
  if (how === 'remove') await rm(path)
  if (how === 'cut') {
    const left = random.below(size + 1)
    await truncate(path, left)
    return { how, where: `to ${left} of ${size}` }
  }
  if (how === 'append') await writeFile(path, random.bytes(random.between(1, 5000)), { flag: 'a' })
  if (how === 'flip' || how === 'blank') return { how, where: await spoilInside(path, size, how, random) }
  return { how, where: `of ${size}` }
}

async function spoilInside(
  path: string,
  size: number,
  how: 'flip' | 'blank',
  random: Random,
): Promise<string> {
  const file = await open(path, 'r+')
  const places: number[] = []
  try {
    if (size === 0) return 'nowhere'
    for (let left = how === 'flip' ? random.between(1, MAX_FLIPS) : 1; left > 0; left--) {
      const at = random.below(size)
      const bytes = Buffer.alloc(
        how === 'flip' ? 1 : Math.min(SECTOR_BYTES * random.between(1, 16), size - at),
      )
      if (how === 'flip') {
        await file.read(bytes, 0, 1, at)
        bytes[0]! ^= 1 << random.below(8)
      }
      await file.write(bytes, 0, bytes.length, at)
      places.push(at)
    }
  } finally {
    await file.close()
  }
  return `at ${places.join(' ')} of ${size}`
}

/**
 * RocksDB keeps the lock of a folder that it failed to open until the process ends. A person then
 * restarts the program. A storm opens thousands of homes in one process, so it closes the leaked
 * file itself.
 */
export function letGoOfCores(dir: string): void {
  for (const fd of process.platform === 'linux' ? readdirSync('/proc/self/fd') : [])
    if (pathOf(fd) === join(dir, 'cores/CORESTORE')) closeSync(Number(fd))
}

/** Null for the descriptor that was open only to list the others. */
function pathOf(fd: string): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return null
  }
}
