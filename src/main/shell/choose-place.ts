// Where something is written to or read from, asked by the system's own dialog. What is written gets a name that is free: the engine
// writes over nothing but a backup of its own.
import { stat } from 'node:fs/promises'
import { join, parse } from 'node:path'
import type { BrowserWindow } from 'electron'
import type { PlaceUse } from '../../core/contract/index.ts'
import type { ElectronParts } from './electron-parts.ts'
import { safeFileName } from './letter-files.ts'
import type { ShellWords } from './words/index.ts'

interface Wanted {
  use: PlaceUse
  name?: string
}

interface Asking {
  window: BrowserWindow
  /** Where the dialog begins. */
  folder: string
  words: ShellWords
}

const ENDINGS: Partial<Record<PlaceUse, string>> = {
  'export-file': '.zip',
  'backup-file': '.fumikura-backup',
}
const MAX_NUMBER = 999

/** Null when the person thought better of it. */
export async function choosePlace(
  dialog: ElectronParts['dialog'],
  { use, name = 'fumikura' }: Wanted,
  { window, folder, words }: Asking,
): Promise<string | null> {
  const title = words.places[use]
  const ending = ENDINGS[use]
  if (ending !== undefined) {
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      title,
      defaultPath: await findFree(folder, stemOf(name), ending),
      properties: ['createDirectory'],
    })
    if (canceled || filePath === '') return null
    return filePath.endsWith(ending) ? filePath : filePath + ending
  }
  const isFolder = use.endsWith('-folder')
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title,
    defaultPath: folder,
    properties: isFolder ? ['openDirectory', 'createDirectory'] : ['openFile'],
  })
  const [chosen] = canceled ? [] : filePaths
  if (chosen === undefined) return null
  return use === 'export-folder' ? findFree(chosen, stemOf(name), '') : chosen
}

/** The page says a name, and it must mean no other place. */
const stemOf = (name: string): string => parse(safeFileName(name)).name

async function findFree(folder: string, stem: string, ending: string): Promise<string> {
  for (let number = 1; number < MAX_NUMBER; number++) {
    const path = join(folder, `${number === 1 ? stem : `${stem} (${number})`}${ending}`)
    if ((await stat(path).catch(() => null)) === null) return path
  }
  return join(folder, stem + ending)
}
