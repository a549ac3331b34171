// The functions of the environment besides the engine: here a browser; desktop-shell.ts is the
// desktop's window.
// Not part of the life of a message; it knows nothing about letters.

import type {
  DeepRoute,
  FileId,
  MenuCommand,
  MethodsOf,
  SessionId,
  ShellNouns,
} from '../../core/contract/index.ts'
import type { Locale } from '../messages/locale.ts'
import type { WorkerWord } from './far-file-messages.ts'
import type { PageFiles } from './page-files.ts'

/** The desktop around the window: its settings and its events. */
export interface Desktop {
  /** @throws UNREACHABLE */
  calls(): Promise<MethodsOf<ShellNouns>>
  /** A `fumikura://` link was opened outside the app. */
  onRoute(listener: (route: DeepRoute) => void): void
  /** A menu item was chosen. */
  onCommand(listener: (command: MenuCommand) => void): void
  onUpdateChanged(listener: () => void): void
  /** Starts to drag a letter's file out of the window, while the mouse button is down. */
  dragFile(name: string, text: string): void
  /**
   * Drags a file of the store.
   * @throws NOT_YET if it had to be fetched first; it is now here
   */
  dragStored(file: FileId): Promise<void>
}

export interface Notice {
  title: string
  body: string
  /** A later notification with the same tag replaces this one. */
  tag: string
  /** Stays until the user reacts, if the environment supports that. */
  urgent: boolean
  /** The address in the page that a click leads to, `#/inbox/…`. */
  address: string
}

export interface Shell {
  /**
   * True if the environment shows the real host before it opens a link. In a browser the page must
   * do it.
   */
  readonly asksBeforeLinks: boolean
  /**
   * Returns this page's session at the web door; null if there is no web door or the session is
   * unknown.
   */
  session(): SessionId | null
  readonly files: PageFiles
  /** The desktop's functions; null in a browser. */
  readonly desktop: Desktop | null
  /** Opens an http, https or mailto address outside the app. Ignores any other. */
  openLink(url: string): void
  /** @throws if the browser does not allow it */
  copyText(text: string): Promise<void>
  /** Shows a notification, only while the app is in the background and has permission. */
  notify(notice: Notice): void
  /** Calls the listener with the address of each notification that is clicked. */
  onNoticeOpened(listener: (address: string) => void): void
  notifyPermission(): 'granted' | 'denied' | 'default'
  /** Call this function in a click handler, because browsers require a user action. */
  askToNotify(): Promise<'granted' | 'denied' | 'default'>
  /** Sets the window title before the app's name. Empty shows the name alone. */
  setTitle(title: string): void
  /** Sets the number on the icon and before the title; 0 removes it. */
  setBadge(count: number): void
  /**
   * Saves a text as a file for the user. `type` is its media type.
   * @throws if it could not be written
   */
  saveFile(name: string, type: string, text: string): void | Promise<void>
  /**
   * Saves files of the store for the user, of any size.
   * @throws if one could not be written
   */
  saveFiles(files: readonly { file: FileId; name: string }[]): Promise<void>
  /**
   * Opens a file in its program after the desktop has asked; null if files can only be saved.
   * @throws as `saveFiles`
   */
  readonly openFile: ((file: FileId) => Promise<'opened' | 'declined' | 'no-program'>) | null
  print(): void
  /** Sets the language of the environment's menus and dialogs, if there are any. */
  setLocale(locale: Locale): void
  setTheme(theme: 'system' | 'light' | 'dark'): void
}

const BETWEEN_DOWNLOADS_MS = 250
const OUTSIDE = new Set(['http:', 'https:', 'mailto:'])

/** `renotify` is known to browsers, not to the types of TypeScript. */
type SignalOptions = NotificationOptions & { renotify?: boolean }

export function createBrowserShell(
  page: Window & typeof globalThis,
  { session, files }: Pick<Shell, 'session' | 'files'>,
): Shell {
  const { document, navigator } = page
  const appName = document.title
  let title = ''
  let badge = 0
  /** Some phones have notifications for service workers only, and throw when a page makes one. */
  let canNotify = 'Notification' in page
  let open: (address: string) => void = () => undefined
  // On a phone the worker gets the click, also on what this page has shown.
  navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<Partial<WorkerWord>>) => {
    if ('open' in data && data.open !== undefined) open(data.open)
  })

  function showTitle(): void {
    document.title = `${badge > 0 ? `(${badge}) ` : ''}${title === '' ? '' : `${title} · `}${appName}`
  }

  /** @param name null: the answer has the name */
  function download(url: string, name: string | null): void {
    const link = document.createElement('a')
    link.href = url
    if (name !== null) link.download = name
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
    notify({ title, body, tag, urgent, address }) {
      if (!canNotify || page.Notification.permission !== 'granted' || document.hasFocus()) return
      // An urgent one stays until the person has seen it, and sounds again at each signal.
      const how = urgent ? { requireInteraction: true, renotify: true } : {}
      const options: SignalOptions = { body, tag, icon: './icons/icon-192.png', ...how }
      const worker = navigator.serviceWorker
      if (worker?.controller)
        return void worker.ready.then((ready) =>
          ready.showNotification(title, { ...options, data: { navigate: `/${address}` } }),
        )
      try {
        const shown = new page.Notification(title, options)
        shown.onclick = () => {
          page.focus()
          shown.close()
          open(address)
        }
      } catch {
        canNotify = false
      }
    },
    onNoticeOpened: (listener) => (open = listener),
    notifyPermission: () => (canNotify ? page.Notification.permission : 'denied'),
    askToNotify: async () => (canNotify ? page.Notification.requestPermission() : 'denied'),
    setTitle(next) {
      title = next
      showTitle()
    },
    setBadge(count) {
      badge = count
      showTitle()
      // Only an installed app has an icon for the badge.
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
        if (files.saveAddress === undefined) download(files.address(file), name)
        else download(files.saveAddress(file), null)
      }
    },
    openFile: null,
    print: () => page.print(),
    // The page sets its own language and theme; a browser's cannot be changed.
    setLocale: () => undefined,
    setTheme: () => undefined,
  }
}
