// The size of a home and the traffic of its connections, as the engine itself counts them.
// The difference of two weighings is the cost of what happened between them.
import type { DoctorReport } from '../../src/core/contract/index.ts'
import type { OpenHome } from '../../src/core/open-home.ts'

export interface Weight {
  /** Own objects, sealed. */
  bodies: number
  /** Records of feeds, written for others and read from others; both are stored here. */
  feeds: number
  /** The number of opened objects of others. */
  kept: number
  /** Pages in use of the ledger: grants, releases, notices, log. */
  ledger: number
  /** On the current connections. */
  sent: number
  received: number
}

/** First moves what waits in the ledger into flushed cores. */
export async function weigh(home: OpenHome, report: () => Promise<DoctorReport>): Promise<Weight> {
  await home.ownCores.drain()
  await home.ownCores.flush()
  const { store, feeds, network } = await report()
  const sum = (way: 'in' | 'out'): number => network.peers.reduce((bytes, peer) => bytes + peer.bytes[way], 0)
  return {
    bodies: store.bytes,
    feeds: feeds.written.bytes + feeds.read.bytes,
    kept: store.kept,
    ledger: ledgerBytes(home),
    sent: sum('out'),
    received: sum('in'),
  }
}

function ledgerBytes({ parts: { ledger } }: OpenHome): number {
  const look = (name: string): number =>
    Object.values(ledger.get<Record<string, number>>(`PRAGMA ${name}`)!)[0]!
  return (look('page_count') - look('freelist_count')) * look('page_size')
}

export function differ(before: Weight, after: Weight): Weight {
  const by = (key: keyof Weight): number => after[key] - before[key]
  return {
    bodies: by('bodies'),
    feeds: by('feeds'),
    kept: by('kept'),
    ledger: by('ledger'),
    sent: by('sent'),
    received: by('received'),
  }
}

export function sumOf(weights: Weight[], key: keyof Weight): number {
  return weights.reduce((sum, weight) => sum + weight[key], 0)
}
