// Opening at login: the system's list on macOS and Windows, a file in the autostart folder on
// Linux.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { findLoginItem, isLoginStart, type LoginItem } from '../../src/main/shell/login-item.ts'
import { useTempFolders } from '../support/temp-folder.ts'
import { FakeElectron } from './support/fake-electron.ts'

const makeFolder = useTempFolders()
let home: string
let fake: FakeElectron

beforeEach(async () => {
  home = await makeFolder()
  fake = new FakeElectron(home)
})

function itemOn(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv = {},
  execPath = '/usr/bin/fumikura',
): LoginItem {
  return findLoginItem(fake.parts.app, { platform, env: { HOME: home, ...env }, execPath })
}

describe('on Linux', () => {
  const entryIn = (folder: string): Promise<string> =>
    readFile(join(folder, 'autostart/fumikura.desktop'), 'utf8')
  const execIn = async (folder: string): Promise<string | undefined> =>
    /^Exec=(.*)$/m.exec(await entryIn(folder))?.[1]

  test('a file in the autostart folder starts the app hidden, and is removed when it is switched off', async () => {
    const item = itemOn('linux')
    expect(item.isOn()).toBe(false)
    await item.set(true)
    expect(item.isOn()).toBe(true)
    expect(await entryIn(join(home, '.config'))).toMatch(
      /^\[Desktop Entry\]\nType=Application\nName=Fumikura\n/,
    )
    expect(await execIn(join(home, '.config'))).toBe('"/usr/bin/fumikura" "--hidden"')
    await item.set(false)
    await item.set(false)
    expect([item.isOn(), await readdir(join(home, '.config/autostart'))]).toEqual([false, []])
  })

  test('the folder is the one that XDG names; a relative path is ignored', async () => {
    await itemOn('linux', { XDG_CONFIG_HOME: join(home, 'xdg') }).set(true)
    expect(await execIn(join(home, 'xdg'))).toBeDefined()
    await itemOn('linux', { XDG_CONFIG_HOME: 'relative' }).set(true)
    expect(await execIn(join(home, '.config'))).toBeDefined()
  })

  test('an AppImage is started by its own path, not by the folder where it is mounted', async () => {
    await itemOn('linux', { APPIMAGE: '/home/alice/Fumikura.AppImage' }, '/tmp/.mount_x/fumikura').set(true)
    expect(await execIn(join(home, '.config'))).toBe('"/home/alice/Fumikura.AppImage" "--hidden"')
  })

  test('a path is one argument, whatever characters it contains', async () => {
    await itemOn('linux', {}, '/a b/"q" $HOME `c` 100% \\x').set(true)
    // The specification's two steps: quote the argument, then double every backslash of the value.
    expect(await execIn(join(home, '.config'))).toBe(
      '"/a b/\\\\"q\\\\" \\\\$HOME \\\\`c\\\\` 100%% \\\\\\\\x" "--hidden"',
    )
  })

  test('a build that is not packed is started with its folder', async () => {
    fake.app.isPackaged = false
    await itemOn('linux').set(true)
    expect(await execIn(join(home, '.config'))).toBe(
      '"/usr/bin/fumikura" "/opt/Fumikura/resources/app.asar" "--hidden"',
    )
  })

  test('a folder that cannot be created is reported by a code', async () => {
    await writeFile(join(home, '.config'), 'a file in the way')
    await expect(itemOn('linux').set(true)).rejects.toMatchObject({ code: 'INVALID' })
  })

  test('the system’s list of login items is not used, because it has no effect there', async () => {
    await itemOn('linux').set(true)
    expect(fake.app.asked).toEqual([])
  })
})

test.each(['darwin', 'win32'] as const)(
  'the system’s own list is used on %s, and no file is written',
  async (platform) => {
    const item = itemOn(platform)
    await item.set(true)
    expect(item.isOn()).toBe(true)
    expect(fake.app.asked).toEqual([['setLoginItemSettings', { openAtLogin: true, args: ['--hidden'] }]])
    await item.set(false)
    expect(item.isOn()).toBe(false)
    expect(await readdir(home)).toEqual([])
  },
)

test('an argument with a space stays one argument on Windows', async () => {
  fake.app.isPackaged = false
  fake.app.getAppPath = () => 'C:\\Program Files\\Fumikura'
  await itemOn('win32').set(true)
  expect(fake.app.asked[0]?.[1]).toMatchObject({ args: ['"C:\\Program Files\\Fumikura"', '--hidden'] })
})

test('a start at login is known by its argument, and on macOS from the system', () => {
  const startOn = (platform: NodeJS.Platform, argv: string[]): boolean =>
    isLoginStart(fake.parts.app, { platform, env: {}, execPath: '/x', argv })
  expect([startOn('linux', ['x', '--hidden']), startOn('linux', ['x']), startOn('darwin', ['x'])]).toEqual([
    true,
    false,
    false,
  ])
  fake.app.wasOpenedAtLogin = true
  expect([startOn('darwin', ['x']), startOn('win32', ['x'])]).toEqual([true, false])
})

test('the autostart folder may exist already, with other files', async () => {
  await mkdir(join(home, '.config/autostart'), { recursive: true })
  await writeFile(join(home, '.config/autostart/other.desktop'), '')
  await itemOn('linux').set(true)
  await itemOn('linux').set(false)
  expect(await readdir(join(home, '.config/autostart'))).toEqual(['other.desktop'])
})
