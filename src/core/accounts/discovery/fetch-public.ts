// Fetches a file of a server that nobody vouches for: by HTTPS only, from public addresses only, and
// never more than its caller takes.
import type { IncomingMessage } from 'node:http'
import { requestPublic, type PublicNetwork } from './public-request.ts'

export interface Fetched {
  /** The media type that the server names, in lower case; '' if it names none. */
  type: string
  bytes: Buffer
}

interface Limits {
  /** The media types that are asked for. */
  accept: string
  /** True if so many more bytes of this answer may be taken. It is asked for each piece. */
  mayTake: (bytes: number) => boolean
  /** True if a redirect may lead there. Without it, anywhere within HTTPS. */
  mayFollow?: (url: URL) => boolean
}

const MAX_REDIRECTS = 3
const REDIRECTS = [301, 302, 303, 307, 308]

/**
 * Follows up to three redirects. Null for any answer but success. Rejects without an answer, and if it
 * is too large.
 */
export async function fetchPublic(
  url: URL,
  { accept, mayTake, mayFollow = () => true }: Limits,
  network: PublicNetwork,
  signal: AbortSignal,
): Promise<Fetched | null> {
  let target = url
  for (let left = MAX_REDIRECTS; left >= 0; left -= 1) {
    const response = await requestPublic(target, { headers: { accept } }, network, signal)
    const { statusCode = 0, headers } = response
    if (statusCode === 200) {
      const type = (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()
      return { type, bytes: await readBytes(response, mayTake) }
    }
    response.destroy()
    if (!REDIRECTS.includes(statusCode) || headers.location === undefined) return null
    target = new URL(headers.location, target)
    if (!mayFollow(target)) return null
  }
  return null
}

async function readBytes(response: IncomingMessage, mayTake: Limits['mayTake']): Promise<Buffer> {
  const pieces: Buffer[] = []
  // Leaving the loop ends the connection.
  for await (const piece of response as AsyncIterable<Buffer>) {
    if (!mayTake(piece.length)) throw new Error('too large')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
