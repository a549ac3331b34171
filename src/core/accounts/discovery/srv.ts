// Asks DNS for the mail servers of a domain (RFC 6186, RFC 8314).
import type { ServerAddress } from '../mail-server.ts'
import type { FoundServers, MailResolver, SrvRecord } from './discovered.ts'
import { isWithin, publicHostName, type AddressParts } from './mail-address.ts'

type Service = readonly [label: string, security: ServerAddress['security']]

const INCOMING: readonly Service[] = [
  ['_imaps', 'tls'],
  ['_imap', 'starttls'],
]
const OUTGOING: readonly Service[] = [
  ['_submissions', 'tls'],
  ['_submission', 'starttls'],
]

/** Null if the domain names no server for incoming mail. */
export async function findBySrv(parts: AddressParts, resolver: MailResolver): Promise<FoundServers | null> {
  const { local, domain } = parts
  const [incoming, outgoing] = await Promise.all(
    [INCOMING, OUTGOING].map(async (services) => firstPlace(services, domain, resolver)),
  )
  if (!incoming) return null
  const places = [incoming, ...(outgoing ? [outgoing] : [])]
  return {
    provider: null,
    incoming,
    outgoing: outgoing ?? null,
    user: `${local}@${domain}`,
    isProven: places.every(({ host }) => isWithin(host, domain)),
  }
}

async function firstPlace(
  services: readonly Service[],
  domain: string,
  resolver: MailResolver,
): Promise<ServerAddress | null> {
  const found = await Promise.all(
    services.map(async ([label, security]) => {
      const records = await resolver.resolveSrv(`${label}._tcp.${domain}`).catch(() => [])
      return bestOf(records, security)
    }),
  )
  return found.find((place) => place !== null) ?? null
}

/** A target of '.' says that the service is not there, and is no name of a host. */
function bestOf(records: readonly SrvRecord[], security: ServerAddress['security']): ServerAddress | null {
  const places = [...records]
    .sort((a, b) => a.priority - b.priority || b.weight - a.weight)
    .flatMap(({ name, port }) => {
      const host = publicHostName(name)
      return host === null || !isPort(port) ? [] : [{ host, port, security }]
    })
  return places[0] ?? null
}

export function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65_536
}
