// Address → where its mail is. The first source that knows it counts: the table, DNS, the web server
// of the domain, the usual names.
import { EngineError } from '../../contract/errors.ts'
import { findByAutoconfig } from './autoconfig.ts'
import type { DiscoveredAccount, DiscoveryParts, FoundServers } from './discovered.ts'
import { findByDomain, findByMx } from './find-provider.ts'
import { parseAddress, type AddressParts } from './mail-address.ts'
import { findBySrv } from './srv.ts'
import { guess, guessOutgoing } from './try-places.ts'

type Source = 'srv' | 'autoconfig' | 'guess'

/**
 * Servers that do not answer are as if they were not there. An address whose mail is nowhere to be
 * found has `incoming` null.
 * @throws INVALID for no address, CANCELLED
 */
export async function discover(typed: string, parts: DiscoveryParts): Promise<DiscoveredAccount> {
  const address = parseAddress(typed)
  const known = findByDomain(address) ?? (await findByMx(address, parts.resolver))
  return known === null ? search(address, parts) : withClient(known, parts)
}

/** Nobody signs in by browser without a client id for the provider. */
function withClient(known: DiscoveredAccount, { hasOauthClient }: DiscoveryParts): DiscoveredAccount {
  const hasClient = known.oauth !== null && hasOauthClient(known.oauth)
  return hasClient ? known : { ...known, oauth: null }
}

async function search(address: AddressParts, parts: DiscoveryParts): Promise<DiscoveredAccount> {
  const { resolver, fetch, signal } = parts
  const steps: readonly [Source, () => Promise<FoundServers | null>][] = [
    ['srv', async () => findBySrv(address, resolver)],
    ['autoconfig', async () => findByAutoconfig(address, fetch, signal)],
    ['guess', async () => guess(address, parts)],
  ]
  for (const [source, find] of steps) {
    stopIfCancelled(signal)
    const found = await find()
    if (found === null) continue
    const outgoing = found.outgoing ?? (await guessOutgoing(address.domain, parts))
    return { ...unknown(address), ...found, outgoing, source }
  }
  stopIfCancelled(signal)
  return unknown(address)
}

function unknown({ local, domain }: AddressParts): DiscoveredAccount {
  const address = `${local}@${domain}`
  return {
    ...{ address, user: address, provider: null, incoming: null, outgoing: null, source: null },
    ...{ signIn: 'password', oauth: null, help: null, obstacle: null, isProven: true },
  }
}

function stopIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new EngineError('CANCELLED', 'Looking for the servers was cancelled.')
}
