// Decides if the sender of a mail is proven: by the word of the server that received it for this
// person (DMARC, RFC 7489). We ask no name server ourselves.
// The word counts only if that server wrote it. A sender can write any field, but only below those of
// the servers that received the mail later.
import { domainToASCII } from 'node:url'
import type { MailProof } from '../contract/index.ts'
import { parseAuthResults, type AuthResult, type AuthResults } from './auth-results.ts'
import type { Field } from './head-fields.ts'
import type { HeadFacts } from './mail-facts.ts'

/**
 * @param fields the head, as the server has it
 * @param found the results that count (`findResults`)
 */
export function proofOf({ from, hasOneSender }: HeadFacts, found: readonly AuthResults[]): MailProof {
  const domain = hasOneSender ? domainOf(from[0]!.address) : null
  if (domain === null) return UNPROVEN
  const about = (method: string) => found.find(({ results }) => results.some((one) => one.method === method))
  const deciding = about('dmarc') ?? about('dkim') ?? found[0]
  return deciding === undefined
    ? { dmarc: 'none', domain, by: null }
    : { dmarc: verdictOf(deciding.results, domain), domain, by: deciding.by || UNNAMED }
}

/** Of a mail without one sender. */
export const UNPROVEN: MailProof = { dmarc: 'none', domain: null, by: null }

/**
 * Returns the results that the own server wrote: those above the field of the hop by which it took
 * the mail from others. A provider that writes them below is trusted by its name. Then the topmost
 * ones count, if no server of others received the mail above them; it removes those of senders.
 * @param trusted the names (authserv-id) of such a provider. The empty one stands for a server that
 *   writes none, as Exchange Online.
 */
export function findResults(fields: readonly Field[], trusted: readonly string[]): AuthResults[] {
  const names = trusted.map((name) => name.toLowerCase())
  const above = fields.slice(0, Math.max(0, fields.findIndex(isFromOthers)))
  const own = above.filter(isResults).map(({ value }) => parseAuthResults(value))
  return own.length > 0 ? own : findTrusted(fields, names)
}

const isResults = ({ name }: Field): boolean => name === 'authentication-results'

/**
 * The topmost hop of all that is not one between own programs. LMTP is spoken only there (RFC 2033). A
 * hop from a private address may be one from others, as it is behind a proxy.
 */
const isFromOthers = ({ name, value }: Field): boolean =>
  name === 'received' && !BETWEEN_OWN.test(withoutComments(value))

/** Without a second `by` or `with`, which could be in the name that the other side gave. */
const BETWEEN_OWN = /^\s*from\s+\S+\s+by\s+\S+\s+with\s+LMTPS?A?\s(?![^]*\s(?:by|with)\s)/i

function findTrusted(fields: readonly Field[], trusted: readonly string[]): AuthResults[] {
  for (const field of fields) {
    if (field.name === 'received' && !isOwn(field.value, trusted)) return []
    if (!isResults(field)) continue
    const results = parseAuthResults(field.value)
    if (trusted.includes(results.by)) return [results]
  }
  return []
}

const MAX_RECEIVED_CHARS = 4096

const withoutComments = (received: string): string =>
  received.slice(0, MAX_RECEIVED_CHARS).replace(/\([^()]*\)/g, ' ')

/** True for a hop within the own server: it names one of its hosts, or nobody that it is from. */
function isOwn(received: string, trusted: readonly string[]): boolean {
  const plain = withoutComments(received)
  if (!/^\s*from\s/i.test(plain)) return true
  const host = /\sby\s+([^\s;]+)/i.exec(plain)?.[1]?.toLowerCase().replace(/\.$/, '') ?? ''
  return trusted.some((name) => isBeside(host, name))
}

/** Exchange Online names no server in its results, and hosts below this one in its hops. */
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

export const signerOf = (properties: ReadonlyMap<string, string>): string =>
  properties.get('header.d') ?? properties.get('header.i')?.replace(/^.*@/s, '') ?? ''

/** True for the domain itself, and for the one that it is below. */
export function isSameDomain(domain: string, other: string): boolean {
  return other.includes('.') && (domain === other || domain.endsWith(`.${other}`))
}

function domainOf(address: string): string | null {
  const domain = domainToASCII(address.slice(address.lastIndexOf('@') + 1))
  return address.includes('@') && domain !== '' ? domain : null
}
