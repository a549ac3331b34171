// Asks every connection for a public core of another person while it is read, and their stations
// while they are away. The reader checks the blocks that arrive.
import { EngineError } from '../contract/errors.ts'
import type { DeliveryParts } from '../delivery/index.ts'
import type { Peer } from '../network/index.ts'

type Parts = Pick<DeliveryParts, 'store' | 'foreignCores' | 'replicate' | 'peers' | 'authorStations'>

interface PublicCore {
  core: Uint8Array
  /** Its author, and the device that writes it. */
  person: Uint8Array
  device: Uint8Array
}

/**
 * Returns the function that stops asking. Stations are visited for at most `waitMs`.
 * @throws ALTERED if the core cannot be this author's, or is private
 */
export async function reachPublicCore(
  { store, foreignCores, replicate, peers, authorStations }: Parts,
  { core: key, person, device }: PublicCore,
  waitMs: number,
): Promise<() => void> {
  await store.checkCoreOwner({ core: key, person, device })
  const core = await foreignCores.openCore(key)
  // A core that was announced as private must not reach other connections before its signature
  // proves its author.
  if (core.manifest === null && replicate.hasReaders(key))
    throw new EngineError('ALTERED', 'Their public core is one that is private.')
  const attach = (peer: Peer): void => peer.attach(core)
  peers.list().forEach(attach)
  const stops = [
    peers.events.on('connected', attach),
    peers.events.on('stranger', attach),
    ...(waitMs > 0 && peers.find(device) === null ? [authorStations.open(person, waitMs, attach)] : []),
  ]
  return () => stops.forEach((stop) => stop())
}
