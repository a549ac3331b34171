// The blocks of a group's record cores, as they are fetched: none larger than any part, and not more in a day than a large group needs.
// An owner is no more trusted with our disk than any other writer of a feed.
import { MalformedRecord, toHex, type Clock } from '../base/index.ts'
import type { ForeignCores } from '../cores/index.ts'
import { MAX_PART_BYTES } from './membership-record.ts'

const FETCH_TIMEOUT_MS = 15_000
const DAY_MS = 86_400_000
/** A thousand who come one by one make their fellow members read some ten MB. */
export const DAILY_RECORD_BYTES = 64 << 20

export class RecordParts {
  readonly #foreignCores: ForeignCores
  readonly #clock: Clock
  readonly #read = new Map<string, { day: number; bytes: number }>()

  constructor(foreignCores: ForeignCores, clock: Clock) {
    this.#foreignCores = foreignCores
    this.#clock = clock
  }

  /** Null when it did not come. @throws MalformedRecord when it is larger than any, or too much was read today */
  async fetch(core: Uint8Array, position: number): Promise<Uint8Array | null> {
    if (!(await this.#isSmall(core, position))) return null
    const block = await this.#foreignCores.fetch(core, position, FETCH_TIMEOUT_MS)
    if (block === null) return null
    this.#count(core, block.byteLength)
    return block
  }

  /** The last block by the sizes that its tree proves, before a byte of it is fetched; of others the day's share is the limit. */
  async #isSmall(core: Uint8Array, position: number): Promise<boolean> {
    const { byteLength, length } = await this.#foreignCores.take(core)
    if (position !== length - 1 || byteLength <= MAX_PART_BYTES) return true
    const most = byteLength - MAX_PART_BYTES - 1
    const isHuge = await this.#foreignCores.endsWithin(core, position, most, FETCH_TIMEOUT_MS)
    if (isHuge === true) throw new MalformedRecord('a membership record larger than any')
    return isHuge === false
  }

  #count(core: Uint8Array, bytes: number): void {
    const day = Math.floor(this.#clock.now() / DAY_MS)
    const before = this.#read.get(toHex(core))
    const read = { day, bytes: (before?.day === day ? before.bytes : 0) + bytes }
    this.#read.set(toHex(core), read)
    if (bytes > MAX_PART_BYTES) throw new MalformedRecord('a part larger than any')
    if (read.bytes > DAILY_RECORD_BYTES) throw new MalformedRecord('more records than any group has in a day')
  }
}
