// Where a bag is written: a folder, under a passing name until it is whole. Nothing that is there is touched.
import { appendFile, createReadStream, createWriteStream, writeFile } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { EngineError } from '../contract/errors.ts'
import { claimFolderName, temporaryName } from '../home/index.ts'
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

/** An export holds the keys and words of its person: nobody else of the machine reads it, from its first byte on. */
export const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** Small files that are written side by side. */
const AT_ONCE = 16

export class BagFolder implements BagPlace {
  readonly #target: string
  readonly #work: string
  /** An empty folder has the name, and gives way. */
  readonly #replacesEmpty: boolean
  readonly #made = new Set<string>()

  private constructor(target: string, work: string, replacesEmpty: boolean) {
    this.#target = target
    this.#work = work
    this.#replacesEmpty = replacesEmpty
  }

  /** @throws INVALID when something is there, or no folder can be made there */
  static async create(target: string): Promise<BagFolder> {
    const replacesEmpty = await isEmptyFolder(target)
    return new BagFolder(target, await makeWork(target), replacesEmpty)
  }

  async put(path: string, bytes: Uint8Array): Promise<void> {
    await writeWhole(await this.#place(path), bytes, { flag: 'wx', mode: FILE_MODE })
  }

  async putStream(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    await pipeline(pieces, createWriteStream(await this.#place(path), { flags: 'wx', mode: FILE_MODE }))
  }

  async append(parts: readonly GrownPart[]): Promise<void> {
    for (let at = 0; at < parts.length; at += AT_ONCE) {
      const some = parts.slice(at, at + AT_ONCE)
      const writing = some.map(async ({ path, more }) =>
        appendWhole(await this.#place(path), more, { mode: FILE_MODE }),
      )
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
    if (!this.#made.has(folder)) await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
    this.#made.add(folder)
    return place
  }

  /** @throws INVALID when something has taken the name meanwhile; what was written is then removed by `abandon` */
  async finish(): Promise<void> {
    const replacesEmpty = this.#replacesEmpty
    if (!(await claimFolderName(this.#work, this.#target, { replacesEmpty }))) throw nameTaken()
  }

  abandon(): Promise<void> {
    return rm(this.#work, { recursive: true, force: true })
  }
}

/** A folder beside the target, for what is not whole yet. @throws INVALID */
export async function makeWork(target: string): Promise<string> {
  const work = temporaryName(target, 'export')
  try {
    await mkdir(work, { mode: FOLDER_MODE })
    return work
  } catch (cause) {
    throw new EngineError('INVALID', 'No folder can be made there.', { cause })
  }
}

/** False when nothing is there. @throws INVALID when something else is */
async function isEmptyFolder(target: string): Promise<boolean> {
  try {
    if ((await readdir(target)).length === 0) return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw new EngineError('INVALID', 'Something else is there.', { cause })
  }
  throw new EngineError('INVALID', 'That folder is not empty.')
}

export function nameTaken(): EngineError {
  return new EngineError('INVALID', 'Something of that name is there.')
}
