// The reader in a run of the keepers' model: asks everybody all the time, keeps every share, and
// gets the share of every station that lies.
import { equalBytes } from '../../../src/core/base/index.ts'
import { slotKeyPair } from '../../../src/core/station-records/index.ts'
import { combineShares, hashShare, randomBytes, type KeyPair } from '../../../src/core/seal/index.ts'
import { AT } from '../../unit/station/test-station.ts'
import { askFor, bob } from '../../unit/access/letters.ts'
import type { Random } from '../random.ts'
import type { RunAuthor } from './run-author.ts'
import { isLost, shuffled, type Keeper } from './run-parts.ts'

export class RunReader {
  readonly slot: KeyPair
  readonly #author: RunAuthor
  readonly #random: Random
  readonly #shares = new Map<number, Uint8Array>()
  #hasOwnRelease = false

  constructor(author: RunAuthor, random: Random) {
    this.#author = author
    this.#random = random
    this.slot = slotKeyPair(randomBytes(32), author.handle)
  }

  /** True if the author's own device has released the letter. */
  get hasOwnRelease(): boolean {
    return this.#hasOwnRelease
  }

  /** Asks a station, and keeps what matches the notice. */
  async ask({ place, station }: Keeper, loss?: number): Promise<void> {
    if (isLost(this.#random, loss)) return
    const { customer, handle } = this.#author
    const { share } = await station.ask(customer, handle, this.slot)
    if (share !== null && !isLost(this.#random, loss)) this.collect(place, share)
  }

  collect(place: number, share: Uint8Array): void {
    if (equalBytes(hashShare(place, share), this.#author.gate.hashes[place - 1]!))
      this.#shares.set(place, share)
  }

  askHome(): void {
    const { tables, letter } = this.#author
    this.#hasOwnRelease ||= askFor(tables.author, letter, bob, AT).answer === 'released'
  }

  async hasOpened(need: number): Promise<boolean> {
    if (this.#hasOwnRelease) return true
    if (this.#shares.size < need) return false
    const combined = await combineShares(shuffled(this.#random, [...this.#shares.values()]), need)
    if (!equalBytes(combined, this.#author.grant))
      throw new Error('shares with the right hashes gave another grant')
    return true
  }
}
