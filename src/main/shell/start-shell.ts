// Starts the desktop. Everything before `whenReady` must run before Electron is ready.
// A second start only passes its link to the first instance.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Session } from 'electron'
import { CrashLog, watchForCrashes } from './crash-log.ts'
import { findDeepLink, parseDeepLink } from './deep-link.ts'
import { DesktopSettingsBook } from './desktop-settings.ts'
import { FileRelay } from './file-relay.ts'
import { hardenContents, hardenSession } from './hardening.ts'
import { findLoginItem } from './login-item.ts'
import { answerPage, PAGE_SCHEME, readPageFiles, registerPageScheme } from './page-scheme.ts'
import { Shell, type ShellOptions } from './shell.ts'
import { ShellEvents } from './shell-events.ts'
import { setSpellCheck } from './spell-check.ts'

/**
 * The same id as in packing/electron-builder.config.js; Windows shows notifications only for this
 * id.
 */
const APP_ID = 'org.fumikura.app'

/**
 * Resolves when the window exists; null in a second instance, which only passes its link to the
 * first.
 */
export async function startShell(options: ShellOptions): Promise<Shell | null> {
  const { electron, node } = options
  const { app } = electron
  // Electron's own files are in the home, so that there is one instance per home and several
  // persons can run one each.
  app.setPath('userData', makeDesktopFolder(options.paths.home))
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return null
  }
  if (node.platform === 'win32') app.setAppUserModelId(APP_ID)
  registerPageScheme(electron.protocol)
  app.enableSandbox()
  hardenContents(app)
  electron.crashReporter.start({ uploadToServer: false })
  const crashes = new CrashLog(join(app.getPath('userData'), 'crashes.jsonl'), options.now)
  watchForCrashes(app, node, crashes)
  const events = new ShellEvents()
  const first = findDeepLink(node.argv)
  if (first !== null) events.lead(first)
  // On macOS a link arrives as an event, even the one that started the app, so listen before any
  // await.
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const route = parseDeepLink(url)
    if (route !== null) events.lead(route)
  })
  app.on('second-instance', (_event, argv) => {
    const route = findDeepLink(argv)
    if (route !== null) events.lead(route)
  })
  await app.whenReady()
  const settings = await DesktopSettingsBook.open({
    path: join(app.getPath('userData'), 'desktop.json'),
    loginItem: findLoginItem(app, node),
    spellCheck: node.platform === 'darwin',
  })
  electron.nativeTheme.themeSource = settings.kept.theme
  const files = new FileRelay()
  const session = await openSession(options, settings.kept.spellCheck, files)
  const shell = new Shell(options, { settings, session, files, events, crashes })
  await shell.open()
  return shell
}

function makeDesktopFolder(home: string): string {
  const folder = join(home, 'desktop')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

async function openSession(
  { electron, node, paths }: ShellOptions,
  isSpellChecked: boolean,
  files: FileRelay,
): Promise<Session> {
  const session = electron.session.fromPartition('persist:fumikura')
  setSpellCheck(session, {
    isOn: isSpellChecked,
    isMac: node.platform === 'darwin',
    languages: electron.app.getPreferredSystemLanguages(),
  })
  await hardenSession(session, !electron.app.isPackaged)
  session.protocol.handle(PAGE_SCHEME, answerPage(await readPageFiles(paths.renderer), files))
  return session
}
