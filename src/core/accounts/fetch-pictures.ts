// Fetches the pictures that a mail names, on a press of its reader. A request says nothing but its
// address: no cookie, no page that it is from, no name of this program.
import { fetchPublic } from './discovery/fetch-public.ts'
import type { PublicNetwork } from './discovery/public-request.ts'

export interface FetchedPicture {
  url: string
  /** One that every browser draws. */
  type: string
  bytes: Buffer
}

/**
 * Fetches pictures from these hosts alone, with their ports, and follows redirects only among them.
 * What is not there in time, not a picture or too large is left out.
 */
export type FetchPictures = (
  urls: readonly string[],
  hosts: ReadonlySet<string>,
  signal: AbortSignal,
) => Promise<FetchedPicture[]>

/** A test shortens the time. */
export const PICTURE_LIMITS = {
  pictures: 50,
  bytesOfOne: 5 << 20,
  bytes: 20 << 20,
  /** For all of them. */
  ms: 15_000,
}
const AT_ONCE = 6
const DRAWN = /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/

export function pictureFetcher(network: PublicNetwork = {}): FetchPictures {
  return async (urls, hosts, signal) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PICTURE_LIMITS.ms)])
    const waiting = urls.slice(0, PICTURE_LIMITS.pictures)
    const found: FetchedPicture[] = []
    let left = PICTURE_LIMITS.bytes
    const mayFollow = ({ host }: URL): boolean => hosts.has(host)
    const fetchOne = async (url: string): Promise<void> => {
      let leftOfOne = PICTURE_LIMITS.bytesOfOne
      const mayTake = (bytes: number): boolean => (left -= bytes) >= 0 && (leftOfOne -= bytes) >= 0
      const target = new URL(url)
      if (!mayFollow(target)) return
      const fetched = await fetchPublic(target, { accept: 'image/*', mayTake, mayFollow }, network, limit)
      if (fetched !== null && DRAWN.test(fetched.type)) found.push({ url, ...fetched })
    }
    const work = async (): Promise<void> => {
      for (let url = waiting.shift(); url !== undefined && left > 0; url = waiting.shift())
        await fetchOne(url).catch(() => undefined)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    signal.throwIfAborted()
    return found
  }
}
