// Tells customers which cores grew that others write for them: batched, and only devices that are
// connected. A device that connects later asks first.
import { toHex } from '../base/index.ts'
import { MAX_CORES_AT_ONCE, stationGrownForm } from '../station-records/index.ts'
import type { Peers } from '../network/index.ts'
import type { Accounts } from './accounts.ts'
import type { KeptCore } from './kept-core.ts'

const TELL_EVERY_MS = 250
const ANSWER_MS = 10_000

export class GrowthNews {
  readonly #peers: Peers
  readonly #accounts: Accounts
  /** Cores to report, by account and by their key. */
  readonly #pending = new Map<string, Map<string, Uint8Array>>()
  #timer: NodeJS.Timeout | null = null

  constructor(peers: Peers, accounts: Accounts) {
    this.#peers = peers
    this.#accounts = accounts
  }

  queue({ key, holders }: KeptCore): void {
    for (const { account, isWatched } of holders.values()) {
      if (!isWatched) continue
      const id = toHex(account)
      const cores = this.#pending.get(id) ?? new Map<string, Uint8Array>()
      this.#pending.set(id, cores.set(toHex(key), key))
    }
    if (this.#pending.size > 0) this.#timer ??= setTimeout(() => this.#tell(), TELL_EVERY_MS).unref()
  }

  #tell(): void {
    this.#timer = null
    const pending = new Map(this.#pending)
    this.#pending.clear()
    for (const peer of this.#peers.list()) {
      const account = this.#accounts.findByDevice(peer.device)
      const cores = account === null ? undefined : pending.get(toHex(account.account))
      if (cores === undefined) continue
      const all = [...cores.values()]
      for (let at = 0; at < all.length; at += MAX_CORES_AT_ONCE) {
        const some = all.slice(at, at + MAX_CORES_AT_ONCE)
        void peer.request('station-grown', stationGrownForm.encode({ cores: some }), ANSWER_MS)
      }
    }
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }
}
