// What a home weighs and what passed over its wires, as the engine itself counts it.
// Two weighings, before and after, are what something cost.
import type { DoctorReport } from '../../src/core/contract/index.ts'
import type { OpenHome } from '../../src/core/open-home.ts'

export interface Weight {
  /** Own objects as they lie sealed. */
  bodies: number
  /** Records of feeds, written for others and read from others: both lie here. */
  feeds: number
  /** Objects of others that were opened, as many as that. */
  kept: number
  /** Pages in use of the ledger: grants, releases, notices, log. */
  ledger: number
  /** Over the wires of now. */
  sent: number
  received: number
}

/** What waits in the ledger only until it is in a flushed core is brought there first. */
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
