// Finds an address in the table: by its domain, else by the servers that take the mail of its domain.
import type { ServerAddress } from '../mail-server.ts'
import type { DiscoveredAccount, MailResolver, OauthProvider } from './discovered.ts'
import { hostName, isWithin, type AddressParts } from './mail-address.ts'
import type { Provider } from './provider.ts'
import { PROVIDERS } from './providers.ts'

/** More than this many servers for one domain name no provider. */
const MAX_MX = 20

/** Null if the table does not know the domain. */
export function findByDomain(parts: AddressParts): DiscoveredAccount | null {
  const provider = PROVIDERS.find(({ domains }) => domains.some((one) => isOneOf(parts.domain, one)))
  return provider === undefined ? null : describe(provider, parts, null)
}

/** Null if no MX is one of a provider, or if there is none. */
export async function findByMx(
  parts: AddressParts,
  resolver: MailResolver,
): Promise<DiscoveredAccount | null> {
  const records = await resolver.resolveMx(parts.domain).catch(() => [])
  const names = records
    .slice(0, MAX_MX)
    .sort((a, b) => a.priority - b.priority)
    .flatMap(({ exchange }) => hostName(exchange) ?? [])
  for (const name of names) {
    const provider = PROVIDERS.find(({ mx }) => mx?.some((end) => isWithin(name, end)))
    if (provider !== undefined) return describe(provider, parts, name)
  }
  return null
}

/** The provider at whose page one signs in to this server. Null for any other server. */
export function findOauthAt(host: string): OauthProvider | null {
  return PROVIDERS.find(({ incoming }) => incoming?.host === host)?.oauth ?? null
}

/** Returns the names of the provider that this server belongs to. Other servers need none. */
export function namesOfResults({ host }: ServerAddress): readonly string[] {
  return PROVIDERS.find(({ incoming }) => incoming?.host === host)?.resultsBy ?? []
}

function isOneOf(domain: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? domain.endsWith(pattern.slice(1)) : domain === pattern
}

function describe(provider: Provider, parts: AddressParts, mx: string | null): DiscoveredAccount {
  const address = `${parts.local}@${parts.domain}`
  const users = { local: parts.local, own: '' }
  const at = (place: ServerAddress | null): ServerAddress | null => placeOf(place, parts.domain, mx)
  return {
    address,
    provider: provider.name,
    incoming: at(provider.incoming),
    outgoing: at(provider.outgoing),
    user: provider.user === undefined ? address : users[provider.user],
    signIn: provider.signIn ?? 'password',
    oauth: provider.oauth ?? null,
    help: provider.help ?? null,
    obstacle: provider.obstacle ?? null,
    source: 'table',
    // Other hosts are written in the table, so that a false MX leads to a known provider at worst.
    isProven: provider.incoming?.host !== 'MX',
  }
}

function placeOf(place: ServerAddress | null, domain: string, mx: string | null): ServerAddress | null {
  const hosts: Record<string, string | null> = { DOMAIN: domain, MX: mx }
  return place === null ? null : { ...place, host: hosts[place.host] ?? place.host }
}
