// The settings of the desktop: stored, read again, and accepted only if they are valid.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { DesktopSettingsBook } from '../../src/main/shell/desktop-settings.ts'
import type { LoginItem } from '../../src/main/shell/login-item.ts'
import { useTempFolders } from '../support/temp-folder.ts'

const makeFolder = useTempFolders()
let path: string
let isLoginItem: boolean
const loginItem: LoginItem = {
  isOn: () => isLoginItem,
  set: async (isOn) => void (isLoginItem = isOn),
}
const open = (spellCheck = false): Promise<DesktopSettingsBook> =>
  DesktopSettingsBook.open({ path, loginItem, spellCheck })
const FIRST = {
  closeToTray: false,
  lookForUpdates: null,
  spellCheck: false,
  locale: null,
  theme: 'system',
  place: null,
}

beforeEach(async () => {
  path = join(await makeFolder(), 'desktop/desktop.json')
  isLoginItem = false
})

test('by default no outside program, tray, update check or download is allowed', async () => {
  expect((await open()).describe()).toEqual({
    openAtLogin: false,
    closeToTray: false,
    lookForUpdates: null,
    spellCheck: false,
  })
})

test('a changed setting is there at the next start, and no other setting changed', async () => {
  const book = await open()
  await book.change({ closeToTray: true })
  await book.change({ lookForUpdates: false, locale: 'ja', theme: 'dark' })
  expect((await open()).kept).toEqual({
    ...FIRST,
    closeToTray: true,
    lookForUpdates: false,
    locale: 'ja',
    theme: 'dark',
  })
})

test('many changes at once keep the last one, in a complete file', async () => {
  const book = await open()
  await Promise.all([...Array(50).keys()].map((step) => book.change({ place: step })))
  expect((await open()).kept.place).toBe(49)
  expect(await readdir(dirname(path))).toEqual(['desktop.json'])
})

test('opening at login is asked from the system, and is not stored beside it', async () => {
  const book = await open()
  await book.change({ openAtLogin: true })
  expect(book.describe().openAtLogin).toBe(true)
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(FIRST)
  isLoginItem = false
  expect(book.describe().openAtLogin).toBe(false)
})

test('spell checking starts with the system’s setting, until the person changes it', async () => {
  expect((await open(true)).kept.spellCheck).toBe(true)
  await (await open(true)).change({ spellCheck: false })
  expect((await open(true)).kept.spellCheck).toBe(false)
})

test.each([
  '',
  '{',
  'null',
  '[]',
  '7',
  '"dark"',
  '{"closeToTray":"yes","lookForUpdates":1,"spellCheck":"on","locale":"xx","theme":"__proto__"}',
  '{"__proto__":{"closeToTray":true}}',
])('a file with the content %s counts as missing', async (text) => {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  expect((await open()).kept).toEqual(FIRST)
})

test('a folder at the file’s path is reported by a code, and the next change still works', async () => {
  await mkdir(join(path, 'in the way'), { recursive: true })
  const book = await open()
  await expect(book.change({ closeToTray: true })).rejects.toMatchObject({ code: 'INVALID' })
  expect(await readdir(dirname(path))).toEqual(['desktop.json'])
})
