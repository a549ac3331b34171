// The link that a phone opens once to be paired. Its secret part is behind the `#`, so no server sees
// it.

export interface FarLink {
  /** 16 bytes. */
  route: Uint8Array
  /** The home's key, 32 bytes. */
  homeKey: Uint8Array
  /** Proves that this phone has the link, 16 bytes. */
  token: Uint8Array
  /** Host and port of the relay. */
  relay: string
}

const LINK = /#p\.([\w-]{1,512})$/
const VERSION = 1
const LENGTHS = { version: 1, route: 16, homeKey: 32, token: 16 }

/**
 * Returns null if the text, a whole link or its part behind the `#`, is no such link.
 * @param host of the page, which is the relay unless the link names another
 */
export function parseFarLink(text: string, host: string): FarLink | null {
  const [, encoded] = LINK.exec(text.trim()) ?? []
  if (encoded === undefined) return null
  const bytes = fromBase64Url(encoded)
  let at = 0
  const take = (length: number): Uint8Array => bytes.slice(at, (at += length))
  const [version] = take(LENGTHS.version)
  const [route, homeKey, token] = [take(LENGTHS.route), take(LENGTHS.homeKey), take(LENGTHS.token)]
  if (version !== VERSION || token.length < LENGTHS.token) return null
  const relay = new TextDecoder().decode(bytes.slice(at))
  return { route, homeKey, token, relay: relay === '' ? host : relay }
}

export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (sign) => ({ '+': '-', '/': '_' })[sign] ?? '')
}

/** Empty if it is malformed. */
export function fromBase64Url(text: string): Uint8Array {
  try {
    const binary = atob(text.replace(/[-_]/g, (sign) => (sign === '-' ? '+' : '/')))
    return Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}
