// A file of the store is opened by another program only after consent, as a read-only copy that is
// deleted with the run.
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { beforeEach, expect, test } from 'vitest'
import type { FileId } from '../../src/core/contract/index.ts'
import { askToOpen, OpenedFiles } from '../../src/main/shell/opened-files.ts'
import { RunFolder } from '../../src/main/shell/run-folder.ts'
import { wordsOf } from '../../src/main/shell/words/index.ts'
import { useTempFolders } from '../support/temp-folder.ts'
import { FakeElectron } from './support/fake-electron.ts'
import { gives, openFileStore, type StoreAnswer } from './support/file-store.ts'

const makeFolder = useTempFolders()
const FROM_EMIL = {
  'fumikura-outside': 'ask',
  'fumikura-kind': 'document',
  'fumikura-from': encodeURIComponent('Emil \u202eexe'),
}
const A = 'a' as FileId

let dir: string
let folder: RunFolder
let paths: string[]
let failure: string

beforeEach(async () => {
  dir = await makeFolder()
  await mkdir(join(dir, 'tmp'))
  folder = openFolder()
  paths = []
  failure = ''
})

const openFolder = (): RunFolder => new RunFolder(join(dir, 'tmp'), join(dir, 'run-folders.json'))
const left = (): Promise<string[]> => readdir(join(dir, 'tmp'))

async function openStore(answers: Record<string, StoreAnswer>, platform: NodeJS.Platform = 'linux') {
  return new OpenedFiles({
    relay: await openFileStore(answers),
    folder,
    openPath: async (path) => (paths.push(path), failure),
    platform,
  })
}

const yes = async (): Promise<boolean> => true
const no = async (): Promise<boolean> => false

test('a document is opened after consent, as a read-only file that only its owner can read', async () => {
  const opened = await openStore({ a: gives('島の計画.docx', 'plan', FROM_EMIL) })
  expect(await opened.open(A, yes)).toBe('opened')
  const [path] = paths
  expect([basename(path!), await readFile(path!, 'utf8')]).toEqual(['島の計画.docx', 'plan'])
  expect((await stat(path!)).mode & 0o777).toBe(0o400)
  expect((await stat(dirname(path!))).mode & 0o777).toBe(0o700)
  await folder.clear()
  expect(await left()).toEqual([])
})

test('without consent nothing is written and nothing is opened', async () => {
  const opened = await openStore({ a: gives('plan.docx', 'plan', FROM_EMIL) })
  expect(await opened.open(A, no)).toBe('declined')
  expect([paths, await left()]).toEqual([[], []])
})

test.each([
  ['a program', { ...FROM_EMIL, 'fumikura-outside': 'never' }],
  ['a file without the header that permits opening', {}],
])('%s is refused before any question', async (_, headers) => {
  const opened = await openStore({ a: gives('plan.exe', 'MZ', headers) })
  let wasAsked = false
  const ask = async (): Promise<boolean> => (wasAsked = true)
  await expect(opened.open(A, ask)).rejects.toMatchObject({ code: 'INVALID' })
  expect([wasAsked, paths, await left()]).toEqual([false, [], []])
})

test('a file that cannot be read is reported by its code, and leaves no partial copy', async () => {
  const breaksOff: StoreAnswer = (response) => {
    response.writeHead(200, { ...FROM_EMIL, 'content-length': 1000 })
    response.write('half', () => response.destroy())
  }
  const refuses: StoreAnswer = (response) => void response.writeHead(503).end('{"error":"AUTHOR_AWAY"}')
  const opened = await openStore({ a: breaksOff, b: refuses })
  await expect(opened.open(A, yes)).rejects.toMatchObject({ code: 'UNREACHABLE' })
  await expect(opened.open('b' as FileId, yes)).rejects.toMatchObject({ code: 'AUTHOR_AWAY' })
  expect(paths).toEqual([])
})

test('a second opening asks again and uses the same copy; a deleted copy is made again', async () => {
  const opened = await openStore({ a: gives('plan.docx', 'plan', FROM_EMIL) })
  await opened.open(A, yes)
  await opened.open(A, yes)
  expect(paths[1]).toBe(paths[0])
  await rm(dirname(paths[0]!), { recursive: true })
  await opened.open(A, yes)
  expect(await readFile(paths[2]!, 'utf8')).toBe('plan')
})

test('a kind without a program to open it is reported', async () => {
  failure = 'No application'
  const opened = await openStore({ a: gives('plan.xyz', 'plan', FROM_EMIL) })
  expect(await opened.open(A, yes)).toBe('no-program')
})

test('on Windows other people’s files get the mark of the web, and one’s own files do not', async () => {
  const { 'fumikura-from': _, ...mine } = FROM_EMIL
  const store = { a: gives('plan.docx', 'plan', FROM_EMIL), b: gives('mine.docx', 'mine', mine) }
  const opened = await openStore(store, 'win32')
  await opened.open(A, yes)
  await opened.open('b' as FileId, yes)
  // On other systems than Windows, the "stream" is a separate file with that name.
  expect(await readFile(`${paths[0]!}:Zone.Identifier`, 'utf8')).toContain('ZoneId=3')
  expect(await readdir(dirname(paths[1]!))).toEqual(['mine.docx'])
})

test('copies that a crash left are deleted at the next start, and no other files are', async () => {
  const opened = await openStore({ a: gives('plan.docx', 'plan', FROM_EMIL) })
  await opened.open(A, yes)
  await mkdir(join(dir, 'tmp', 'fumikura-of-another-run'))
  await mkdir(join(dir, 'precious'))
  const record = join(dir, 'run-folders.json')
  const kept = JSON.parse(await readFile(record, 'utf8')) as string[]
  await writeFile(record, JSON.stringify([...kept, join(dir, 'precious'), 'fumikura-here', 7]))
  await openFolder().clear()
  expect(await left()).toEqual(['fumikura-of-another-run'])
  expect(await readdir(dir)).toContain('precious')
  expect(JSON.parse(await readFile(record, 'utf8'))).toEqual([])
})

test('the question shows name, kind, size and sender, and none of them can change the direction of the text', async () => {
  const fake = new FakeElectron(dir)
  fake.dialog.answers.push(1)
  const window = {} as unknown as BrowserWindow
  const word = { name: `${'long '.repeat(100)}plan.docx`, kind: 'document' as const, size: 24_300 }
  const about = { ...word, from: 'Emil \u202eexe', mayOpenOutside: true }
  expect(await askToOpen(fake.parts.dialog, window, about, wordsOf('en'))).toBe(false)
  const { message = '', detail = '', type } = fake.dialog.asked[0]!.options
  expect(type).toBe('warning')
  expect(message).toMatch(/^Open “\u2068long .*…long .*plan\.docx\u2069” in another program\?$/)
  expect(message.length).toBeLessThan(200)
  expect(detail).toMatch(/^Document \(\.docx\) · 24 kB\nFrom \u2068Emil exe\u2069’s store\n/)
})
