// Decides if the sender of a mail is proven: by the word of the server that received it for this
// person (DMARC, RFC 7489). We ask no name server ourselves.
// The word counts only if that server wrote it. A sender can write any field, but only below those of
// the servers that received the mail later.
import { domainToASCII } from 'node:url'
import { parseAuthResults, type AuthResult } from './auth-results.ts'
import { readHead, type Field } from './head-fields.ts'
import { readHeadFacts } from './mail-facts.ts'

export interface MailProof {
  /** `none`: nothing was proven, and nothing was refuted. */
  dmarc: 'pass' | 'fail' | 'none'
  /** The domain of the sender, in A-labels. Null without one sender. */
  domain: string | null
  /** The name of the server that checked. Null if none did. */
  by: string | null
}

/**
 * @param head the bytes of the head, as the server has them
 * @param trusted the names (authserv-id) under which the server of the account writes its results.
 *   The empty one stands for a server that writes none, as Exchange Online.
 */
export function proofOf(head: Uint8Array, trusted: readonly string[]): MailProof {
  const { from, hasOneSender } = readHeadFacts(head)
  const domain = hasOneSender ? domainOf(from[0]!.address) : null
  if (domain === null) return { dmarc: 'none', domain: null, by: null }
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  const names = trusted.map((name) => name.toLowerCase())
  const found = findResults(readHead(bytes, 0, bytes.length).fields, names)
  return found === null
    ? { dmarc: 'none', domain, by: null }
    : { dmarc: verdictOf(found.results, domain), domain, by: found.by }
}

/**
 * Returns the results that count: the topmost ones of a trusted name, if no server of others received
 * the mail above them. Those below are older, or forged.
 */
function findResults(
  fields: readonly Field[],
  trusted: readonly string[],
): ReturnType<typeof parseAuthResults> | null {
  for (const { name, value } of fields) {
    if (name === 'received' && !isOwn(value, trusted)) return null
    if (name !== 'authentication-results') continue
    const results = parseAuthResults(value)
    if (trusted.includes(results.by)) return results
  }
  return null
}

const MAX_RECEIVED_CHARS = 4096

/** True for a hop within the own server: it names one of its hosts, or nobody that it is from. */
function isOwn(received: string, trusted: readonly string[]): boolean {
  const plain = received.slice(0, MAX_RECEIVED_CHARS).replace(/\([^()]*\)/g, ' ')
  if (!/^\s*from\s/i.test(plain)) return true
  const host = /\sby\s+([^\s;]+)/i.exec(plain)?.[1]?.toLowerCase().replace(/\.$/, '') ?? ''
  return trusted.some((name) => isBeside(host, name))
}

/** Exchange Online names no server in its results, and these hosts in its hops. */
const UNNAMED = 'outlook.com'

/** True for the same host, one below it, or one beside it: mx1.example.org, mx.example.org. */
function isBeside(host: string, name: string): boolean {
  const own = name === '' ? UNNAMED : name
  const parent = own.split('.').length > 2 ? own.slice(own.indexOf('.') + 1) : own
  return host === own || host.endsWith(`.${parent}`)
}

/** The result must be about the domain in From. */
function verdictOf(results: readonly AuthResult[], domain: string): MailProof['dmarc'] {
  const dmarc = results.find(({ method }) => method === 'dmarc')
  if (dmarc !== undefined) {
    const about = dmarc.properties.get('header.from')
    const isAbout = about === undefined || isSameDomain(domain, domainToASCII(about))
    return isAbout && (dmarc.result === 'pass' || dmarc.result === 'fail') ? dmarc.result : 'none'
  }
  // Some servers check signatures and no policy. One of the domain itself is as good.
  const isSigned = results.some(
    ({ method, result, properties }) =>
      method === 'dkim' && result === 'pass' && isSameDomain(domain, domainToASCII(signerOf(properties))),
  )
  return isSigned ? 'pass' : 'none'
}

const signerOf = (properties: ReadonlyMap<string, string>): string =>
  properties.get('header.d') ?? properties.get('header.i')?.replace(/^.*@/s, '') ?? ''

/** True for the domain itself, and for the one that it is below. */
function isSameDomain(domain: string, other: string): boolean {
  return other.includes('.') && (domain === other || domain.endsWith(`.${other}`))
}

function domainOf(address: string): string | null {
  const domain = domainToASCII(address.slice(address.lastIndexOf('@') + 1))
  return address.includes('@') && domain !== '' ? domain : null
}
