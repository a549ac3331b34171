// `fumikura dht`: a private DHT on this machine, until a signal.
import { runDht } from '../../core/index.ts'
import type { Running } from './command.ts'

export async function startDht(port: number | undefined): Promise<Running> {
  const dht = await runDht({ port })
  return { ready: { bootstrap: dht.bootstrap }, close: () => dht.close() }
}
