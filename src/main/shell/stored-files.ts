// Files of the store that leave the window: saved to a chosen path, or dragged. Their bytes arrive
// from the engine's process as they are fetched and checked.
// The page names a file by id and learns no path.
import { randomBytes } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BrowserWindow, NativeImage } from 'electron'
import { EngineError, type FileId } from '../../core/contract/index.ts'
import { fetchFile, writeFile, writeInto } from './coming-file.ts'
import type { ElectronParts } from './electron-parts.ts'
import type { FileRelay } from './file-relay.ts'
import { toWriteRefusal } from './kept-file.ts'
import type { RunFolder } from './run-folder.ts'
import type { ShellWords } from './words/index.ts'

interface Asking {
  dialog: ElectronParts['dialog']
  window: BrowserWindow
  downloads: string
  words: ShellWords
}

/** A person does not hold the mouse button longer than this without a response. */
const DRAG_PATIENCE_MS = 1500
/** Keeps this many files for programs that still read what was dropped. */
const MAX_DRAGGED = 8

export class StoredFiles {
  readonly #relay: FileRelay
  readonly #folder: RunFolder
  readonly #now: () => number
  /** Files fetched for dragging, oldest first. */
  readonly #dragged = new Map<FileId, Promise<string>>()

  constructor(relay: FileRelay, folder: RunFolder, now: () => number) {
    this.#relay = relay
    this.#folder = folder
    this.#now = now
  }

  /**
   * Asks for a path and writes the files. Returns how many were written; 0 if the person cancels.
   * @throws NO_SPACE, INVALID (the path cannot be written), AUTHOR_AWAY, UNREACHABLE, ALTERED,
   * NOT_FOUND
   */
  async save(files: readonly FileId[], asking: Asking): Promise<number> {
    const [first] = files
    if (files.length === 1 && first !== undefined) return this.#saveOne(first, asking)
    const folder = await askForFolder(asking)
    if (folder === null) return 0
    for (const file of files) {
      const coming = await fetchFile(this.#relay, file)
      await writeInto(folder, coming)
    }
    return files.length
  }

  async #saveOne(file: FileId, asking: Asking): Promise<number> {
    const { name, body } = await fetchFile(this.#relay, file)
    const path = await askForPath(name, asking).catch((error: unknown) => {
      body.destroy()
      throw error
    })
    if (path === null) {
      body.destroy()
      return 0
    }
    const coming = join(dirname(path), `fumikura-save-${randomBytes(8).toString('hex')}.part`)
    await writeFile(coming, body, 'wx')
    await rename(coming, path).catch((error: unknown) => {
      throw toWriteRefusal(error)
    })
    return 1
  }

  /**
   * @throws NOT_YET if the file had to be fetched first, so that the next drag works; and as `save`
   */
  async drag(file: FileId, window: BrowserWindow, icon: NativeImage): Promise<void> {
    const begun = this.#now()
    const path = await this.#fetchToDrag(file)
    // The button is no longer held down; the system would drop the file at the pointer's position.
    if (this.#now() - begun > DRAG_PATIENCE_MS)
      throw new EngineError('NOT_YET', 'The file is ready now. Drag it again.')
    window.webContents.startDrag({ file: path, icon })
  }

  #fetchToDrag(file: FileId): Promise<string> {
    const known = this.#dragged.get(file)
    if (known !== undefined) return known
    const fetching = this.#fetch(file)
    this.#dragged.set(file, fetching)
    fetching.catch(() => this.#dragged.delete(file))
    for (const old of [...this.#dragged.keys()].slice(0, -MAX_DRAGGED)) void this.#forget(old)
    return fetching
  }

  async #fetch(file: FileId): Promise<string> {
    const folder = await this.#folder.make()
    return writeInto(folder, await fetchFile(this.#relay, file))
  }

  async #forget(file: FileId): Promise<void> {
    const path = await this.#dragged.get(file)?.catch(() => null)
    this.#dragged.delete(file)
    if (path) await rm(join(path, '..'), { recursive: true, force: true })
  }
}

async function askForPath(
  name: string,
  { dialog, window, downloads, words }: Asking,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: words.saveTitle,
    defaultPath: join(downloads, name),
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  })
  return canceled || filePath === '' ? null : filePath
}

async function askForFolder({ dialog, window, downloads, words }: Asking): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: words.saveFilesTitle,
    defaultPath: downloads,
    properties: ['openDirectory', 'createDirectory'],
  })
  return canceled ? null : (filePaths[0] ?? null)
}
