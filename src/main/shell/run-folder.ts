// A temporary folder of this run for files that leave the store: dragged out, or opened in another
// program. Only its owner can read it.
// It is removed when the app ends. Its name is recorded, so that the next start can remove what a
// crash left.
import { mkdtemp, rm } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import { isEngineError } from '../../core/contract/index.ts'
import { readKept, toWriteRefusal, writeKept } from './kept-file.ts'

const PREFIX = 'fumikura-'

export class RunFolder {
  readonly #temporary: string
  readonly #record: string
  #dir: Promise<string> | null = null

  /**
   * @param temporary the system's folder for temporary files
   * @param record the file that stores the folder's name
   */
  constructor(temporary: string, record: string) {
    this.#temporary = temporary
    this.#record = record
  }

  /**
   * Makes a new folder inside, for one file, because two files may have the same name.
   * @throws NO_SPACE, INVALID if it cannot be made
   */
  async make(): Promise<string> {
    this.#dir ??= this.#begin()
    try {
      return await mkdtemp(join(await this.#dir, 'file-'))
    } catch (error) {
      this.#dir = null
      throw isEngineError(error) ? error : toWriteRefusal(error)
    }
  }

  async #begin(): Promise<string> {
    const dir = await mkdtemp(join(this.#temporary, PREFIX))
    await writeKept(this.#record, [...(await this.#listLeft()), dir])
    return dir
  }

  async #listLeft(): Promise<string[]> {
    const kept = await readKept(this.#record)
    return Array.isArray(kept) ? kept.filter(isRunFolder) : []
  }

  /**
   * Removes the folders of this and earlier runs, at start and end. A folder that a program still
   * uses stays for the next time.
   */
  async clear(): Promise<void> {
    await this.#dir?.catch(() => null)
    this.#dir = null
    const left: string[] = []
    const all = await this.#listLeft()
    for (const dir of all) await rm(dir, { recursive: true, force: true }).catch(() => left.push(dir))
    if (all.length > 0) await writeKept(this.#record, left)
  }
}

function isRunFolder(path: unknown): path is string {
  return typeof path === 'string' && isAbsolute(path) && basename(path).startsWith(PREFIX)
}
