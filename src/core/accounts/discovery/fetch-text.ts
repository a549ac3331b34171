// Fetches the file of a domain that nobody vouches for: by HTTPS only, from public addresses only,
// and never more than a little.
import type { IncomingMessage } from 'node:http'
import type { FetchText } from './discovered.ts'
import { requestPublic, type PublicNetwork } from './public-request.ts'

const MAX_BYTES = 64 * 1024
const MAX_REDIRECTS = 3
const REDIRECTS = [301, 302, 303, 307, 308]

/** Makes a fetch that follows up to three redirects within HTTPS. It rejects what is too large. */
export function textFetcher(network: PublicNetwork = {}): FetchText {
  return async (url, signal) => {
    let target = new URL(url)
    for (let left = MAX_REDIRECTS; left >= 0; left -= 1) {
      const response = await requestPublic(
        target,
        { headers: { accept: 'text/xml, application/xml' } },
        network,
        signal,
      )
      const { statusCode = 0, headers } = response
      if (statusCode === 200) return readText(response)
      response.destroy()
      if (!REDIRECTS.includes(statusCode) || headers.location === undefined) return null
      target = new URL(headers.location, target)
    }
    return null
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of response as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > MAX_BYTES) throw new Error('too large')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
