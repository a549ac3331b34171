// Fetches the file of a domain that nobody vouches for: by HTTPS only, from public addresses only,
// and never more than a little.
import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { FetchText } from './discovered.ts'
import { isPublicAddress } from './public-address.ts'

const MAX_BYTES = 64 * 1024
const MAX_REDIRECTS = 3
const REDIRECTS = [301, 302, 303, 307, 308]

export interface FetchOptions {
  lookup?: LookupFunction
  isAllowed?: (ip: string) => boolean
  /** PEM of an authority, instead of those of the system. */
  ca?: string
}

/** Makes a fetch that follows up to three redirects within HTTPS. It rejects what is too large. */
export function textFetcher(options: FetchOptions = {}): FetchText {
  return async (url, signal) => {
    let target = new URL(url)
    for (let left = MAX_REDIRECTS; left >= 0; left -= 1) {
      const response = await get(target, options, signal)
      const { statusCode = 0, headers } = response
      if (statusCode === 200) return readText(response)
      response.destroy()
      if (!REDIRECTS.includes(statusCode) || headers.location === undefined) return null
      target = new URL(headers.location, target)
    }
    return null
  }
}

function get(url: URL, options: FetchOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const isAllowed = options.isAllowed ?? isPublicAddress
  // An address in place of a name is connected to without a lookup.
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (url.protocol !== 'https:' || url.username !== '' || (isIP(literal) !== 0 && !isAllowed(literal)))
    return Promise.reject(new Error('not a public page'))
  return new Promise((resolve, reject) => {
    const lookup = allowedLookup(options.lookup ?? systemLookup, isAllowed)
    const ca = options.ca === undefined ? {} : { ca: options.ca }
    const headers = { accept: 'text/xml, application/xml' }
    request(url, { ...ca, headers, lookup, signal, agent: false }, resolve)
      .on('error', reject)
      .end()
  })
}

/** The socket connects to what this answers, so a name cannot change between check and use. */
function allowedLookup(lookup: LookupFunction, isAllowed: (ip: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const allowed = error ? [] : (found as LookupAddress[]).filter(({ address }) => isAllowed(address))
      const [first] = allowed
      if (first === undefined) callback(error ?? new Error('no public address'), '', 4)
      else if (options.all === true) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
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
