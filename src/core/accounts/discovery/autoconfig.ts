// Asks the web server of a domain where its mail is, by HTTPS: a certificate of the domain vouches
// for the answer.
import { parseClientConfig } from './client-config.ts'
import type { FetchText, FoundServers } from './discovered.ts'
import type { AddressParts } from './mail-address.ts'

const DEADLINE_MS = 5000

/** Null if neither page has a server. Both are asked at once, and the first one counts. */
export async function findByAutoconfig(
  parts: AddressParts,
  fetch: FetchText,
  signal: AbortSignal,
): Promise<FoundServers | null> {
  const { local, domain } = parts
  const query = new URLSearchParams({ emailaddress: `${local}@${domain}` })
  const urls = [
    `https://autoconfig.${domain}/mail/config-v1.1.xml?${query.toString()}`,
    `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`,
  ]
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)])
  const texts = await Promise.all(urls.map(async (url) => fetch(url, inTime).catch(() => null)))
  for (const text of texts) {
    const found = text === null ? null : parseClientConfig(text, parts)
    if (found !== null) return found
  }
  return null
}
