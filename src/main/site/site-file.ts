// The site's settings that survive a restart: whether it is on, and at which address.
import { readFile } from 'node:fs/promises'

/** Persisted: do not change. */
export interface SiteFile {
  format: 1
  isOn: boolean
  host: string
  port: number
}

export const SITE_OFF: SiteFile = { format: 1, isOn: false, host: '127.0.0.1', port: 0 }

/** A missing or unreadable file means off, so nothing is served that the person did not ask for. */
export async function readSiteFile(path: string): Promise<SiteFile> {
  try {
    const { format, isOn, host, port } = JSON.parse(await readFile(path, 'utf8')) as Partial<SiteFile>
    if (format === 1 && typeof isOn === 'boolean' && typeof host === 'string' && isPort(port))
      return { format, isOn, host, port }
  } catch {
    // The file is missing or is not JSON.
  }
  return SITE_OFF
}

function isPort(port: unknown): port is number {
  return Number.isInteger(port) && (port as number) >= 0 && (port as number) <= 65_535
}
