// Decides which cores a station gives to a peer. Each peer that names the discovery key of a kept
// core gets it, because Hypercore requires the core's key from the peer. A watched core is for the
// customers who watch it, and for its writer, who comes under the key that signs it.
import { equalBytes, toHex } from '../base/index.ts'
import { findWriter, type Core } from '../cores/index.ts'
import type { CoreGiver, Peer } from '../network/index.ts'
import type { Accounts } from './accounts.ts'
import type { Egress } from './egress.ts'
import type { KeptCore } from './kept-core.ts'
import type { KeptCores } from './kept-cores.ts'

interface Options {
  accounts: Accounts
  keptCores: KeptCores
  egress: Egress
  /** Called when a peer was given a core, because it may have more blocks of it. */
  onGiven: (kept: KeptCore) => void
}

/** A stranger that asks for more cores than this, of which none is kept here, looks for keys. */
const MAX_STRANGER_MISSES = 128

export class StationGiver implements CoreGiver {
  readonly #options: Options
  /** Who got a watched core while its writer was not known. By core. */
  readonly #early = new Map<string, Set<Peer>>()
  /** How many unknown cores each peer asked for. */
  readonly #misses = new WeakMap<Peer, number>()

  constructor(options: Options) {
    this.#options = options
  }

  /** A customer's device asks for the cores that it needs, one by one. */
  async attachFeeds(): Promise<void> {}

  async find(peer: Peer, key: Uint8Array): Promise<Core | null> {
    const kept = await this.#options.keptCores.findByDiscoveryKey(key)
    if (kept === null || !this.mayHave(kept, peer)) return this.#countMiss(peer)
    // A discovery key is a hash of the core's key, so only those who have that can name it.
    peer.markReader()
    this.#options.onGiven(kept)
    return kept.core
  }

  #countMiss(peer: Peer): null {
    const misses = (this.#misses.get(peer) ?? 0) + 1
    this.#misses.set(peer, misses)
    if (misses > MAX_STRANGER_MISSES && peer.role === 'stranger') peer.close()
    return null
  }

  mayHave(kept: KeptCore, peer: Peer): boolean {
    if (this.#isHolder(kept, peer)) return true
    if (kept.isKept) return !this.#options.egress.isRefused([...kept.holders.values()], peer.device)
    const writer = findWriter(kept.core)
    if (writer === undefined) this.#recordEarly(kept, peer)
    return writer === undefined || (writer !== null && equalBytes(writer, peer.device))
  }

  #isHolder(kept: KeptCore, { device }: Peer): boolean {
    const account = this.#options.accounts.findByDevice(device)
    return account !== null && kept.find(account.account) !== null
  }

  #recordEarly({ key }: KeptCore, peer: Peer): void {
    const id = toHex(key)
    this.#early.set(id, (this.#early.get(id) ?? new Set()).add(peer))
  }

  /** Call this when the core has grown. Parts from peers that came early and are not its writer. */
  review(kept: KeptCore): void {
    const id = toHex(kept.key)
    const early = this.#early.get(id)
    if (early === undefined) return
    this.#early.delete(id)
    for (const peer of early) if (peer.isOpen && !this.mayHave(kept, peer)) peer.close()
  }
}
