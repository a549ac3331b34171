// How many bytes each account uses, and how many more it may use. A limit refuses; it never removes
// anything. A block that two customers keep counts for each of them, and once for the station.
import { toHex } from '../base/index.ts'
import type { Account } from './accounts.ts'

/** What others write for a customer takes at most this share of the account. */
const WATCHED_SHARE = 0.25
/** And at most this much in one core beyond what the customer has read. */
export const MAX_WATCHED_CORE_BYTES = 32 << 20

interface Use {
  cores: number
  kept: number
  watched: number
  /** Bytes of blocks that are being fetched. */
  reserved: number
}

/** What the bytes of one core count as. */
export interface Charge {
  account: Uint8Array
  isWatched: boolean
  bytes: number
}

type Limits = Pick<Account, 'account' | 'bytes'>

export class Budget {
  /** Of all accounts together. */
  readonly limitBytes: number
  /** Bytes of all stored blocks, each one once. */
  storedBytes = 0
  #reserved = 0
  readonly #uses = new Map<string, Use>()

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes
  }

  addCore({ account, isWatched, bytes }: Charge): void {
    const use = this.#of(account)
    use.cores++
    if (isWatched) use.watched += atMost(bytes)
    else use.kept += bytes
  }

  removeCore({ account, isWatched, bytes }: Charge): void {
    const use = this.#of(account)
    use.cores--
    if (isWatched) use.watched -= atMost(bytes)
    else use.kept -= bytes
  }

  /** Sets the bytes of one core. */
  change(charge: Charge, bytes: number): void {
    const use = this.#of(charge.account)
    if (charge.isWatched) use.watched += atMost(bytes) - atMost(charge.bytes)
    else use.kept += bytes - charge.bytes
    charge.bytes = bytes
  }

  coresOf(account: Uint8Array): number {
    return this.#of(account).cores
  }

  /** What others write counts at most its share, so that it never takes the room of own letters. */
  bytesOf({ account, bytes }: Limits): number {
    const { kept, watched } = this.#of(account)
    return kept + Math.min(watched, bytes * WATCHED_SHARE)
  }

  /** Returns how many more bytes of this core may be stored for the account. */
  roomFor(account: Limits, { isWatched, bytes }: Pick<Charge, 'isWatched' | 'bytes'>): number {
    const use = this.#of(account.account)
    const ofAccount = account.bytes - this.bytesOf(account) - use.reserved
    const ofStation = this.limitBytes - this.storedBytes - this.#reserved
    const ofWatched = isWatched
      ? Math.min(MAX_WATCHED_CORE_BYTES - bytes, account.bytes * WATCHED_SHARE - use.watched)
      : Infinity
    return Math.max(0, Math.min(ofAccount, ofStation, ofWatched))
  }

  get isFull(): boolean {
    return this.storedBytes + this.#reserved >= this.limitBytes
  }

  /** Sets bytes aside until the returned function is called. */
  reserve(account: Uint8Array, bytes: number): () => void {
    const use = this.#of(account)
    use.reserved += bytes
    this.#reserved += bytes
    return () => {
      use.reserved -= bytes
      this.#reserved -= bytes
    }
  }

  #of(account: Uint8Array): Use {
    const id = toHex(account)
    let use = this.#uses.get(id)
    if (use === undefined) this.#uses.set(id, (use = { cores: 0, kept: 0, watched: 0, reserved: 0 }))
    return use
  }
}

function atMost(bytes: number): number {
  return Math.min(bytes, MAX_WATCHED_CORE_BYTES)
}
