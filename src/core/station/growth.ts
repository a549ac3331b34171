// Tells customers which cores grew that others write for them: batched, and only devices that are
// connected. A device that connects later asks first; the phones of one that is away are woken.
import { fromHex, toHex } from '../base/index.ts'
import { MAX_CORES_AT_ONCE, stationGrownForm } from '../station-records/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import type { Accounts } from './accounts.ts'
import type { KeptCore } from './kept-core.ts'
import type { Wakes } from './wakes.ts'

const TELL_EVERY_MS = 250
const ANSWER_MS = 10_000

export class GrowthNews {
  readonly #peers: Peers
  readonly #accounts: Accounts
  readonly #wakes: Pick<Wakes, 'listDevices' | 'wakeLater'>
  /** Cores to report, by account and by their key. */
  readonly #pending = new Map<string, Map<string, Uint8Array>>()
  #timer: NodeJS.Timeout | null = null

  constructor(peers: Peers, accounts: Accounts, wakes: Pick<Wakes, 'listDevices' | 'wakeLater'>) {
    this.#peers = peers
    this.#accounts = accounts
    this.#wakes = wakes
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
    const heard = new Map<string, Promise<boolean>>()
    for (const peer of this.#peers.list()) {
      const account = this.#accounts.findByDevice(peer.device)
      const cores = account === null ? undefined : pending.get(toHex(account.account))
      if (cores !== undefined) heard.set(toHex(peer.device), tellPeer(peer, [...cores.values()]))
    }
    for (const [id, cores] of pending) {
      const account = fromHex(id)
      for (const device of this.#wakes.listDevices(account))
        void (heard.get(toHex(device)) ?? Promise.resolve(false)).then((hasHeard) => {
          if (!hasHeard) this.#wakes.wakeLater({ account, device }, [...cores.values()])
        })
    }
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }
}

/** True if the device has answered. One that went without a word still has a wire for a while. */
async function tellPeer(peer: Peer, cores: readonly Uint8Array[]): Promise<boolean> {
  const answers: Promise<Uint8Array | null>[] = []
  for (let at = 0; at < cores.length; at += MAX_CORES_AT_ONCE) {
    const some = cores.slice(at, at + MAX_CORES_AT_ONCE)
    answers.push(peer.request('station-grown', stationGrownForm.encode({ cores: some }), ANSWER_MS))
  }
  return !(await Promise.all(answers)).includes(null)
}
