// The site's settings that survive a restart: whether it is on, where it listens, and its
// address on the web.
import { readFile } from 'node:fs/promises'

/** Persisted: do not change. */
export interface SiteFile {
  format: 1
  isOn: boolean
  host: string
  port: number
  webAddress: string | null
}

const WEB: ReadonlySet<string> = new Set(['http:', 'https:'])

export const SITE_OFF: SiteFile = { format: 1, isOn: false, host: '127.0.0.1', port: 0, webAddress: null }

/** A missing or unreadable file means off, so nothing is served that the person did not ask for. */
export async function readSiteFile(path: string): Promise<SiteFile> {
  try {
    const file = JSON.parse(await readFile(path, 'utf8')) as Partial<SiteFile>
    const { format, isOn, host, port, webAddress } = file
    if (format === 1 && typeof isOn === 'boolean' && typeof host === 'string' && isPort(port))
      return { format, isOn, host, port, webAddress: parseWebAddress(webAddress) }
  } catch {
    // The file is missing or is not JSON.
  }
  return SITE_OFF
}

/**
 * Returns the address of a whole site as a URL that ends in a slash; null for anything else. The
 * links of the site begin at its root, so it cannot be in a folder.
 */
export function parseWebAddress(text: unknown): string | null {
  const url = typeof text === 'string' ? URL.parse(text.trim()) : null
  if (url === null || !WEB.has(url.protocol)) return null
  const isWhole = url.href === `${url.origin}/`
  return isWhole ? url.href : null
}

function isPort(port: unknown): port is number {
  return Number.isInteger(port) && (port as number) >= 0 && (port as number) <= 65_535
}
