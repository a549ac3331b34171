// Where a link in a text really leads, and whether it may lead there at all. Pure; an allow-list, so what is unknown is no link.
// After reference: the text is its author's, where a click goes is told by us.

export type LinkTarget =
  /** `host` as the network sees it: ASCII, with its port. `isPuny`: written with letters that can pass for others. */
  | { kind: 'web'; url: string; host: string; isPuny: boolean }
  | { kind: 'mail'; url: string; host: string; isPuny: boolean }
  | { kind: 'letter' | 'person' | 'invite' | 'group'; url: string }

const INSIDE = { ref: 'letter', person: 'person', invite: 'invite', group: 'group' } as const
/** After its place nothing that could end an attribute or begin another address. */
export const INSIDE_PATTERN = /^fumikura:\/\/(ref|person|invite|group)\/[\w~.%?=&-]+/

/** Null for everything but http, https, mailto and fumikura: javascript, data, files, and places within the app. */
export function parseLink(href: string): LinkTarget | null {
  const inside = INSIDE_PATTERN.exec(href)
  if (inside !== null)
    return inside[0] === href ? { kind: INSIDE[inside[1] as keyof typeof INSIDE], url: href } : null
  if (!URL.canParse(href)) return null
  const url = new URL(href)
  if (url.protocol === 'mailto:') return parseMail(url)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  return { kind: 'web', url: url.href, host: url.host, isPuny: isPunyHost(url.hostname) }
}

/** Only the address: a link must not put words into the mail that somebody is about to write. */
function parseMail(url: URL): LinkTarget | null {
  const address = url.pathname
  const domain = address.split('@')[1] ?? ''
  if (domain === '' || !URL.canParse(`https://${domain}`)) return null
  const { hostname } = new URL(`https://${domain}`)
  return { kind: 'mail', url: `mailto:${address}`, host: address, isPuny: isPunyHost(hostname) }
}

function isPunyHost(hostname: string): boolean {
  return hostname.split('.').some((label) => label.startsWith('xn--'))
}

/** True when the words of a link begin with the very address it leads to, so that repeating it would only be noise. */
export function namesItsHost(words: string, host: string): boolean {
  const shown = words.trim().replace(/^(https?:\/\/|mailto:)/, '')
  return shown === host || shown.startsWith(`${host}/`)
}

/** True when the words of a link look like an address, but not like the one it leads to. */
export function pretendsAnotherHost(words: string, host: string): boolean {
  return (
    !namesItsHost(words, host) &&
    /^(https?:\/\/\S+|[^\s/@]+\.[^\s/@]{2,}(\/\S*)?|[^\s@]+@[^\s@]+\.[^\s@]+)$/iu.test(words.trim())
  )
}
