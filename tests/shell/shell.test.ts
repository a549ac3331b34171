// The desktop from start to quit, on the fake Electron: the order of its steps, and what a person,
// the system and the engine can do in between.
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { ShellEvent } from '../../src/core/contract/index.ts'
import type { Updater } from '../../src/main/shell/updates.ts'
import { useTempFolders } from '../support/temp-folder.ts'
import { PAGE_URL, RunningShell, type ShellClient, type Starting } from './support/running-shell.ts'
import { until } from '../support/until.ts'

const makeFolder = useTempFolders()
const BODY = 'ybndrfg8ejkmcpqxot1uwisza345h769'
const REF = `fumikura://ref/${BODY}`
const INVITE = `fumikura://invite/${BODY}`
const started: RunningShell[] = []
const clients: ShellClient[] = []

afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  for (const running of started.splice(0)) await running.quit()
})

async function start(starting: Starting = {}): Promise<RunningShell> {
  const running = await RunningShell.start(await makeFolder(), starting)
  started.push(running)
  await until(() => expect(running.fake.processes.length + Number(running.fake.app.hasEnded)).toBe(1))
  return running
}

/** Returns the page, with the events that it gets. */
function connect(running: RunningShell): { api: ShellClient['api']; events: ShellEvent[] } {
  const client = running.connect()
  clients.push(client)
  const events: ShellEvent[] = []
  client.api.events.subscribe((event) => void events.push(event))
  return { api: client.api, events }
}

describe('a start', () => {
  test('sets options that Electron needs before it is ready, and shows the page', async () => {
    const { fake } = await start()
    expect(fake.app.asked.map(([method]) => method)).toEqual([
      'requestSingleInstanceLock',
      'enableSandbox',
      'setAsDefaultProtocolClient',
    ])
    expect(fake.schemes.map(({ scheme }) => scheme)).toEqual(['fumikura-app'])
    expect(fake.crashReports).toEqual([{ uploadToServer: false }])
    expect([fake.window.isShown, fake.contents.mainFrame.url]).toEqual([true, PAGE_URL])
    expect((await fake.session.schemes.get('fumikura-app')!(new Request(PAGE_URL))).status).toBe(200)
  })

  test('a start keeps Electron’s own files in the home, readable only by the owner, so each home has one instance', async () => {
    const running = await start()
    expect(running.fake.app.asked[0]).toEqual(['requestSingleInstanceLock', running.path('home/desktop')])
    expect(running.fake.app.getPath('userData')).toBe(running.path('home/desktop'))
  })

  test('a second instance ends at once, without a window, an engine or a scheme', async () => {
    const { fake, shell } = await start({ before: (fake) => (fake.app.isFirst = false) })
    expect([shell, fake.app.hasEnded, fake.windows, fake.processes, fake.schemes]).toEqual([
      null,
      true,
      [],
      [],
      [],
    ])
  })

  test('creates a key for an empty home, and hands it to the engine', async () => {
    const { fake } = await start()
    const [open] = fake.process.got
    expect(open!.message).toMatchObject({
      kind: 'open',
      options: { storageKey: expect.any(Buffer) as Buffer },
    })
  })

  test('a start without a keychain hands over no key, so the home asks for a passphrase', async () => {
    const { fake } = await start({ before: (fake) => (fake.safeStorage.backend = 'basic_text') })
    expect(fake.process.got[0]!.message).toMatchObject({ options: { storageKey: undefined } })
  })

  test('a start with a home under a passphrase creates no key', async () => {
    const running = new RunningShell(await makeFolder())
    await mkdir(running.path('home'))
    await writeFile(running.path('home/home.json'), '{}')
    started.push(await RunningShell.start(running.dir))
    await until(() => expect(started[0]!.fake.processes).toHaveLength(1))
    expect(started[0]!.fake.process.got[0]!.message).toMatchObject({ options: { storageKey: undefined } })
    expect(existsSync(running.path('home/keychain.json'))).toBe(false)
  })

  test('a start at login stays in the tray; without a tray it shows the window', async () => {
    const hidden = await start({ argv: ['--hidden'], settings: { closeToTray: true } })
    expect([hidden.fake.window.isShown, hidden.fake.trays.length]).toEqual([false, 1])
    const shown = await start({ argv: ['--hidden'] })
    expect([shown.fake.window.isShown, shown.fake.trays.length]).toEqual([true, 0])
    const onMac = await start({ platform: 'darwin', before: (fake) => (fake.app.wasOpenedAtLogin = true) })
    expect(onMac.fake.window.isShown).toBe(false)
  })

  test('fetches a dictionary only if the person wants one', async () => {
    const off = await start()
    expect([off.fake.session.isSpellChecked, off.fake.window.options.webPreferences?.spellcheck]).toEqual([
      false,
      false,
    ])
    const on = await start({ settings: { spellCheck: true } })
    expect([on.fake.session.dictionaries, on.fake.window.options.webPreferences?.spellcheck]).toEqual([
      ['en-GB'],
      true,
    ])
    const onMac = await start({ platform: 'darwin' })
    expect([onMac.fake.session.isSpellChecked, onMac.fake.session.dictionaries]).toEqual([true, null])
  })

  test('registers for links only as an installed build; on Windows so that no link counts as a switch', async () => {
    const registered = ({ fake }: RunningShell): unknown[][] =>
      fake.app.asked.filter(([method]) => method === 'setAsDefaultProtocolClient').map(([, ...args]) => args)
    expect(registered(await start())).toEqual([['fumikura']])
    expect(registered(await start({ platform: 'win32' }))).toEqual([
      ['fumikura', '/usr/bin/fumikura', ['--']],
    ])
    expect(registered(await start({ before: (fake) => (fake.app.isPackaged = false) }))).toEqual([])
  })

  test('a start on Windows sets the name that notifications need', async () => {
    const { fake } = await start({ platform: 'win32' })
    expect(fake.app.asked).toContainEqual(['setAppUserModelId', 'org.fumikura.app'])
  })

  test('still opens letters if its updater does not load', async () => {
    const running = await start({ findUpdater: () => Promise.reject(new Error('no such module')) })
    expect([running.fake.window.isShown, running.warnings]).toEqual([true, ['no-updater']])
  })
})

