// The options of the one window. They are pure, so that a test can read every setting that
// restricts the page.
import type { BrowserWindowConstructorOptions, Session } from 'electron'
import type { WindowPlace } from './window-place.ts'

export interface WindowMaking {
  place: WindowPlace
  preload: string
  session: Session
  isDark: boolean
  /** A packed build has no developer tools. */
  devtools: boolean
  icon: string | undefined
  /** If false, the page downloads no dictionary. */
  spellCheck: boolean
}

/** The background colour of the theme, so that the window never flashes in another colour. */
const PAPER = { light: '#f7f4ec', dark: '#161513' } as const

export function windowOptions(making: WindowMaking): BrowserWindowConstructorOptions {
  const { place, preload, session, isDark, devtools, icon, spellCheck } = making
  return {
    ...place.bounds,
    minWidth: 360,
    minHeight: 480,
    show: false,
    title: 'Fumikura',
    backgroundColor: isDark ? PAPER.dark : PAPER.light,
    icon,
    webPreferences: {
      preload,
      session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Features that the app does not need, and with which a page could annoy the person or reach
      // the graphics driver.
      disableDialogs: true,
      webgl: false,
      spellcheck: spellCheck,
      devTools: devtools,
    },
  }
}
