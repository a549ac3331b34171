// Where the servers of a new account are: as its person said, else as discovery finds.
import { EngineError, isEngineError } from '../contract/errors.ts'
import { discover } from './discovery/discover.ts'
import type { DiscoveryParts, MailProtocol } from './discovery/discovered.ts'
import { findOutgoingAt, placeAt } from './discovery/try-places.ts'
import type { ServerAddress } from './mail-server.ts'

/** A server that the person gave. Without `security`, how it speaks is found out. */
export interface WantedServer {
  host: string
  port: number
  security?: ServerAddress['security'] | undefined
}

export interface WantedServers {
  address: string
  incoming?: WantedServer | undefined
  outgoing?: WantedServer | undefined
}

export interface FoundServers {
  incoming: ServerAddress
  outgoing: ServerAddress | null
  user: string
  /** True if nobody said that mail is sent there: it only may be so. */
  isOutgoingGuessed: boolean
}

/**
 * @throws NOT_FOUND if no server is known, MAIL_UNSAFE if nothing proves it, MAIL_AWAY if there is none
 *   where the person said
 */
export async function findServers(wanted: WantedServers, parts: DiscoveryParts): Promise<FoundServers> {
  const { address, incoming } = wanted
  const outgoing = wanted.outgoing === undefined ? null : await placeOf(wanted.outgoing, 'smtp', parts)
  if (incoming !== undefined) {
    const place = await placeOf(incoming, 'imap', parts)
    return {
      ...{ incoming: place, user: address, isOutgoingGuessed: outgoing === null },
      outgoing: outgoing ?? (await findOutgoing(address, place.host, parts)),
    }
  }
  const found = await discover(address, parts)
  if (found.incoming === null) throw new EngineError('NOT_FOUND', 'No server is known for this address.')
  const { host } = found.incoming
  // Anybody on the way could have named it, and the password would go there.
  if (!found.isProven)
    throw new EngineError('MAIL_UNSAFE', `Only DNS says that the mail is at ${host}.`, { details: { host } })
  return {
    incoming: found.incoming,
    outgoing: outgoing ?? found.outgoing,
    user: found.user || address,
    isOutgoingGuessed: false,
  }
}

/** @throws MAIL_AWAY, MAIL_UNSAFE if it has no TLS */
export async function placeOf(
  { host, port, security }: WantedServer,
  protocol: MailProtocol,
  parts: DiscoveryParts,
): Promise<ServerAddress> {
  const place = security === undefined ? await placeAt({ host, port }, protocol, parts) : null
  if (place !== null) return place
  if (security !== undefined) return { host, port, security }
  throw new EngineError('MAIL_AWAY', `There is no safe mail server at ${host}.`)
}

/** The password may go to the host that its person named, and to what is proven to belong to it. */
async function findOutgoing(
  address: string,
  host: string,
  parts: DiscoveryParts,
): Promise<ServerAddress | null> {
  const [known, beside] = await Promise.all([
    discover(address, parts).catch((error: unknown) => {
      if (isEngineError(error, 'INVALID')) return null
      throw error
    }),
    findOutgoingAt([host], parts),
  ])
  return known?.incoming?.host === host && known.isProven ? (known.outgoing ?? beside) : beside
}
