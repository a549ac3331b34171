// Decides where a link in a text leads, and if it is allowed. Pure. An allow-list, so an unknown
// scheme is not a link.
// After "reference": the author chose the text of the link, so the app shows the real target.

export type LinkTarget =
  /**
   * `host`: as the network sees it, in ASCII, with its port. `isPuny`: the name has letters that
   * can look like others.
   */
  | { kind: 'web'; url: string; host: string; isPuny: boolean }
  | { kind: 'mail'; url: string; host: string; isPuny: boolean }
  | { kind: 'letter' | 'person' | 'invite' | 'group'; url: string }

const INSIDE = { ref: 'letter', person: 'person', invite: 'invite', group: 'group' } as const
/** The rest of the pattern excludes characters that end an attribute or begin another address. */
export const INSIDE_PATTERN = /^fumikura:\/\/(ref|person|invite|group)\/[\w~.%?=&-]+/

/**
 * Null for every scheme except http, https, mailto and fumikura: so for javascript, data, file, and
 * paths within the app.
 */
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

/** Keeps only the address, because a link must not prefill the text of a mail. */
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

/**
 * True if the words of a link begin with its target, so that the target need not be shown again.
 */
export function namesItsHost(words: string, host: string): boolean {
  const shown = words.trim().replace(/^(https?:\/\/|mailto:)/, '')
  return shown === host || shown.startsWith(`${host}/`)
}

/** True if the words of a link look like an address other than its target. */
export function pretendsAnotherHost(words: string, host: string): boolean {
  return !namesItsHost(words, host) && isLikeAddress(words.trim())
}

/** Of a page or a person. */
function isLikeAddress(words: string): boolean {
  if (/\s/u.test(words)) return false
  if (/^https?:\/\/./iu.test(words)) return true
  const [local = '', domain, ...more] = words.split('@')
  if (domain !== undefined) return local !== '' && more.length === 0 && hasDot(domain, 1)
  return hasDot(words.split('/', 1)[0]!, 2)
}

/** True if there is a dot after the first character, and `after` characters behind it. */
function hasDot(host: string, after: number): boolean {
  const dot = host.indexOf('.', 1)
  return dot !== -1 && dot < host.length - after
}
