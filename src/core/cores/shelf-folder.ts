// Which folder the database of the cores lies in: the one that was begun last, after damage had made the one before unreadable.
// Those before stay as they are: nothing writes to them again, and somebody may still get something out of them.
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** `folder` itself, or the latest that was begun after it: `cores`, `cores-2`, `cores-3`… */
export async function latestFolder(folder: string): Promise<string> {
  const names = await readdir(dirname(folder)).catch(() => [])
  const latest = Math.max(1, ...names.map((name) => numberOf(name, basename(folder))))
  return latest === 1 ? folder : nameFolder(folder, latest)
}

/** The one after `folder`, which is none of the latest's own. */
export function nextFolder(folder: string): string {
  const [, first, number] = /^(.*?)(?:-(\d+))?$/.exec(basename(folder))!
  return nameFolder(join(dirname(folder), first!), Number(number ?? 1) + 1)
}

function nameFolder(first: string, number: number): string {
  return `${first}-${number}`
}

/** Of all files in it; one that goes away meanwhile counts nothing. */
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

/** 0 for what is another thing. */
function numberOf(name: string, first: string): number {
  if (!name.startsWith(`${first}-`)) return 0
  const number = name.slice(first.length + 1)
  return /^[1-9]\d{0,5}$/.test(number) ? Number(number) : 0
}
