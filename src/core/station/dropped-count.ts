// How many ranges each account has dropped. A range takes room on the disk that counts for nobody,
// and a customer may drop blocks that do not exist yet, so there is a limit.
import { toHex } from '../base/index.ts'
import type { Rows } from '../ledger/index.ts'

/** In one core. A core of letters has so many only if every second one was deleted. */
const MAX_IN_CORE = 65_536
/** Some 25 MB. */
const MAX_IN_ACCOUNT = 262_144

export class DroppedCount {
  readonly #ledger: Rows
  /** By account, in hex, since the first drop of this run. */
  readonly #counts = new Map<string, number>()

  constructor(ledger: Rows) {
    this.#ledger = ledger
  }

  /** True if the account may have one more range, in a core in which it has so many. */
  hasRoom(account: Uint8Array, inCore: number): boolean {
    return inCore < MAX_IN_CORE && this.#of(account) < MAX_IN_ACCOUNT
  }

  change(account: Uint8Array, by: number): void {
    if (by !== 0 && this.#counts.has(toHex(account))) this.#counts.set(toHex(account), this.#of(account) + by)
  }

  #of(account: Uint8Array): number {
    const known = this.#counts.get(toHex(account))
    if (known !== undefined) return known
    const sql = 'SELECT count(*) AS count FROM dropped_blocks WHERE account = ?'
    const { count } = this.#ledger.get<{ count: number }>(sql, account)!
    this.#counts.set(toHex(account), count)
    return count
  }
}