describe('a page', () => {
  test('gets its ports when the engine is open, and the shell answers over them', async () => {
    const running = await start()
    running.askPorts()
    expect(running.fake.contents.mainFrame.got).toEqual([])
    running.openEngine()
    expect(running.fake.contents.mainFrame.got).toHaveLength(1)
    const { api } = connect(running)
    expect(await api.desktop.settings({})).toEqual({
      openAtLogin: false,
      closeToTray: false,
      lookForUpdates: null,
      spellCheck: false,
    })
  })

  test('sends the waiting number, its title and its theme', async () => {
    const running = await start()
    running.openEngine()
    const { api } = connect(running)
    await api.window.setBadge({ count: 4 })
    await api.window.setTitle({ title: 'Inbox' })
    await api.window.setTitle({ title: '' })
    await api.window.setTheme({ theme: 'dark' })
    expect(running.fake.app.badges.at(-1)).toBe(4)
    expect(running.fake.window.titles).toEqual(['Inbox · Fumikura', 'Fumikura'])
    expect(running.fake.nativeTheme.themeSource).toBe('dark')
  })

  test('changes its language, and the menus follow at once and at the next start', async () => {
    const running = await start()
    running.openEngine()
    expect(running.fake.menu!.template[0]!.label).toBe('File')
    await connect(running).api.window.setLocale({ locale: 'ja' })
    expect(running.fake.menu!.template[0]!.label).toBe('ファイル')
    await running.quit()
    const again = await RunningShell.start(running.dir)
    started.push(again)
    expect(again.fake.menu!.template[0]!.label).toBe('ファイル')
  })

  test('asks for a tray, and has one from then on', async () => {
    const running = await start()
    running.openEngine()
    const { api } = connect(running)
    expect(await api.desktop.change({ closeToTray: true })).toMatchObject({ closeToTray: true })
    expect(running.fake.trays).toHaveLength(1)
    running.fake.window.close()
    expect([running.fake.window.isDestroyed(), running.fake.app.hasEnded]).toEqual([false, false])
    running.fake.trays[0]!.emit('click')
    expect([running.fake.window.isShown, running.fake.window.hasFocus]).toEqual([true, true])
  })

  test('gets a menu’s command, and the window is shown for it', async () => {
    const running = await start()
    running.openEngine()
    const { events } = connect(running)
    await connect(running).api.desktop.settings({})
    const compose = (running.fake.menu!.template[0]!.submenu as { label?: string; click?: () => void }[])[0]!
    const { events: now } = connect(running)
    await clients.at(-1)!.api.desktop.settings({})
    running.fake.window.hide()
    compose.click!()
    await until(() => expect(now).toEqual([{ type: 'command', command: 'compose' }]))
    // The earlier ports closed when the page asked again.
    expect([events, running.fake.window.isShown]).toEqual([[], true])
  })

  test('notifies only while its window has no focus; a click leads back to the window and to the letter', async () => {
    const running = await start()
    running.openEngine()
    const { api, events } = connect(running)
    const notice = { tag: 'letter-1', title: 'bob', body: 'About Friday', urgent: false }
    running.fake.window.focus()
    await api.outside.notify(notice)
    expect(running.fake.notifications).toEqual([])
    running.fake.window.hide()
    await api.outside.notify(notice)
    running.fake.notifications[0]!.emit('click', {})
    await until(() => expect(events).toEqual([{ type: 'notification-clicked', tag: 'letter-1' }]))
    expect(running.fake.window.isShown).toBe(true)
  })
})

