// Fetches the file in which a domain says where its mail is. It is never more than a little.
import type { FetchText } from './discovered.ts'
import { fetchPublic } from './fetch-public.ts'
import type { PublicNetwork } from './public-request.ts'

const MAX_BYTES = 64 * 1024
const ACCEPT = 'text/xml, application/xml'

/** Makes a fetch that follows up to three redirects within HTTPS. It rejects what is too large. */
export function textFetcher(network: PublicNetwork = {}): FetchText {
  return async (url, signal) => {
    let left = MAX_BYTES
    const mayTake = (bytes: number): boolean => (left -= bytes) >= 0
    const fetched = await fetchPublic(new URL(url), { accept: ACCEPT, mayTake }, network, signal)
    return fetched?.bytes.toString('utf8') ?? null
  }
}
