// What the app asks of whatever it runs in, beside the engine: a browser here, a desktop's window later.
// No part of the life of a message; nothing here knows what a letter is.

export interface Notice {
  title: string
  body: string
  /** A later one with the same tag takes its place. */
  tag: string
  onClick: () => void
}

export interface Shell {
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
  /** Hands a file to the person to keep. `type` is its media type. */
  saveFile(name: string, type: string, text: string): void
  print(): void
}

const OUTSIDE = new Set(['http:', 'https:', 'mailto:'])

export function createBrowserShell(page: Window & typeof globalThis): Shell {
  const { document, navigator } = page
  const appName = document.title
  let title = ''
  let badge = 0
  const canNotify = 'Notification' in page

  function showTitle(): void {
    document.title = `${badge > 0 ? `(${badge}) ` : ''}${title === '' ? '' : `${title} · `}${appName}`
  }

  return {
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
      const link = document.createElement('a')
      link.href = url
      link.download = name
      link.click()
      setTimeout(() => URL.revokeObjectURL(url), 10_000)
    },
    print: () => page.print(),
  }
}