describe('a link', () => {
  const route = { type: 'route', route: { to: 'letter', ref: REF } }

  test('a link that started the app waits for a page', async () => {
    const running = await start({ argv: ['--', REF] })
    running.openEngine()
    const { events } = connect(running)
    await until(() => expect(events).toEqual([route]))
  })

  test('a link is opened once, so a reloaded page keeps its route', async () => {
    const running = await start({ argv: [REF] })
    running.openEngine()
    const first = connect(running)
    await until(() => expect(first.events).toHaveLength(1))
    const second = connect(running)
    await second.api.desktop.settings({})
    expect(second.events).toEqual([])
  })

  test('a second instance hands its link to the first instance, which shows its window', async () => {
    const running = await start()
    running.openEngine()
    const { api, events } = connect(running)
    await api.desktop.settings({})
    running.fake.window.minimize()
    running.fake.app.emit('second-instance', {}, ['fumikura', '--allow-file-access', '--', REF], '/', null)
    await until(() => expect(events).toEqual([route]))
    expect([running.fake.window.isMinimized(), running.fake.window.hasFocus]).toEqual([false, true])
  })

  test('a link from a second instance is not lost while the first instance starts', async () => {
    const running = await start({
      before: (fake) =>
        fake.app.once('ready', () => fake.app.emit('second-instance', {}, ['fumikura', REF], '/', null)),
    })
    running.openEngine()
    const { events } = connect(running)
    await until(() => expect(events).toEqual([route]))
  })

  test('a link arrives as an event on macOS, also before the app is ready', async () => {
    let isPrevented = false
    const event = { preventDefault: () => (isPrevented = true) }
    const running = await start({
      platform: 'darwin',
      before: (fake) => fake.app.once('ready', () => fake.app.emit('open-url', event, REF)),
    })
    running.openEngine()
    const { events } = connect(running)
    await until(() => expect(events).toEqual([route]))
    expect(isPrevented).toBe(true)
  })

  test('an invalid link, or a switch, shows the window and changes nothing else', async () => {
    const running = await start()
    running.openEngine()
    const { api, events } = connect(running)
    await api.desktop.settings({})
    for (const word of ['--inspect=0.0.0.0', 'javascript:1', `${REF}?x`, 'fumikura://quit'])
      running.fake.app.emit('second-instance', {}, ['fumikura', word], '/', null)
    running.fake.app.emit('open-url', { preventDefault: () => undefined }, 'fumikura://quit')
    await api.desktop.settings({})
    expect([events, running.fake.app.hasEnded, running.fake.processes.length]).toEqual([[], false, 1])
  })

  test('only the latest of several waiting links is opened', async () => {
    const running = await start({ argv: [REF] })
    running.fake.app.emit('second-instance', {}, ['fumikura', INVITE], '/', null)
    running.openEngine()
    const { events } = connect(running)
    await until(() => expect(events).toEqual([{ type: 'route', route: { to: 'invite', link: INVITE } }]))
  })
})

