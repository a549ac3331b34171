// Where a bag is written: a folder, under a passing name until it is whole. Nothing that is there is touched.
import { appendFile, createReadStream, createWriteStream, writeFile } from 'node:fs'
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { EngineError } from '../contract/errors.ts'
import type { GrownPart } from './spool.ts'

/** Without an object for each open file, of which node:fs/promises makes one for every letter. */
const writeWhole = promisify(writeFile)
const appendWhole = promisify(appendFile)

/** What a bag needs of the place into which it is written. Paths have `/` and were made safe. */
export interface BagPlace {
  put(path: string, bytes: Uint8Array): Promise<void>
  putStream(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void>
  /** Files that grow in parts until `settle`, each once in a call, and one call at a time; as they can be read back meanwhile. */
  append(parts: readonly GrownPart[]): Promise<void>
  grown(path: string): AsyncIterable<Uint8Array>
  /** A file that has grown is whole. */
  settle(path: string): Promise<void>
  /** All is written: it gets its name. */
  finish(): Promise<void>
  abandon(): Promise<void>
}

/** Small files that are written side by side. */
const AT_ONCE = 16

export class BagFolder implements BagPlace {
  readonly #target: string
  readonly #work: string
  readonly #made = new Set<string>()

  private constructor(target: string, work: string) {
    this.#target = target
    this.#work = work
  }

  /** @throws INVALID when something is there, or no folder can be made there */
  static async create(target: string): Promise<BagFolder> {
    await checkFree(target)
    const work = await makeWork(target)
    return new BagFolder(target, work)
  }

  async put(path: string, bytes: Uint8Array): Promise<void> {
    await writeWhole(await this.#place(path), bytes, { flag: 'wx' })
  }

  async putStream(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    await pipeline(pieces, createWriteStream(await this.#place(path), { flags: 'wx' }))
  }

  async append(parts: readonly GrownPart[]): Promise<void> {
    for (let at = 0; at < parts.length; at += AT_ONCE) {
      const some = parts.slice(at, at + AT_ONCE)
      const writing = some.map(async ({ path, more }) => appendWhole(await this.#place(path), more))
      await Promise.allSettled(writing)
      await Promise.all(writing)
    }
  }

  grown(path: string): AsyncIterable<Uint8Array> {
    return createReadStream(join(this.#work, path))
  }

  async settle(): Promise<void> {
    // It stands where it belongs.
  }

  async #place(path: string): Promise<string> {
    const place = join(this.#work, path)
    const folder = dirname(place)
    if (!this.#made.has(folder)) await mkdir(folder, { recursive: true })
    this.#made.add(folder)
    return place
  }

  /** An empty folder of that name gives way. */
  async finish(): Promise<void> {
    await rmdir(this.#target).catch(() => undefined)
    await rename(this.#work, this.#target)
  }

  abandon(): Promise<void> {
    return rm(this.#work, { recursive: true, force: true })
  }
}

/** A folder beside the target, for what is not whole yet. @throws INVALID */
export async function makeWork(target: string): Promise<string> {
  const work = `${target}.part`
  try {
    await rm(work, { recursive: true, force: true })
    await mkdir(work, { mode: 0o700 })
    return work
  } catch (cause) {
    throw new EngineError('INVALID', 'No folder can be made there.', { cause })
  }
}

async function checkFree(target: string): Promise<void> {
  const there = await readdir(target).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new EngineError('INVALID', 'Something else is there.', { cause: error })
  })
  if (there.length > 0) throw new EngineError('INVALID', 'That folder is not empty.')
}
