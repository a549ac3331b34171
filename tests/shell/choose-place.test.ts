// The system's dialog asks for every location. A written file gets a free name that cannot mean
// another location.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { expect, test } from 'vitest'
import { choosePlace } from '../../src/main/shell/choose-place.ts'
import { wordsOf } from '../../src/main/shell/words/index.ts'
import { useTempFolders } from '../support/temp-folder.ts'

const makeFolder = useTempFolders()

/** A person who chooses this path, accepts the proposal (`as offered`), or cancels (null). */
function person(chosen: string | null) {
  const asked: { defaultPath: string; properties: string[]; title: string }[] = []
  const answer = (options: (typeof asked)[number]): string | null => {
    asked.push(options)
    return chosen === 'as offered' ? options.defaultPath : chosen
  }
  const dialog = {
    showSaveDialog: async (_: unknown, options: (typeof asked)[number]) => {
      const filePath = answer(options)
      return { canceled: filePath === null, filePath: filePath ?? '' }
    },
    showOpenDialog: async (_: unknown, options: (typeof asked)[number]) => {
      const path = answer(options)
      return { canceled: path === null, filePaths: path === null ? [] : [path] }
    },
  }
  return { asked, dialog: dialog as never }
}

const asking = (folder: string) => ({
  window: {} as unknown as BrowserWindow,
  folder,
  words: wordsOf('en'),
})

test('an export and a backup are offered under a free name, and get their extension', async () => {
  const folder = await makeFolder()
  await writeFile(join(folder, 'alice.zip'), 'mine')
  const { asked, dialog } = person('as offered')
  expect(await choosePlace(dialog, { use: 'export-file', name: 'alice' }, asking(folder))).toBe(
    join(folder, 'alice (2).zip'),
  )
  expect(await choosePlace(dialog, { use: 'backup-file', name: '../../etc/alice' }, asking(folder))).toBe(
    join(folder, 'etc alice.fumikura-backup'),
  )
  expect(asked.map(({ title }) => title)).toEqual([
    'Choose where to save the export',
    'Choose where to save the backup',
  ])
  const typed = person('/mnt/stick/letters')
  expect(await choosePlace(typed.dialog, { use: 'export-file' }, asking(folder))).toBe(
    '/mnt/stick/letters.zip',
  )
})

test('an export as a folder is written to a new folder within the chosen one', async () => {
  const folder = await makeFolder()
  await mkdir(join(folder, 'letters'))
  const { asked, dialog } = person(folder)
  expect(await choosePlace(dialog, { use: 'export-folder', name: 'letters' }, asking('/home'))).toBe(
    join(folder, 'letters (2)'),
  )
  expect(asked).toMatchObject([{ defaultPath: '/home', properties: ['openDirectory', 'createDirectory'] }])
})

test('a source is one file or one folder, and a cancelled dialog chooses nothing', async () => {
  const { asked, dialog } = person('/mnt/stick/a.fumikura-backup')
  expect(await choosePlace(dialog, { use: 'recover' }, asking('/home'))).toBe('/mnt/stick/a.fumikura-backup')
  await choosePlace(dialog, { use: 'import-folder' }, asking('/home'))
  expect(asked.map(({ properties }) => properties)).toEqual([
    ['openFile'],
    ['openDirectory', 'createDirectory'],
  ])
  for (const use of ['recover', 'export-file', 'export-folder'] as const)
    expect(await choosePlace(person(null).dialog, { use }, asking('/home'))).toBe(null)
})
