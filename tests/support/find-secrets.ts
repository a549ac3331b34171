// Searches the files of a folder and the memory of a process for bytes.
import { closeSync, openSync, readSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

const CHUNK_BYTES = 16 * 1024 * 1024

/** Returns those secrets that occur in a file of the folder. */
export async function findInFolder(folder: string, secrets: readonly Buffer[]): Promise<Set<Buffer>> {
  const found = new Set<Buffer>()
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name)
    if (!(await stat(path)).isFile()) continue
    const bytes = await readFile(path)
    for (const secret of secrets) if (bytes.includes(secret)) found.add(secret)
  }
  return found
}

/** Returns those secrets that occur in the memory of the process; null if it may not be read. */
export async function findInMemory(pid: number, secrets: readonly Buffer[]): Promise<Set<Buffer> | null> {
  const found = new Set<Buffer>()
  let file: number
  try {
    file = openSync(`/proc/${pid}/mem`, 'r')
  } catch {
    return null
  }
  try {
    for (const range of await listReadable(pid))
      searchRange(file, range, secrets, (secret) => found.add(secret))
    return found
  } finally {
    closeSync(file)
  }
}

interface Range {
  start: number
  end: number
}

async function listReadable(pid: number): Promise<Range[]> {
  const lines = (await readFile(`/proc/${pid}/maps`, 'utf8')).split('\n')
  return lines.flatMap((line) => {
    const [, start, end] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? []
    return start === undefined ? [] : [{ start: parseInt(start, 16), end: parseInt(end!, 16) }]
  })
}

/** Chunks overlap by the longest secret, so that none is missed at a border. */
function searchRange(
  file: number,
  { start, end }: Range,
  secrets: readonly Buffer[],
  onFound: (secret: Buffer) => void,
): void {
  const overlap = Math.max(...secrets.map(({ length }) => length))
  const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, end - start))
  for (let at = start; at < end; at += Math.max(1, buffer.length - overlap)) {
    const bytes = readOrNothing(file, buffer, at, Math.min(buffer.length, end - at))
    for (const secret of secrets) if (bytes.includes(secret)) onFound(secret)
    if (at + buffer.length >= end) return
  }
}

/** A range that the process gave back meanwhile cannot be read. */
function readOrNothing(file: number, buffer: Buffer, at: number, length: number): Buffer {
  try {
    return buffer.subarray(0, readSync(file, buffer, 0, length, at))
  } catch {
    return buffer.subarray(0, 0)
  }
}
