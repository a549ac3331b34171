// Asks a web server that a stranger named: by HTTPS, and at public addresses only.
import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from './public-address.ts'

/** What a test replaces. */
export interface PublicNetwork {
  lookup?: LookupFunction
  isAllowed?: (ip: string) => boolean
  /** PEM of an authority, instead of those of the system. */
  ca?: string
}

interface Asked {
  /** GET without a body, else POST. */
  body?: string | Uint8Array
  headers: Record<string, string>
}

/** Returns the answer, whatever its status. Rejects if there is none, or the server is not public. */
export function requestPublic(
  url: URL,
  { body, headers }: Asked,
  network: PublicNetwork,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const isAllowed = network.isAllowed ?? isPublicAddress
  // An address in place of a name is connected to without a lookup.
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (url.protocol !== 'https:' || url.username !== '' || (isIP(literal) !== 0 && !isAllowed(literal)))
    return Promise.reject(new Error('not a public page'))
  return new Promise((resolve, reject) => {
    const lookup = allowedLookup(network.lookup ?? systemLookup, isAllowed)
    const ca = network.ca === undefined ? {} : { ca: network.ca }
    const method = body === undefined ? 'GET' : 'POST'
    request(url, { ...ca, method, headers, lookup, signal, agent: false }, resolve)
      .on('error', reject)
      .end(body)
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
