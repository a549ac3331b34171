// The tray, the badge and the menu around the window, on each of the three systems.
import { beforeEach, describe, expect, test } from 'vitest'
import type { BrowserWindow, MenuItemConstructorOptions } from 'electron'
import { Surroundings } from '../../src/main/shell/surroundings.ts'
import { wordsOf } from '../../src/main/shell/words/index.ts'
import { FakeElectron } from './support/fake-electron.ts'
import { FakeWindow } from './support/fake-window.ts'

let fake: FakeElectron
let window: FakeWindow
let done: string[]
let locale: 'en' | 'ja'
let wantsTray: boolean

beforeEach(() => {
  fake = new FakeElectron('/tmp')
  window = new FakeWindow(fake.app, {})
  ;[done, locale, wantsTray] = [[], 'en', true]
})

function around(platform: NodeJS.Platform): Surroundings {
  const surroundings = new Surroundings({
    electron: fake.parts,
    platform,
    icons: '/app/icons',
    words: () => wordsOf(locale),
    wantsTray: () => wantsTray,
    findWindow: () => window as unknown as BrowserWindow,
    onOpen: () => void done.push('open'),
    onCommand: (command) => void done.push(command),
    onLookForUpdates: () => void done.push('updates'),
  })
  surroundings.refresh()
  return surroundings
}

const labels = (): (string | undefined)[] =>
  fake.trays[0]!.menu!.template.map(({ label }) => label).filter((label) => label !== undefined)
const click = (label: string): void => {
  const item = fake.trays[0]!.menu!.template.find((one) => one.label === label) as MenuItemConstructorOptions
  ;(item.click as () => void)()
}

describe('the number on the icon', () => {
  test('is on the dock on macOS and on the launcher on Linux', () => {
    for (const platform of ['darwin', 'linux'] as const) around(platform).setBadge(3)
    expect(fake.app.badges).toEqual([0, 3, 0, 3])
    expect(window.overlays).toEqual([])
  })

  test('is a dot with a description on Windows, and absent if no letter waits', () => {
    const surroundings = around('win32')
    surroundings.setBadge(3)
    surroundings.setBadge(0)
    expect(window.overlays).toEqual([
      { image: null, description: 'Fumikura' },
      { image: { path: '/app/icons/overlay.png' }, description: 'Fumikura: 3 sealed letters' },
      { image: null, description: 'Fumikura' },
    ])
    expect(fake.app.badges).toEqual([])
  })
})

describe('the tray', () => {
  test('opens the app, writes a letter and quits the app', () => {
    around('linux')
    expect(labels()).toEqual(['Open Fumikura', 'New Letter', 'Quit'])
    click('Open Fumikura')
    click('New Letter')
    fake.trays[0]!.emit('click')
    expect(done).toEqual(['open', 'compose', 'open'])
    click('Quit')
    expect(fake.app.hasEnded).toBe(true)
  })

  test('shows waiting letters by its picture, its hint and its menu', () => {
    const surroundings = around('win32')
    surroundings.setBadge(1)
    expect(fake.trays[0]).toMatchObject({
      image: { path: '/app/icons/tray-waiting.png' },
      tooltip: 'Fumikura: 1 sealed letter',
    })
    expect(labels()[0]).toBe('Fumikura: 1 sealed letter')
    surroundings.setBadge(0)
    expect(fake.trays[0]!.image).toEqual({ path: '/app/icons/tray.png' })
  })

  test('is one icon, is added and removed by the setting, and keeps the number', () => {
    const surroundings = around('linux')
    surroundings.refresh()
    expect(fake.trays).toHaveLength(1)
    surroundings.setBadge(2)
    wantsTray = false
    surroundings.refresh()
    expect(fake.trays[0]!.isDestroyed).toBe(true)
    wantsTray = true
    surroundings.refresh()
    expect(fake.trays[1]!.tooltip).toBe('Fumikura: 2 sealed letters')
    surroundings.close()
    expect(fake.trays[1]!.isDestroyed).toBe(true)
  })

  test('is replaced by the dock on macOS', () => {
    around('darwin')
    expect(fake.trays).toEqual([])
  })
})

test('another language applies to menu, tray and hint at once', () => {
  const surroundings = around('linux')
  surroundings.setBadge(1)
  expect(fake.menu!.template[0]!.label).toBe('File')
  locale = 'ja'
  surroundings.refresh()
  expect([fake.menu!.template[0]!.label, labels()]).toEqual([
    'ファイル',
    ['Fumikura：未開封1通', 'Fumikuraを開く', '新しい手紙', '終了'],
  ])
})

test('printing from the menu prints the window’s page', () => {
  around('linux')
  const file = fake.menu!.template[0]!.submenu as MenuItemConstructorOptions[]
  const print = file.find(({ label }) => label === 'Print…')!
  ;(print.click as () => void)()
  expect(window.webContents.printed).toHaveLength(1)
})
