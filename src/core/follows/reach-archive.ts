// Another's archive, asked for on every wire for as long as it is read. Before "receive": what comes is checked by whoever reads it.
import { EngineError } from '../contract/errors.ts'
import type { DeliveryParts } from '../delivery/index.ts'
import type { FollowedRow } from './followed-row.ts'

/** Gives what ends it. @throws ALTERED when the core cannot be an archive of theirs */
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
