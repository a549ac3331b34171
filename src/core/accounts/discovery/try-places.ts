// Finds servers by trying: the usual names of a domain, and the place that a person gave.
// A try ends before anything secret is said.
import type { ServerAddress } from '../mail-server.ts'
import { unsafe } from '../safe-tls.ts'
import type { DiscoveryParts, FoundServers, MailProtocol } from './discovered.ts'
import type { AddressParts } from './mail-address.ts'

type Trying = Pick<DiscoveryParts, 'tryServer' | 'signal'>

const tls = (host: string, port: number): ServerAddress => ({ host, port, security: 'tls' })
const starttls = (host: string, port: number): ServerAddress => ({ host, port, security: 'starttls' })

/** Null if no usual name answers with a certificate of its own. */
export async function guess(parts: AddressParts, trying: Trying): Promise<FoundServers | null> {
  const { local, domain } = parts
  const [incoming, outgoing] = await Promise.all([
    firstTrusted([tls(`imap.${domain}`, 993), tls(`mail.${domain}`, 993)], 'imap', trying),
    guessOutgoing(domain, trying),
  ])
  if (incoming === null) return null
  return { provider: null, incoming, outgoing, user: `${local}@${domain}`, isProven: true }
}

export function guessOutgoing(domain: string, trying: Trying): Promise<ServerAddress | null> {
  return findOutgoingAt([`smtp.${domain}`, `mail.${domain}`], trying)
}

export async function findOutgoingAt(
  hosts: readonly string[],
  trying: Trying,
): Promise<ServerAddress | null> {
  const places = [...hosts.map((host) => tls(host, 465)), ...hosts.map((host) => starttls(host, 587))]
  return firstTrusted(places, 'smtp', trying)
}

/** All are tried at once, and the first of the list counts. */
async function firstTrusted(
  places: readonly ServerAddress[],
  protocol: MailProtocol,
  { tryServer, signal }: Trying,
): Promise<ServerAddress | null> {
  const answers = await Promise.all(places.map(async (place) => tryServer(place, protocol, signal)))
  return places[answers.indexOf('trusted')] ?? null
}

/**
 * Finds out how a server that a person gave speaks: TLS first, then STARTTLS, never without. A
 * certificate that is not trusted also answers, because the sign-in shows it.
 * @returns null if there is none
 * @throws MAIL_UNSAFE if it has no TLS
 */
export async function placeAt(
  { host, port }: { host: string; port: number },
  protocol: MailProtocol,
  { tryServer, signal }: Trying,
): Promise<ServerAddress | null> {
  for (const place of [tls(host, port), starttls(host, port)]) {
    const tried = await tryServer(place, protocol, signal)
    if (tried === 'plain') throw unsafe('no-tls', null)
    if (tried !== 'silent') return place
  }
  return null
}