describe('closing and quitting', () => {
  test('closing the window ends the app if there is no tray', async () => {
    const running = await start()
    const ended = new Promise<void>((resolve) => running.fake.app.once('quit', () => resolve()))
    running.fake.window.close()
    await ended
    expect(running.fake.process.kinds.at(-1)).toBe('close')
  })

  test('closing hides the window on macOS, and the dock shows it again', async () => {
    const running = await start({ platform: 'darwin' })
    running.fake.window.close()
    expect([running.fake.window.isShown, running.fake.app.hasEnded]).toEqual([false, false])
    running.fake.app.emit('activate')
    expect([running.fake.window.isShown, running.fake.windows.length]).toEqual([true, 1])
  })

  test('the engine ends in order before the app does, once, for any number of requests', async () => {
    const running = await start({ settings: { closeToTray: true } })
    running.fake.process.endsOn.close = false
    running.fake.app.quit()
    running.fake.app.quit()
    expect([running.fake.app.hasEnded, running.fake.window.isDestroyed()]).toEqual([false, true])
    expect(running.fake.process.kinds.filter((kind) => kind === 'close')).toHaveLength(1)
    running.fake.process.die(0)
    await until(() => expect(running.fake.app.hasEnded).toBe(true))
    expect(running.fake.trays[0]!.isDestroyed).toBe(true)
  })

  test('the last position of the window is on disk when the app has ended', async () => {
    const running = await start()
    running.fake.contents.setZoomLevel(1.5)
    await running.quit()
    const kept = JSON.parse(await readFile(running.path('home/desktop/desktop.json'), 'utf8')) as object
    expect(kept).toMatchObject({ place: { zoomLevel: 1.5 } })
  })

  test('letters that no station has are named before the app quits, and cancelling shows the window', async () => {
    const running = await start({ settings: { closeToTray: true } })
    running.openEngine()
    running.fake.window.close()
    running.fake.process.onlyHere = 2
    running.fake.app.quit()
    await until(() => expect(running.fake.dialog.asked).toHaveLength(1))
    const { options, isModal } = running.fake.dialog.asked[0]!
    expect([options.message, isModal]).toEqual(['2 letters are only on this computer', false])
    running.fake.dialog.close(2)
    await until(() => expect(running.fake.window.isShown).toBe(true))
    expect([running.fake.app.hasEnded, running.fake.process.kinds.includes('close')]).toEqual([false, false])
    running.fake.window.close()
    expect(running.fake.window.isDestroyed()).toBe(false)
    running.fake.dialog.answers.push(1)
    await running.quit()
    expect(running.fake.process.kinds.at(-1)).toBe('close')
  })

  test('dragged files are deleted at the end of the run', async () => {
    const running = await start({ before: (fake) => fake.app.setPath('temp', fake.app.getPath('.')) })
    running.openEngine()
    await connect(running).api.outside.dragFile({ name: 'x.eml', text: 'x' })
    const { file } = running.fake.contents.dragged[0]!
    expect(existsSync(file)).toBe(true)
    await running.quit()
    expect(existsSync(file)).toBe(false)
  })
})

describe('the engine', () => {
  test('a crash of the engine is recorded, and the page is informed and gets new ports from the next engine', async () => {
    const running = await start()
    running.openEngine()
    const { events } = connect(running)
    await clients[0]!.api.desktop.settings({})
    running.fake.process.die(139)
    running.askPorts()
    await until(() => expect(running.fake.processes).toHaveLength(2))
    expect(running.fake.contents.mainFrame.got).toHaveLength(1)
    running.openEngine()
    expect(running.fake.contents.mainFrame.got).toHaveLength(2)
    await until(() => expect(events).toEqual([{ type: 'engine-died', restarts: 1 }]))
    const { api } = connect(running)
    expect(await api.desktop.crashes({})).toMatchObject([{ process: 'engine', reason: 'ended (139)' }])
  })

  test('when the engine refuses to start, the person sees why and where, and decides', async () => {
    const running = await start()
    const refuse = (): void => {
      running.fake.process.say({
        kind: 'refused',
        code: 'HOME_LOCKED',
        message: 'another engine has this home open',
      })
      running.fake.process.die(1)
    }
    refuse()
    expect(running.fake.dialog.asked[0]!.options).toMatchObject({
      type: 'error',
      message: 'Fumikura can’t open your letters',
      buttons: ['Try again', 'Quit'],
    })
    expect(running.fake.dialog.asked[0]!.options.detail).toContain(running.path('home'))
    running.fake.dialog.close(0)
    await until(() => expect(running.fake.processes).toHaveLength(2))
    refuse()
    running.fake.dialog.close(1)
    await until(() => expect(running.fake.app.hasEnded).toBe(true))
  })

  test('when a full disk prevents the start of the engine, the person gets the same question, and no error is unhandled', async () => {
    const running = await RunningShell.start(await makeFolder(), {
      before: (fake) => {
        fake.safeStorage.encryptStringAsync = async () => Buffer.alloc(8)
        fake.app.once('ready', () => void mkdir(`${fake.app.getPath('userData')}/../keychain.json.new`))
      },
    })
    started.push(running)
    await until(() => expect(running.fake.dialog.asked).toHaveLength(1))
    expect(running.fake.processes).toEqual([])
  })
})

