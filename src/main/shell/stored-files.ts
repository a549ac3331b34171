// Files of the store on their way out of the window: written where the person says, or dragged. Their bytes come from the engine's
// process as they are fetched and checked; the page names them by id and learns no place on the disk.
import { createWriteStream } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import type { BrowserWindow, NativeImage } from 'electron'
import { EngineError, isEngineError, type FileId } from '../../core/contract/index.ts'
import type { ElectronParts } from './electron-parts.ts'
import type { FileRelay } from './file-relay.ts'
import { toWriteRefusal } from './kept-file.ts'
import type { ShellWords } from './words/index.ts'

interface Asking {
  dialog: ElectronParts['dialog']
  window: BrowserWindow
  downloads: string
  words: ShellWords
}

interface Coming {
  /** Harmless as it is: the engine's own rule. */
  name: string
  body: Readable
}

/** A mouse button is not held down for longer while nothing happens. */
const DRAG_PATIENCE_MS = 1500
/** So many stay, for whoever still reads what was dropped. */
const MAX_DRAGGED = 8
const MAX_NUMBER = 999

export class StoredFiles {
  readonly #relay: FileRelay
  readonly #temporary: string
  readonly #now: () => number
  #dir: Promise<string> | null = null
  /** What was fetched to be dragged, oldest first. */
  readonly #dragged = new Map<FileId, Promise<string>>()

  constructor(relay: FileRelay, temporary: string, now: () => number) {
    this.#relay = relay
    this.#temporary = temporary
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
      const coming = await this.#get(file)
      await writeInto(folder, coming)
    }
    return files.length
  }

  async #saveOne(file: FileId, asking: Asking): Promise<number> {
    const { name, body } = await this.#get(file)
    const path = await askForPlace(name, asking).catch((error: unknown) => {
      body.destroy()
      throw error
    })
    if (path === null) {
      body.destroy()
      return 0
    }
    const coming = `${path}.part`
    await write(coming, body, 'w')
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
    this.#dir ??= mkdtemp(join(this.#temporary, 'fumikura-stored-'))
    const folder = await mkdtemp(join(await this.#dir, 'file-')).catch((error: unknown) => {
      throw toWriteRefusal(error)
    })
    return writeInto(folder, await this.#get(file))
  }

  async #forget(file: FileId): Promise<void> {
    const path = await this.#dragged.get(file)?.catch(() => null)
    this.#dragged.delete(file)
    if (path) await rm(join(path, '..'), { recursive: true, force: true })
  }

  async #get(file: FileId): Promise<Coming> {
    const response = await this.#relay.get(file)
    if (!response.ok || response.body === null) throw await refusalOf(response)
    const name = nameOf(response.headers.get('content-disposition') ?? '')
    const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>)
    // It may be cut off while the person still looks for a place; whoever writes it meets that then.
    body.on('error', () => undefined)
    return { name, body }
  }

  async clear(): Promise<void> {
    const dir = await this.#dir?.catch(() => null)
    if (dir) await rm(dir, { recursive: true, force: true })
  }
}

async function refusalOf(response: Response): Promise<EngineError> {
  const told: unknown = await response.json().catch(() => null)
  const code = typeof told === 'object' && told !== null && 'error' in told ? told.error : null
  const refusal = new EngineError(
    (code ?? 'UNREACHABLE') as EngineError['code'],
    'The engine did not give this file.',
  )
  return refusal
}

function nameOf(disposition: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1] ?? ''
  const name = basename(decodeURIComponent(encoded).replaceAll('\\', '/'))
  return name === '' || name === '.' || name === '..' ? 'file' : name
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

/** Never over another one: the second of a name is `name (2).txt`. Gives where it is. */
async function writeInto(folder: string, { name, body }: Coming): Promise<string> {
  const ending = extname(name)
  const stem = ending === '' ? name : name.slice(0, -ending.length)
  for (let number = 1; number <= MAX_NUMBER; number++) {
    const path = join(folder, number === 1 ? name : `${stem} (${number})${ending}`)
    try {
      await write(path, body, 'wx')
      return path
    } catch (error) {
      if (!(isEngineError(error) && isTaken(error.cause))) throw error
    }
  }
  body.destroy()
  throw new EngineError('INVALID', 'There are too many of that name in this folder.')
}

const isTaken = (error: unknown): boolean => (error as NodeJS.ErrnoException | undefined)?.code === 'EEXIST'

/** What was only begun does not stay. @throws NO_SPACE, INVALID; UNREACHABLE when it was cut off on the way */
async function write(path: string, body: Readable, flags: 'w' | 'wx'): Promise<void> {
  const file = createWriteStream(path, { flags })
  try {
    // Nothing is taken from the file that comes before there is a place for it.
    await new Promise<void>((resolve, reject) => file.once('open', () => resolve()).once('error', reject))
  } catch (error) {
    throw toWriteRefusal(error)
  }
  try {
    await pipeline(body, file)
  } catch (error) {
    await rm(path, { force: true })
    const isOfDisk = typeof (error as NodeJS.ErrnoException).syscall === 'string'
    if (isOfDisk) throw toWriteRefusal(error)
    throw new EngineError('UNREACHABLE', 'It was cut off on the way.', { cause: error })
  }
}
