// The only way from the app to the web: three URL schemes, and only after the person has seen the
// real host.
import type { ElectronParts } from './electron-parts.ts'
import type { BrowserWindow } from 'electron'
import type { ShellWords } from './words/index.ts'

const OUTSIDE = new Set(['http:', 'https:', 'mailto:'])

export interface OutsideLink {
  /** As the browser gets it: the host in punycode, no invisible characters. */
  url: string
  /** The real destination: the host, or the mail address. */
  host: string
  /** True if the host contains non-ASCII letters, which may look like others. */
  isPuny: boolean
}

/** Null if the link must not be opened. */
export function parseOutsideLink(text: string): OutsideLink | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  if (!OUTSIDE.has(url.protocol)) return null
  if (url.protocol === 'mailto:') return parseMail(url)
  // User info before the host only deceives: https://bank.example@evil.example
  if (url.username !== '' || url.password !== '') return null
  return { url: url.href, host: url.host, isPuny: /(^|\.)xn--/.test(url.hostname) }
}

/**
 * Allowed mail fields. Some programs attach the person's files for others (`attach`), or change the
 * sender.
 */
const MAIL_FIELDS = new Set(['to', 'cc', 'bcc', 'subject', 'body', 'in-reply-to'])

function parseMail(url: URL): OutsideLink | null {
  const address = decodeText(url.pathname)
  // A line end in an address or a subject would inject a header.
  if (address === null || address === '' || /\p{C}/u.test(address)) return null
  for (const [name, value] of url.searchParams) {
    const field = name.toLowerCase()
    if (!MAIL_FIELDS.has(field) || (field !== 'body' && /\p{C}/u.test(value))) return null
  }
  return { url: url.href, host: address, isPuny: false }
}

function decodeText(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

const MAX_SHOWN_CHARS = 400

/**
 * Shows the real host and opens the link if the person agrees. `address` replaces the link for the
 * system, if it redirects there.
 */
export async function openOutside(
  { dialog, shell }: Pick<ElectronParts, 'dialog' | 'shell'>,
  window: BrowserWindow,
  link: OutsideLink,
  words: ShellWords,
  address = link.url,
): Promise<boolean> {
  const shown = link.url.length > MAX_SHOWN_CHARS ? `${link.url.slice(0, MAX_SHOWN_CHARS)}…` : link.url
  const { response } = await dialog.showMessageBox(window, {
    type: link.isPuny ? 'warning' : 'question',
    message: words.outside.title(link.host),
    detail: link.isPuny ? `${words.outside.puny}\n\n${shown}` : shown,
    buttons: [words.outside.open, words.cancel],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  })
  if (response !== 0) return false
  await shell.openExternal(address)
  return true
}
