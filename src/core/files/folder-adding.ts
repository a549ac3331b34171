// Stores all files of a folder and its subfolders, a few at a time.
// Nothing is remembered. After a crash the folder is added again, and files that were stored are
// found by their content.
import { opendir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Emitter } from '../base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../contract/errors.ts'
import type { Added } from './known-files.ts'
import type { Sealing } from './sealing.ts'

export interface FolderStatus {
  path: string
  done: number
  total: number
}

export interface RefusedFile {
  name: string
  code: ErrorCode
  message: string
}

export interface FolderResult {
  added: { added: number; known: number }
  refused: RefusedFile[]
}

/**
 * At most two large files are sealed at once, so more would only keep more files open. Small files
 * never wait.
 */
const AT_ONCE = 4
/** Files are passed on in batches, so that an album gets few pages. */
const BATCH = 100
const MAX_FILES = 100_000
const MAX_DEPTH = 32
const EMIT_EVERY_MS = 250

export class Folders {
  readonly events = new Emitter<{ changed: FolderStatus }>()
  readonly #sealing: Sealing
  readonly #now: () => number
  readonly #running = new Set<FolderStatus>()

  constructor(sealing: Sealing, now: () => number) {
    this.#sealing = sealing
    this.#now = now
  }

  list(): FolderStatus[] {
    return [...this.#running].map((status) => ({ ...status }))
  }

  /**
   * Calls `onStored` with batches of files, in the order of the folder. A batch has the files that
   * are new and those that were known.
   * `onStored` returns the files that it refuses.
   * @throws NOT_FOUND, INVALID (not a folder), TOO_LARGE (more than MAX_FILES files), NO_SPACE,
   * CANCELLED
   */
  async add(
    path: string,
    signal: AbortSignal,
    onStored: (files: Added[]) => Promise<RefusedFile[]>,
  ): Promise<FolderResult> {
    const paths = await listFiles(path, signal)
    const status: FolderStatus = { path, done: 0, total: paths.length }
    this.#running.add(status)
    try {
      return await this.#addAll(paths, status, signal, onStored)
    } finally {
      this.#running.delete(status)
      this.events.emit('changed', status)
    }
  }

  async #addAll(
    paths: readonly string[],
    status: FolderStatus,
    signal: AbortSignal,
    onStored: (files: Added[]) => Promise<RefusedFile[]>,
  ): Promise<FolderResult> {
    const result: FolderResult = { added: { added: 0, known: 0 }, refused: [] }
    let emittedAt = this.#now()
    for (let start = 0; start < paths.length; start += BATCH) {
      const batch = paths.slice(start, start + BATCH)
      const stored = await inOrder(batch, AT_ONCE, async (one) => {
        throwIfAborted(signal)
        const outcome = await this.#addOne(one)
        status.done++
        if (this.#now() - emittedAt >= EMIT_EVERY_MS) {
          emittedAt = this.#now()
          this.events.emit('changed', status)
        }
        return outcome
      })
      const files = stored.filter((one) => 'file' in one)
      result.refused.push(...stored.filter((one) => 'code' in one))
      result.added.known += files.filter(({ isKnown }) => isKnown).length
      result.added.added += files.filter(({ isKnown }) => !isKnown).length
      if (files.length > 0) result.refused.push(...(await onStored(files)))
    }
    return result
  }

  async #addOne(path: string): Promise<Added | RefusedFile> {
    try {
      return await this.#sealing.add(path)
    } catch (error) {
      // A full disk or a closed home ends the whole run.
      if (!isEngineError(error) || error.code === 'NO_SPACE' || error.code === 'CANCELLED') throw error
      return { name: basename(path), code: error.code, message: error.message }
    }
  }
}

/** Runs `act` on each item, at most `atOnce` at a time. Results keep the order of the list. */
async function inOrder<In, Out>(
  list: readonly In[],
  atOnce: number,
  act: (one: In) => Promise<Out>,
): Promise<Out[]> {
  const results: Out[] = []
  let next = 0
  const work = async (): Promise<void> => {
    while (next < list.length) {
      const at = next++
      results[at] = await act(list[at]!)
    }
  }
  const workers = Array.from({ length: atOnce }, work)
  // The first failure is thrown after all running calls have ended.
  const ends = await Promise.allSettled(workers)
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return results
}

/**
 * Lists regular files, sorted by name within each folder. Links are not followed.
 * @throws NOT_FOUND, INVALID, TOO_LARGE, CANCELLED
 */
async function listFiles(folder: string, signal: AbortSignal): Promise<string[]> {
  const found = await stat(folder).catch(() => null)
  if (found === null)
    throw new EngineError('NOT_FOUND', 'There is no such folder.', { details: { path: folder } })
  if (!found.isDirectory())
    throw new EngineError('INVALID', 'This is not a folder.', { details: { path: folder } })
  const files: string[] = []
  await walk(folder, files, signal, 0)
  return files
}

async function walk(folder: string, files: string[], signal: AbortSignal, depth: number): Promise<void> {
  throwIfAborted(signal)
  const folders: string[] = []
  const here: string[] = []
  for await (const entry of await openFolder(folder)) {
    if (entry.name.startsWith('.')) continue
    if (entry.isFile()) here.push(join(folder, entry.name))
    else if (entry.isDirectory()) folders.push(join(folder, entry.name))
  }
  for (const path of here.sort()) files.push(path)
  if (files.length > MAX_FILES)
    throw new EngineError('TOO_LARGE', `A folder has more than ${MAX_FILES} files. Add it in parts.`)
  if (depth < MAX_DEPTH) for (const inner of folders.sort()) await walk(inner, files, signal, depth + 1)
}

async function openFolder(path: string) {
  try {
    return await opendir(path)
  } catch (cause) {
    throw new EngineError('INVALID', 'This folder cannot be read.', { details: { path }, cause })
  }
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new EngineError('CANCELLED', 'Adding the folder was cancelled.')
}
