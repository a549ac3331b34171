// A folder as a place of files, as an archive is one: what lies in it and below, and nothing that a link leads to.
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Files by their paths with `/`; a folder, an archive, or one file. */
export interface FileSource {
  list(): AsyncIterable<string>
  read(path: string): AsyncIterable<Uint8Array>
  /** Of the file, in bytes; what comes may be less, never more. */
  sizeOf(path: string): Promise<number>
  /** ms; null where it is not known. */
  modifiedAt(path: string): Promise<number | null>
  /** What lies there and is no file: it is told, and not followed. */
  readonly links: ReadonlySet<string>
  close(): Promise<void>
}

export class FolderSource implements FileSource {
  readonly links = new Set<string>()
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async *list(under = ''): AsyncGenerator<string> {
    const entries = await readdir(join(this.#folder, under), { withFileTypes: true })
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = under === '' ? entry.name : `${under}/${entry.name}`
      if (entry.isDirectory()) yield* this.list(path)
      else if (entry.isFile()) yield path
      else this.links.add(path)
    }
  }

  read(path: string): AsyncIterable<Uint8Array> {
    return createReadStream(join(this.#folder, path))
  }

  async sizeOf(path: string): Promise<number> {
    return (await stat(join(this.#folder, path))).size
  }

  async modifiedAt(path: string): Promise<number | null> {
    return Math.floor((await stat(join(this.#folder, path))).mtimeMs)
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }
}
