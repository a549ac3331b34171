// Reads a folder like an archive: its files and those of its subfolders. Links are not followed.
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineError } from '../contract/errors.ts'
import { readRegular } from '../home/index.ts'

/** Files by their paths, with `/`: of a folder, an archive, or a single file. */
export interface FileSource {
  list(): AsyncIterable<string>
  /** @throws NOT_FOUND for a path that `list` does not give, INVALID */
  read(path: string): AsyncIterable<Uint8Array>
  /** Size in bytes. `read` may give fewer bytes, never more. */
  sizeOf(path: string): Promise<number>
  /** ms since the epoch; null if unknown. */
  modifiedAt(path: string): Promise<number | null>
  /** Entries that are not files, such as links. They are reported, and not followed. */
  readonly links: ReadonlySet<string>
  close(): Promise<void>
}

export class FolderSource implements FileSource {
  readonly links = new Set<string>()
  readonly #folder: string
  /**
   * The paths that `list` found. A path that an export names is opened only if it is in this set.
   */
  readonly #files = new Set<string>()
  #isListed = false

  constructor(folder: string) {
    this.#folder = folder
  }

  async *list(): AsyncGenerator<string> {
    for await (const path of this.#listUnder('')) {
      this.#files.add(path)
      yield path
    }
    this.#isListed = true
  }

  async *#listUnder(under: string): AsyncGenerator<string> {
    const entries = await readdir(join(this.#folder, under), { withFileTypes: true })
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = under === '' ? entry.name : `${under}/${entry.name}`
      if (entry.isDirectory()) yield* this.#listUnder(path)
      else if (entry.isFile()) yield path
      else this.links.add(path)
    }
  }

  async *read(path: string): AsyncGenerator<Uint8Array> {
    yield* readRegular(await this.#find(path))
  }

  async sizeOf(path: string): Promise<number> {
    return (await lstat(await this.#find(path))).size
  }

  async modifiedAt(path: string): Promise<number | null> {
    return Math.floor((await lstat(await this.#find(path))).mtimeMs)
  }

  /** @throws NOT_FOUND */
  async #find(path: string): Promise<string> {
    if (!this.#files.has(path) && !this.#isListed) for await (const _ of this.list());
    if (this.#files.has(path)) return join(this.#folder, path)
    throw new EngineError('NOT_FOUND', 'There is no such file in this folder.', { details: { path } })
  }

  async close(): Promise<void> {
    // No file is kept open.
  }
}
