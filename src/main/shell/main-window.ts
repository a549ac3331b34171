// The one window: opened, shown, restored, and closed to the tray or completely.
import type { BrowserWindow, Session } from 'electron'
import { contextTemplate } from './context-menu.ts'
import type { DesktopSettingsBook } from './desktop-settings.ts'
import type { ElectronParts } from './electron-parts.ts'
import { PAGE_URL } from './page-scheme.ts'
import { MinuteLimit } from './restraint.ts'
import { windowOptions } from './window-options.ts'
import { MAX_ZOOM_LEVEL, parsePlace, type WindowPlace } from './window-place.ts'
import type { ShellWords } from './words/index.ts'

export interface MainWindowOptions {
  electron: Pick<ElectronParts, 'BrowserWindow' | 'Menu' | 'clipboard' | 'nativeTheme' | 'screen'>
  settings: DesktopSettingsBook
  session: Session
  preload: string
  icon: string | undefined
  devtools: boolean
  /** False to open the window hidden in the tray. */
  isShown: boolean
  /** True if closing only hides the window; asked at each close. */
  staysInTray: () => boolean
  words: () => ShellWords
  now: () => number
  onClosed: () => void
  /** The page crashed repeatedly and is no longer reloaded automatically. */
  onPageLost: () => void
}

const SAVE_PLACE_AFTER_MS = 500
const MAX_RELOADS_A_MINUTE = 3
/** The same step as in the menu. */
const ZOOM_STEP = 0.5

export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const { electron, settings, session, preload, icon, devtools } = options
  const screens = electron.screen.getAllDisplays().map(({ workArea }) => workArea)
  const place = parsePlace(settings.kept.place, screens)
  const isDark = electron.nativeTheme.shouldUseDarkColors
  const { spellCheck } = settings.kept
  const window = new electron.BrowserWindow(
    windowOptions({ place, preload, session, isDark, devtools, icon, spellCheck }),
  )
  window.once('ready-to-show', () => showAt(window, place, options.isShown))
  rememberPlace(window, settings)
  offerContextMenu(window, options)
  window.on('close', (event) => {
    if (!options.staysInTray()) return
    event.preventDefault()
    window.hide()
  })
  window.on('closed', options.onClosed)
  // The page sets the title with a call; the document's title is ignored.
  window.on('page-title-updated', (event) => event.preventDefault())
  reloadAfterCrash(window, options)
  void window.loadURL(PAGE_URL)
  return window
}

/** Reloads a crashed page, except one that keeps crashing. */
function reloadAfterCrash(window: BrowserWindow, { now, onPageLost }: MainWindowOptions): void {
  const reloads = new MinuteLimit(MAX_RELOADS_A_MINUTE, now)
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    if (reloads.countAct()) window.webContents.reload()
    else onPageLost()
  })
}

function showAt(
  window: BrowserWindow,
  { isMaximized, isFullScreen, zoomLevel }: WindowPlace,
  isShown: boolean,
): void {
  window.webContents.setZoomLevel(zoomLevel)
  if (!isShown) return
  if (isMaximized) window.maximize()
  if (isFullScreen) window.setFullScreen(true)
  window.show()
}

function rememberPlace(window: BrowserWindow, settings: DesktopSettingsBook): void {
  let timer: NodeJS.Timeout | undefined
  const save = (): void => {
    clearTimeout(timer)
    if (window.isDestroyed()) return
    void settings.change({ place: placeOf(window) }).catch(() => undefined)
  }
  const saveSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(save, SAVE_PLACE_AFTER_MS)
  }
  window.on('resize', saveSoon)
  window.on('move', saveSoon)
  window.webContents.on('zoom-changed', (_event, direction) => {
    zoom(window, direction)
    saveSoon()
  })
  window.on('close', save)
}

/** Electron reports only that the mouse wheel turned. */
function zoom({ webContents }: BrowserWindow, direction: 'in' | 'out'): void {
  const level = webContents.getZoomLevel() + (direction === 'in' ? ZOOM_STEP : -ZOOM_STEP)
  webContents.setZoomLevel(Math.max(-MAX_ZOOM_LEVEL, Math.min(MAX_ZOOM_LEVEL, level)))
}

function placeOf(window: BrowserWindow): WindowPlace {
  return {
    bounds: window.getNormalBounds(),
    isMaximized: window.isMaximized(),
    isFullScreen: window.isFullScreen(),
    zoomLevel: window.webContents.getZoomLevel(),
  }
}

function offerContextMenu(window: BrowserWindow, { electron, words }: MainWindowOptions): void {
  const { webContents } = window
  webContents.on('context-menu', (_event, params) => {
    const acts = {
      replaceMisspelling: (word: string) => webContents.replaceMisspelling(word),
      learn: (word: string) => void webContents.session.addWordToSpellCheckerDictionary(word),
      copyText: (text: string) => void electron.clipboard.writeText(text),
    }
    const template = contextTemplate(params, acts, words())
    if (template.length > 0) electron.Menu.buildFromTemplate(template).popup({ window })
  })
}
