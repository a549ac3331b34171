// Lets the person choose a path to write to or read from, in the system's dialog. A new file gets a
// free name.
// The engine overwrites nothing but its own backups.
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
  /** The folder that the dialog opens in. */
  folder: string
  words: ShellWords
}

const ENDINGS: Partial<Record<PlaceUse, string>> = {
  'export-file': '.zip',
  'backup-file': '.fumikura-backup',
}
const MAX_NUMBER = 999

/** Null if the person cancels. */
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

/** The page proposes a name; only its file name part is used, so it cannot name another folder. */
const stemOf = (name: string): string => parse(safeFileName(name)).name

async function findFree(folder: string, stem: string, ending: string): Promise<string> {
  for (let number = 1; number < MAX_NUMBER; number++) {
    const path = join(folder, `${number === 1 ? stem : `${stem} (${number})`}${ending}`)
    if ((await stat(path).catch(() => null)) === null) return path
  }
  return join(folder, stem + ending)
}
