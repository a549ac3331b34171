// Writes a bag into a folder, under a temporary name until it is complete. Existing files are never
// touched.
import { appendFile, createReadStream, createWriteStream, writeFile } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { EngineError } from '../contract/errors.ts'
import { claimFolderName, temporaryName } from '../home/index.ts'
import type { GrownPart } from './spool.ts'

/** Use the callback versions, because node:fs/promises creates a FileHandle object per file. */
const writeWhole = promisify(writeFile)
const appendWhole = promisify(appendFile)

/** Where a bag is written. Paths use `/` and must be safe. */
export interface BagTarget {
  put(path: string, bytes: Uint8Array): Promise<void>
  putStream(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void>
  /**
   * Appends to files until `settle`. A call has each file at most once, and only one call runs at a
   * time. `grown` reads back what was appended.
   */
  append(parts: readonly GrownPart[]): Promise<void>
  grown(path: string): AsyncIterable<Uint8Array>
  /** The file is complete. */
  complete(path: string): Promise<void>
  /** Gives the complete bag its final name. */
  finish(): Promise<void>
  abandon(): Promise<void>
}

/**
 * An export holds keys and plaintext, so other users of this machine must not read it at any time.
 */
export const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** Small files that are written in parallel. */
const AT_ONCE = 16

export class BagFolder implements BagTarget {
  readonly #target: string
  readonly #workFolder: string
  /** True if an empty folder has the target name; it is replaced. */
  readonly #replacesEmpty: boolean
  readonly #made = new Set<string>()

  private constructor(target: string, work: string, replacesEmpty: boolean) {
    this.#target = target
    this.#workFolder = work
    this.#replacesEmpty = replacesEmpty
  }

  /**
   * @throws INVALID if the target exists and is not an empty folder, or no folder can be made there
   */
  static async create(target: string): Promise<BagFolder> {
    const replacesEmpty = await isEmptyFolder(target)
    return new BagFolder(target, await makeWorkFolder(target), replacesEmpty)
  }

  async put(path: string, bytes: Uint8Array): Promise<void> {
    await writeWhole(await this.#pathOf(path), bytes, { flag: 'wx', mode: FILE_MODE })
  }

  async putStream(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    await pipeline(pieces, createWriteStream(await this.#pathOf(path), { flags: 'wx', mode: FILE_MODE }))
  }

  async append(parts: readonly GrownPart[]): Promise<void> {
    for (let at = 0; at < parts.length; at += AT_ONCE) {
      const some = parts.slice(at, at + AT_ONCE)
      const writing = some.map(async ({ path, more }) =>
        appendWhole(await this.#pathOf(path), more, { mode: FILE_MODE }),
      )
      await Promise.allSettled(writing)
      await Promise.all(writing)
    }
  }

  grown(path: string): AsyncIterable<Uint8Array> {
    return createReadStream(join(this.#workFolder, path))
  }

  async complete(): Promise<void> {
    // The file is in its final position already.
  }

  async #pathOf(path: string): Promise<string> {
    const target = join(this.#workFolder, path)
    const folder = dirname(target)
    if (!this.#made.has(folder)) await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
    this.#made.add(folder)
    return target
  }

  /** @throws INVALID if the name was taken meanwhile; `abandon` then removes the written files */
  async finish(): Promise<void> {
    const replacesEmpty = this.#replacesEmpty
    if (!(await claimFolderName(this.#workFolder, this.#target, { replacesEmpty }))) throw nameTaken()
  }

  abandon(): Promise<void> {
    return rm(this.#workFolder, { recursive: true, force: true })
  }
}

/** Creates a folder beside the target, for an incomplete export. @throws INVALID */
export async function makeWorkFolder(target: string): Promise<string> {
  const work = temporaryName(target, 'export')
  try {
    await mkdir(work, { mode: FOLDER_MODE })
    return work
  } catch (cause) {
    throw new EngineError('INVALID', 'No folder can be created there.', { cause })
  }
}

/** False if nothing exists there. @throws INVALID if a file or a folder with content exists */
async function isEmptyFolder(target: string): Promise<boolean> {
  try {
    if ((await readdir(target)).length === 0) return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw new EngineError('INVALID', 'Something that is not a folder has this name.', { cause })
  }
  throw new EngineError('INVALID', 'That folder is not empty.')
}

export function nameTaken(): EngineError {
  return new EngineError('INVALID', 'This name is already in use.')
}
