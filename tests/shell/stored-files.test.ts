// Files of the store leave the window only to the chosen location, under the engine's name, and
// never replace another file.
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserWindow, NativeImage } from 'electron'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { FileId } from '../../src/core/contract/index.ts'
import { RunFolder } from '../../src/main/shell/run-folder.ts'
import { StoredFiles } from '../../src/main/shell/stored-files.ts'
import { wordsOf } from '../../src/main/shell/words/index.ts'
import { useTempFolders } from '../support/temp-folder.ts'
import { gives, openFileStore, type StoreAnswer } from './support/file-store.ts'
import { FakeContents } from './support/fake-window.ts'

const makeFolder = useTempFolders()
let dir: string
let now: number

beforeEach(async () => {
  dir = await makeFolder()
  now = 0
})

/** Makes a store whose answer for each file the test sets. */
async function openStore(answers: Record<string, StoreAnswer>): Promise<StoredFiles> {
  const relay = await openFileStore(answers, (id) => (now += id === 'slow' ? 5000 : 1))
  const folder = new RunFolder(dir, join(dir, 'desktop', 'run-folders.json'))
  onTestFinished(() => folder.clear())
  return new StoredFiles(relay, folder, () => now)
}

const refuses = (status: number, code: string) => (response: ServerResponse) => {
  response.writeHead(status).end(JSON.stringify({ error: code }))
}
const breaksOff = (response: ServerResponse) => {
  response.writeHead(200, { 'content-length': 1000 })
  response.write('half', () => response.destroy())
}

/** A person who chooses this location, or cancels (null). */
function asking(place: string | null) {
  const asked: { defaultPath?: string }[] = []
  const dialog = {
    showSaveDialog: async (_: unknown, options: { defaultPath?: string }) => {
      asked.push(options)
      return { canceled: place === null, filePath: place ?? '' }
    },
    showOpenDialog: async (_: unknown, options: { defaultPath?: string }) => {
      asked.push(options)
      return { canceled: place === null, filePaths: place === null ? [] : [place] }
    },
  }
  const window = {} as unknown as BrowserWindow
  return { asked, dialog: dialog as never, window, downloads: '/downloads', words: wordsOf('en') }
}

const ids = (...names: string[]): FileId[] => names as FileId[]

test('one file is written to the chosen location, and is offered under the engine’s name', async () => {
  const stored = await openStore({ a: gives('島の写真.jpg', 'picture') })
  const person = asking(join(dir, 'mine.jpg'))
  expect(await stored.save(ids('a'), person)).toBe(1)
  expect(person.asked).toMatchObject([{ defaultPath: '/downloads/島の写真.jpg' }])
  expect(await readFile(join(dir, 'mine.jpg'), 'utf8')).toBe('picture')
})

test('several files go into a folder, and none replaces another', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fumikura-saved-'))
  const stored = await openStore({ a: gives('a.txt', 'one'), b: gives('a.txt', 'two') })
  await writeFile(join(folder, 'a.txt'), 'mine')
  expect(await stored.save(ids('a', 'b'), asking(folder))).toBe(2)
  expect((await readdir(folder)).sort()).toEqual(['a (2).txt', 'a (3).txt', 'a.txt'])
  expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('mine')
})

test('a cancelled dialog writes nothing', async () => {
  const stored = await openStore({ a: gives('a.txt', 'one'), b: gives('b.txt', 'two') })
  expect(await stored.save(ids('a'), asking(null))).toBe(0)
  expect(await stored.save(ids('a', 'b'), asking(null))).toBe(0)
  expect(await readdir(dir)).toEqual([])
})

test('an interrupted save leaves nothing, and an existing file stays as it was', async () => {
  const stored = await openStore({ a: breaksOff })
  await writeFile(join(dir, 'mine.jpg'), 'before')
  await expect(stored.save(ids('a'), asking(join(dir, 'mine.jpg')))).rejects.toMatchObject({
    code: 'UNREACHABLE',
  })
  expect(await readdir(dir)).toEqual(['mine.jpg'])
  expect(await readFile(join(dir, 'mine.jpg'), 'utf8')).toBe('before')
})

test('an absent author is reported by the code, before any question', async () => {
  const stored = await openStore({ a: refuses(503, 'AUTHOR_AWAY') })
  const person = asking(dir)
  await expect(stored.save(ids('a'), person)).rejects.toMatchObject({ code: 'AUTHOR_AWAY' })
  expect(person.asked).toEqual([])
})

test('a name that looks like a path is one name in the chosen folder', async () => {
  const stored = await openStore({ a: gives('../../.bashrc', 'x'), b: gives('..\\..\\b.txt', 'x') })
  const folder = await makeFolder()
  await stored.save(ids('a', 'b'), asking(folder))
  expect((await readdir(folder)).sort()).toEqual(['.bashrc', 'b.txt'])
})

test('a location that cannot be written is refused', async () => {
  const stored = await openStore({ a: gives('a.txt', 'one') })
  await expect(stored.save(ids('a'), asking(join(dir, 'nowhere', 'a.txt')))).rejects.toMatchObject({
    code: 'INVALID',
  })
})

test('a file whose fetch took too long can be dragged the next time', async () => {
  const stored = await openStore({ slow: gives('film.mp4', 'film'), a: gives('a.txt', 'one') })
  const contents = new FakeContents()
  const window = { webContents: contents } as unknown as BrowserWindow
  await expect(stored.drag('slow' as FileId, window, {} as unknown as NativeImage)).rejects.toMatchObject({
    code: 'NOT_YET',
  })
  expect(contents.dragged).toEqual([])
  await stored.drag('slow' as FileId, window, {} as unknown as NativeImage)
  await stored.drag('a' as FileId, window, {} as unknown as NativeImage)
  expect(await Promise.all(contents.dragged.map(({ file }) => readFile(file, 'utf8')))).toEqual([
    'film',
    'one',
  ])
})
