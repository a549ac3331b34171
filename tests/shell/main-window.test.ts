// The one window: how it opens, what it remembers, how it closes, and what follows a crash of its
// page.
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Session } from 'electron'
import { DesktopSettingsBook } from '../../src/main/shell/desktop-settings.ts'
import { openMainWindow } from '../../src/main/shell/main-window.ts'
import { PAGE_URL } from '../../src/main/shell/page-scheme.ts'
import { wordsOf } from '../../src/main/shell/words/index.ts'
import { useTempFolders } from '../support/temp-folder.ts'
import { FakeElectron } from './support/fake-electron.ts'
import { emitPreventable } from './support/preventable.ts'

const makeFolder = useTempFolders()
let fake: FakeElectron
let settings: DesktopSettingsBook
let staysInTray: boolean
let told: string[]
let nowMs: number

beforeEach(async () => {
  const dir = await makeFolder()
  fake = new FakeElectron(dir)
  const loginItem = { isOn: () => false, set: async () => undefined }
  settings = await DesktopSettingsBook.open({ path: join(dir, 'desktop.json'), loginItem, spellCheck: false })
  ;[staysInTray, told, nowMs] = [false, [], 0]
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})

afterEach(async () => {
  vi.useRealTimers()
  await settings.close()
})

async function open(isShown = true): Promise<void> {
  openMainWindow({
    electron: fake.parts,
    settings,
    session: fake.session as unknown as Session,
    preload: '/app/preload.cjs',
    icon: undefined,
    devtools: false,
    isShown,
    staysInTray: () => staysInTray,
    words: () => wordsOf('en'),
    now: () => nowMs,
    onClosed: () => void told.push('closed'),
    onPageLost: () => void told.push('page lost'),
  })
  await Promise.resolve()
}

test('the window shows the page of its own scheme, once that is drawn', async () => {
  const opened = open()
  expect([fake.window.isShown, fake.window.options.show]).toEqual([false, false])
  await opened
  expect([fake.window.isShown, fake.contents.mainFrame.url]).toEqual([true, PAGE_URL])
})

test('the window has the paper colour of its theme before anything is drawn', async () => {
  await open()
  fake.nativeTheme.shouldUseDarkColors = true
  await open()
  expect(fake.windows.map(({ options }) => options.backgroundColor)).toEqual(['#f7f4ec', '#161513'])
})

test('a hidden window is created but not shown', async () => {
  await open(false)
  expect(fake.window.isShown).toBe(false)
})

describe('the window’s position', () => {
  test('the window’s size, zoom and maximised state are restored', async () => {
    const bounds = { x: 40, y: 50, width: 900, height: 700 }
    await settings.change({ place: { bounds, isMaximized: true, isFullScreen: false, zoomLevel: 1.5 } })
    await open()
    expect(fake.window.options).toMatchObject(bounds)
    expect([fake.window.isMaximized(), fake.contents.getZoomLevel()]).toEqual([true, 1.5])
  })

  test('is saved shortly after a move, and at once on close', async () => {
    await open()
    fake.window.emit('resize')
    fake.window.emit('move')
    expect(settings.kept.place).toBeNull()
    vi.advanceTimersByTime(500)
    expect(settings.kept.place).toMatchObject({ bounds: { width: 1280, height: 820 }, zoomLevel: 0 })
    fake.contents.setZoomLevel(2)
    fake.window.close()
    expect(settings.kept.place).toMatchObject({ zoomLevel: 2 })
  })

  test('is not read from a closed window', async () => {
    await open()
    fake.window.close()
    fake.window.emit('move')
    expect(() => vi.advanceTimersByTime(500)).not.toThrow()
  })

  test('the wheel zooms by half steps, within the readable range', async () => {
    await open()
    fake.contents.emit('zoom-changed', {}, 'in')
    fake.contents.emit('zoom-changed', {}, 'in')
    fake.contents.emit('zoom-changed', {}, 'out')
    expect(fake.contents.getZoomLevel()).toBe(0.5)
    for (let turned = 0; turned < 100; turned++) fake.contents.emit('zoom-changed', {}, 'out')
    expect(fake.contents.getZoomLevel()).toBe(-5)
  })
})

test('closing hides the window if it stays in the tray, and ends it otherwise', async () => {
  staysInTray = true
  await open()
  fake.window.close()
  expect([fake.window.isShown, fake.window.isDestroyed(), told]).toEqual([false, false, []])
  staysInTray = false
  fake.window.close()
  expect([fake.window.isDestroyed(), told]).toEqual([true, ['closed']])
})

test('the document’s title does not become the window’s title', async () => {
  await open()
  expect(emitPreventable(fake.window, 'page-title-updated', {}, 'Your bank', true)).toBe(true)
})

describe('a page that crashes', () => {
  const crash = (reason: string): boolean =>
    fake.contents.emit('render-process-gone', {}, { reason, exitCode: 5 })
  beforeEach(() => open())

  test('is reloaded', () => {
    crash('crashed')
    crash('oom')
    expect([fake.contents.reloads, told]).toEqual([2, []])
  })

  test('a page that crashes repeatedly is reloaded only if the person wants it', () => {
    for (let crashed = 0; crashed < 4; crashed++) crash('crashed')
    expect([fake.contents.reloads, told]).toEqual([3, ['page lost']])
    nowMs += 60_000
    crash('crashed')
    expect(fake.contents.reloads).toBe(4)
  })

  test('is left alone if it ended in order', () => {
    crash('clean-exit')
    expect(fake.contents.reloads).toBe(0)
  })
})

test('the second mouse button opens a menu if it has entries', async () => {
  await open()
  const params = {
    misspelledWord: '',
    dictionarySuggestions: [],
    linkURL: '',
    isEditable: false,
    selectionText: '',
    editFlags: {},
  }
  fake.contents.emit('context-menu', {}, params)
  expect(fake.popups).toEqual([])
  fake.contents.emit(
    'context-menu',
    {},
    { ...params, misspelledWord: 'lettre', dictionarySuggestions: ['letter'] },
  )
  const [letter, learn] = fake.popups[0]!.template as { click: () => void }[]
  letter!.click()
  learn!.click()
  expect([fake.contents.replaced, fake.session.learned]).toEqual([['letter'], ['lettre']])
  fake.contents.emit('context-menu', {}, { ...params, linkURL: 'https://example.com/' })
  ;(fake.popups[1]!.template as { click: () => void }[])[0]!.click()
  expect(fake.copied).toEqual(['https://example.com/'])
})
