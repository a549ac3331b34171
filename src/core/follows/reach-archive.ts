// Asks every connection for another person's archive while it is read. The reader checks the blocks
// that arrive.
import { EngineError } from '../contract/errors.ts'
import type { DeliveryParts } from '../delivery/index.ts'
import type { FollowedRow } from './followed-row.ts'

/**
 * Returns the function that stops asking.
 * @throws ALTERED if the core cannot be this author's archive
 */
export async function reachArchive(
  {
    store,
    foreignCores,
    replicate,
    peers,
  }: Pick<DeliveryParts, 'store' | 'foreignCores' | 'replicate' | 'peers'>,
  archive: { core: Uint8Array; length: number },
  { person, device }: Pick<FollowedRow, 'person' | 'device'>,
): Promise<() => void> {
  await store.checkCoreOwner({ ...archive, person, device })
  const core = await foreignCores.take(archive.core)
  if (core.manifest === null && replicate.hasReaders(archive.core))
    throw new EngineError('ALTERED', 'Their archive is in a core that is private.')
  for (const peer of peers.list()) peer.attach(core)
  const stops = (['connected', 'stranger'] as const).map((name) =>
    peers.events.on(name, (peer) => peer.attach(core)),
  )
  return () => stops.forEach((stop) => stop())
}
