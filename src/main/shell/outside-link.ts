// The only way out of the app to the web: three schemes, and never without the person having seen the real host.
import type { ElectronParts } from './electron-parts.ts'
import type { BrowserWindow } from 'electron'
import type { ShellWords } from './words/index.ts'

const OUTSIDE = new Set(['http:', 'https:', 'mailto:'])

export interface OutsideLink {
  /** As the browser will get it: hosts in punycode, nothing invisible in it. */
  url: string
  /** Where it really goes: the host, or the address of a mail. */
  host: string
  /** The host is written in other letters than it is asked for by. */
  isPuny: boolean
}

/** Null for whatever must not be opened. */
export function parseOutsideLink(text: string): OutsideLink | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  if (!OUTSIDE.has(url.protocol)) return null
  if (url.protocol === 'mailto:') return parseMail(url)
  // A name before the host is only there to deceive: https://bank.example@evil.example
  if (url.username !== '' || url.password !== '') return null
  return { url: url.href, host: url.host, isPuny: /(^|\.)xn--/.test(url.hostname) }
}

/** What a mail may begin with. Others attach files of the person's in some programs (`attach`), or say who wrote it. */
const MAIL_FIELDS = new Set(['to', 'cc', 'bcc', 'subject', 'body', 'in-reply-to'])

function parseMail(url: URL): OutsideLink | null {
  const address = decodeText(url.pathname)
  // A line end in an address or a subject would be a header of somebody else's choosing.
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

/** Shows the real host, and opens it after a yes. `address`: what the system is given instead, where that leads on to it. */
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
