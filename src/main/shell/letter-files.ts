// Letters as text files: saved to a chosen path, or dragged out of the window.
// Only here does text from the page reach the disk, under a name that no system treats as a path.
import { rm, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { BrowserWindow, NativeImage } from 'electron'
import type { ElectronParts } from './electron-parts.ts'
import { toWriteRefusal } from './kept-file.ts'
import type { RunFolder } from './run-folder.ts'
import type { ShellWords } from './words/index.ts'
import { trimEndOf } from '../../core/contract/trim-end.ts'

export interface LetterFile {
  name: string
  text: string
}

/** Every file system accepts this length plus an ending. */
const MAX_NAME_BYTES = 180
/** The endings of text that the app writes; no system runs such a file. */
const TEXT_ENDINGS = new Set(['.eml', '.md', '.txt', '.json', '.log', '.csv', '.ics', '.vcf'])
/** Names that Windows treats as a device, whatever follows the dot. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])(\.|$)/i

/** Returns a name that is valid as a text file in one folder, on all three systems. */
export function safeFileName(name: string): string {
  const spaced = name
    .normalize('NFC')
    .replace(/[\p{C}<>:"/\\|?*]/gu, ' ')
    .replace(/\s+/g, ' ')
  const plain = trimEndOf(spaced.replace(/^[. ]+/, ''), '. ')
  const ending = extname(plain).toLowerCase()
  const isText = TEXT_ENDINGS.has(ending)
  const stem = cutToBytes(isText ? plain.slice(0, -ending.length) : plain, MAX_NAME_BYTES).trim()
  const safe = `${stem === '' ? 'letter' : stem}${isText ? ending : '.txt'}`
  return DEVICE.test(safe) ? `_${safe}` : safe
}

function cutToBytes(text: string, maxBytes: number): string {
  let bytes = 0
  let kept = ''
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > maxBytes) break
    kept += character
  }
  return kept
}

/** False if the person cancels. @throws NO_SPACE, INVALID if the path cannot be written */
export async function saveLetterFile(
  dialog: ElectronParts['dialog'],
  window: BrowserWindow,
  { name, text }: LetterFile,
  downloads: string,
  words: ShellWords,
): Promise<boolean> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: words.saveTitle,
    defaultPath: join(downloads, safeFileName(name)),
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  })
  if (canceled || filePath === '') return false
  await writeOut(filePath, text)
  return true
}

async function writeOut(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (error) {
    throw toWriteRefusal(error)
  }
}

/**
 * Keeps this many files for programs that still read what was dropped; the page may drag any
 * number.
 */
const MAX_DRAGGED = 8

/** Dragged files are in a folder of this run, which is removed with it. */
export class DraggedFiles {
  readonly #folder: RunFolder
  /** The folder of each file, oldest first. */
  readonly #folders: string[] = []

  constructor(folder: RunFolder) {
    this.#folder = folder
  }

  /** @throws NO_SPACE, INVALID if the file cannot be written */
  async drag(window: BrowserWindow, { name, text }: LetterFile, icon: NativeImage): Promise<void> {
    const path = join(await this.#makeFolder(), safeFileName(name))
    await writeOut(path, text)
    window.webContents.startDrag({ file: path, icon })
  }

  async #makeFolder(): Promise<string> {
    const folder = await this.#folder.make()
    this.#folders.push(folder)
    for (const old of this.#folders.splice(0, this.#folders.length - MAX_DRAGGED))
      await rm(old, { recursive: true, force: true })
    return folder
  }
}
