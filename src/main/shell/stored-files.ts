// Files of the store on their way out of the window: written where the person says, or dragged. Their bytes come from the engine's
// process as they are fetched and checked; the page names them by id and learns no place on the disk.
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

/** A mouse button is not held down for longer while nothing happens. */
const DRAG_PATIENCE_MS = 1500
/** So many stay, for whoever still reads what was dropped. */
const MAX_DRAGGED = 8

export class StoredFiles {
  readonly #relay: FileRelay
  readonly #folder: RunFolder
  readonly #now: () => number
  /** What was fetched to be dragged, oldest first. */
  readonly #dragged = new Map<FileId, Promise<string>>()

  constructor(relay: FileRelay, folder: RunFolder, now: () => number) {
    this.#relay = relay
    this.#folder = folder
    this.#now = now
  }

  /**
   * Asks where, then writes them. Gives how many there are now; 0 when the person thought better of it.
   * @throws NO_SPACE, INVALID (the place cannot be written to), AUTHOR_AWAY, UNREACHABLE, ALTERED, NOT_FOUND
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
    const path = await askForPlace(name, asking).catch((error: unknown) => {
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

  /** @throws NOT_YET when it had to be fetched first: it is here then, for the next time; and as `save` */
  async drag(file: FileId, window: BrowserWindow, icon: NativeImage): Promise<void> {
    const begun = this.#now()
    const path = await this.#fetchToDrag(file)
    // By now no button is held down: the system would drop it wherever the pointer is.
    if (this.#now() - begun > DRAG_PATIENCE_MS)
      throw new EngineError('NOT_YET', 'It was fetched first: drag it again.')
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

async function askForPlace(
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