test('the demo world is a second process, one for all requests, and ends with the app', async () => {
  const running = await start()
  running.openEngine()
  const engine = running.fake.process
  engine.say({ kind: 'open-demo', id: 1 })
  engine.say({ kind: 'open-demo', id: 2 })
  const demo = running.fake.process
  expect([running.fake.processes.length, demo.modulePath]).toEqual([2, '/app/demo-world.js'])
  for (const n of [1, 2])
    demo.emit('message', { url: `http://127.0.0.1:1/#code${n}`, file: `/tmp/open-${n}.html` })
  await until(() => expect(engine.kinds.filter((kind) => kind === 'demo')).toHaveLength(2))
  await running.quit()
  expect(demo.wasKilled).toBe(true)
})

test('the app keeps running if a page crashes repeatedly; the page is reloaded only on request', async () => {
  const running = await start()
  for (let crashed = 0; crashed < 4; crashed++)
    running.fake.contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
  expect(running.fake.dialog.asked[0]!.options.message).toBe('The Fumikura window keeps crashing')
  running.fake.dialog.close(0)
  await until(() => expect(running.fake.contents.reloads).toBe(4))
})

describe('updates', () => {
  const updater = (asked: string[]): Updater => ({
    autoDownload: true,
    autoInstallOnAppQuit: true,
    checkForUpdates: async () => (
      asked.push('look'),
      { isUpdateAvailable: true, updateInfo: { version: '2.0.0' } }
    ),
    downloadUpdate: async () => void asked.push('fetch'),
    quitAndInstall: () => void asked.push('install'),
    on: () => undefined,
  })

  test('are offered once, when the window is visible, and looked for after consent', async () => {
    const asked: string[] = []
    const running = await start({ findUpdater: async () => updater(asked) })
    expect(running.fake.dialog.asked[0]).toMatchObject({
      isModal: true,
      options: { message: 'May Fumikura check for updates?' },
    })
    expect(asked).toEqual([])
    running.fake.dialog.close(0)
    await until(() => expect(asked).toEqual(['look']))
    await running.quit()
    const again = await RunningShell.start(running.dir, { findUpdater: async () => updater(asked) })
    started.push(again)
    expect(again.fake.dialog.asked).toEqual([])
  })

  test('are not looked for after a refusal, nor offered behind a window in the tray', async () => {
    const asked: string[] = []
    const running = await start({
      argv: ['--hidden'],
      settings: { closeToTray: true },
      findUpdater: async () => updater(asked),
    })
    expect(running.fake.dialog.asked).toEqual([])
    running.fake.app.emit('second-instance', {}, ['fumikura'], '/', null)
    running.fake.dialog.close(1)
    await until(async () =>
      expect(await readFile(running.path('home/desktop/desktop.json'), 'utf8')).toContain(
        '"lookForUpdates":false',
      ),
    )
    expect(asked).toEqual([])
  })

  test('are looked for once a day, however often the page changes other settings', async () => {
    const asked: string[] = []
    const running = await start({
      settings: { lookForUpdates: true },
      findUpdater: async () => updater(asked),
    })
    running.openEngine()
    const { api } = connect(running)
    for (const locale of ['ja', 'en', 'ja'] as const) await api.window.setLocale({ locale })
    await api.desktop.change({ closeToTray: true })
    expect(asked).toEqual(['look'])
  })

  test('are installed by an end that the tray does not prevent', async () => {
    const asked: string[] = []
    const running = await start({
      settings: { closeToTray: true, lookForUpdates: true },
      findUpdater: async () => updater(asked),
    })
    running.openEngine()
    const { api } = connect(running)
    await until(() => expect(asked).toEqual(['look']))
    await api.updates.fetch({})
    await until(async () => expect(await api.updates.status({})).toMatchObject({ state: 'ready' }))
    await api.updates.install({})
    // Like Squirrel. It closes the windows before the app announces its quit.
    expect(running.fake.window.closeForQuit()).toBe(true)
  })
})
