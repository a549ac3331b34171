// What is remembered of the site over restarts: whether it is on, and where.
import { readFile } from 'node:fs/promises'

/** Persisted: do not change. */
export interface SiteFile {
  format: 1
  isOn: boolean
  host: string
  port: number
}

export const SITE_OFF: SiteFile = { format: 1, isOn: false, host: '127.0.0.1', port: 0 }

/** A lost or unreadable file means that it is off: nothing is served that nobody asked for. */
export async function readSiteFile(path: string): Promise<SiteFile> {
  try {
    const { format, isOn, host, port } = JSON.parse(await readFile(path, 'utf8')) as Partial<SiteFile>
    if (format === 1 && typeof isOn === 'boolean' && typeof host === 'string' && isPort(port))
      return { format, isOn, host, port }
  } catch {
    // Not there, or not JSON.
  }
  return SITE_OFF
}

function isPort(port: unknown): port is number {
  return Number.isInteger(port) && (port as number) >= 0 && (port as number) <= 65_535
}
