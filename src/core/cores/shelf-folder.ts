// Finds the folder of the cores' database. After a database became unreadable, a
// new folder with the next number is used. Older folders stay unchanged, because nothing
// writes to them, and a tool may still recover data from them.
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Returns `folder` or its successor with the highest number: `cores`, `cores-2`, `cores-3`… */
export async function latestFolder(folder: string): Promise<string> {
  const names = await readdir(dirname(folder)).catch(() => [])
  const latest = Math.max(1, ...names.map((name) => numberOf(name, basename(folder))))
  return latest === 1 ? folder : nameFolder(folder, latest)
}

/** Returns the successor of `folder`: a name that does not exist yet, if `folder` is the latest. */
export function nextFolder(folder: string): string {
  const [, first, number] = /^(.*?)(?:-(\d+))?$/.exec(basename(folder))!
  return nameFolder(join(dirname(folder), first!), Number(number ?? 1) + 1)
}

function nameFolder(first: string, number: number): string {
  return `${first}-${number}`
}

/**
 * Returns the total size of all files in the folder. A file that disappears meanwhile counts as 0.
 */
export async function bytesOfFolder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      if (!entry.isFile()) return 0
      return (await stat(join(entry.parentPath, entry.name)).catch(() => null))?.size ?? 0
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Returns the number in the name of a successor. 0 if the name is not one. */
function numberOf(name: string, first: string): number {
  if (!name.startsWith(`${first}-`)) return 0
  const number = name.slice(first.length + 1)
  return /^[1-9]\d{0,5}$/.test(number) ? Number(number) : 0
}
