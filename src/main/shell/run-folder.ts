// A folder of this run for what leaves the store for a while: dragged out, or opened in another program. For its owner only, and gone
// when the app ends. What a crash left is known by name, and goes at the next start.
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
   * @param temporary where the system keeps what goes by itself
   * @param record the file in which its name is kept
   */
  constructor(temporary: string, record: string) {
    this.#temporary = temporary
    this.#record = record
  }

  /** A new folder in it, for one file: two may have one name. @throws NO_SPACE, INVALID when it cannot be made */
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

  /** At the end, and at the start what runs before this one left. What a program still holds open stays for the next time. */
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
