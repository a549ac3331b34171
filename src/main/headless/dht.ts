// `fumikura dht`: a private DHT, for this machine or for several, until a signal.
import { runDht } from '../../core/index.ts'
import type { DhtPlace, Running } from './command.ts'

/** @throws UNREACHABLE, INVALID */
export async function startDht(place: DhtPlace): Promise<Running> {
  const dht = await runDht(place)
  return { ready: { bootstrap: dht.bootstrap }, close: () => dht.close() }
}
