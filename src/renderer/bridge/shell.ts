// What the app asks of whatever it runs in, beside the engine: a browser here, a desktop's window in desktop-shell.ts.
// No part of the life of a message; nothing here knows what a letter is.

import type {
  DeepRoute,
  FileId,
  MenuCommand,
  MethodsOf,
  SessionId,
  ShellNouns,
} from '../../core/contract/index.ts'
import type { Locale } from '../messages/locale.ts'
import type { PageFiles } from './page-files.ts'

/** The desktop around the window: its settings, and what it tells by itself. */
export interface Desktop {
  /** @throws UNREACHABLE */
  calls(): Promise<MethodsOf<ShellNouns>>
  /** A `fumikura://` link was opened somewhere outside. */
  onRoute(listener: (route: DeepRoute) => void): void
  /** An item of the menu was chosen. */
  onCommand(listener: (command: MenuCommand) => void): void
  onUpdateChanged(listener: () => void): void
  /** Begins to drag a letter's file out of the window, while the mouse button is down. */
  dragFile(name: string, text: string): void
  /** The same with a file of the store. @throws NOT_YET when it had to be fetched first and is here now */
  dragStored(file: FileId): Promise<void>
}

export interface Notice {
  title: string
  body: string
  /** A later one with the same tag takes its place. */
  tag: string
  /** Stays until it is answered, where the surroundings can do that. */
  urgent: boolean
  onClick: () => void
}

export interface Shell {
  /** It shows the real host itself before it opens a link; a browser leaves that to us. */
  readonly asksBeforeLinks: boolean
  /** Which of the sessions at the web door this is; null where there is no such door, or it is not known. */
  session(): SessionId | null
  readonly files: PageFiles
  /** What only a desktop has; null in a browser. */
  readonly desktop: Desktop | null
  /** Opens an http, https or mailto address outside the app; anything else is ignored. */
  openLink(url: string): void
  /** @throws when the browser does not allow it */
  copyText(text: string): Promise<void>
  /** Shown only while the app is not looked at, and only if it was allowed. */
  notify(notice: Notice): void
  notifyPermission(): 'granted' | 'denied' | 'default'
  /** Must follow a click. */
  askToNotify(): Promise<'granted' | 'denied' | 'default'>
  /** What the window is called, before the name of the app; empty is the name alone. */
  setTitle(title: string): void
  /** The number on the icon and before the title; 0 is none. */
  setBadge(count: number): void
  /** Hands a file to the person to keep. `type` is its media type. @throws when it could not be written */
  saveFile(name: string, type: string, text: string): void | Promise<void>
  /** Hands files of the store to the person to keep, however large they are. @throws when one could not be written */
  saveFiles(files: readonly { file: FileId; name: string }[]): Promise<void>
  /** Opens one in its program, after the desktop has asked; null where nothing but saving is possible. @throws as `saveFiles` */
  readonly openFile: ((file: FileId) => Promise<'opened' | 'declined' | 'no-program'>) | null
  print(): void
  /** Menus and dialogs of the surroundings follow, where there are any. */
  setLocale(locale: Locale): void
  setTheme(theme: 'system' | 'light' | 'dark'): void
}

const BETWEEN_DOWNLOADS_MS = 250
const OUTSIDE = new Set(['http:', 'https:', 'mailto:'])

export function createBrowserShell(
  page: Window & typeof globalThis,
  { session, files }: Pick<Shell, 'session' | 'files'>,
): Shell {
  const { document, navigator } = page
  const appName = document.title
  let title = ''
  let badge = 0
  const canNotify = 'Notification' in page

  function showTitle(): void {
    document.title = `${badge > 0 ? `(${badge}) ` : ''}${title === '' ? '' : `${title} · `}${appName}`
  }

  function download(url: string, name: string): void {
    const link = document.createElement('a')
    link.href = url
    link.download = name
    link.click()
  }

  return {
    asksBeforeLinks: false,
    session,
    files,
    desktop: null,
    openLink(url) {
      if (URL.canParse(url) && OUTSIDE.has(new URL(url).protocol))
        page.open(url, '_blank', 'noopener,noreferrer')
    },
    copyText: (text) => navigator.clipboard.writeText(text),
    notify({ title, body, tag, onClick }) {
      if (!canNotify || page.Notification.permission !== 'granted' || document.hasFocus()) return
      const shown = new page.Notification(title, { body, tag, icon: './icons/icon-192.png' })
      shown.onclick = () => {
        page.focus()
        shown.close()
        onClick()
      }
    },
    notifyPermission: () => (canNotify ? page.Notification.permission : 'denied'),
    askToNotify: async () => (canNotify ? page.Notification.requestPermission() : 'denied'),
    setTitle(next) {
      title = next
      showTitle()
    },
    setBadge(count) {
      badge = count
      showTitle()
      // Only an installed app has an icon to put it on.
      void navigator.setAppBadge?.(count).catch(() => undefined)
    },
    saveFile(name, type, text) {
      const url = URL.createObjectURL(new Blob([text], { type }))
      download(url, name)
      setTimeout(() => URL.revokeObjectURL(url), 10_000)
    },
    async saveFiles(wanted) {
      for (const [at, { file, name }] of wanted.entries()) {
        // A browser takes several at once for one.
        if (at > 0) await new Promise((resolve) => setTimeout(resolve, BETWEEN_DOWNLOADS_MS))
        download(files.address(file), name)
      }
    },
    openFile: null,
    print: () => page.print(),
    // The browser's own words are not ours to change, and the page shows its theme itself.
    setLocale: () => undefined,
    setTheme: () => undefined,
  }
}
