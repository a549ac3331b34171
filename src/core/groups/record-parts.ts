// Fetches blocks of a group's record core, within a size limit per block and a daily limit.
// An owner gets no more of this disk than any other writer of a feed.
import { MalformedRecord, toHex, type Clock } from '../base/index.ts'
import type { ForeignCores } from '../cores/index.ts'
import { MAX_PART_BYTES } from './membership-record.ts'

const FETCH_TIMEOUT_MS = 15_000
const DAY_MS = 86_400_000
/** A thousand members who join one by one cause about ten MB. */
export const DAILY_RECORD_BYTES = 64 << 20

export class RecordParts {
  readonly #foreignCores: ForeignCores
  readonly #clock: Clock
  readonly #read = new Map<string, { day: number; bytes: number }>()

  constructor(foreignCores: ForeignCores, clock: Clock) {
    this.#foreignCores = foreignCores
    this.#clock = clock
  }

  /**
   * Null if the block did not arrive.
   * @throws MalformedRecord if it is above the size limit, or if the daily limit is reached
   */
  async fetch(core: Uint8Array, position: number): Promise<Uint8Array | null> {
    if (!(await this.#isSmall(core, position))) return null
    const block = await this.#foreignCores.fetch(core, position, FETCH_TIMEOUT_MS)
    if (block === null) return null
    this.#count(core, block.byteLength)
    return block
  }

  /**
   * The core's tree proves the size of its last block before any byte is fetched. For other blocks,
   * the daily limit applies.
   */
  async #isSmall(core: Uint8Array, position: number): Promise<boolean> {
    const { byteLength, length } = await this.#foreignCores.openCore(core)
    if (position !== length - 1 || byteLength <= MAX_PART_BYTES) return true
    const most = byteLength - MAX_PART_BYTES - 1
    const isHuge = await this.#foreignCores.endsWithin(core, position, most, FETCH_TIMEOUT_MS)
    if (isHuge === true) throw new MalformedRecord('a membership record above the size limit')
    return isHuge === false
  }

  #count(core: Uint8Array, bytes: number): void {
    const day = Math.floor(this.#clock.now() / DAY_MS)
    const before = this.#read.get(toHex(core))
    const read = { day, bytes: (before?.day === day ? before.bytes : 0) + bytes }
    this.#read.set(toHex(core), read)
    if (bytes > MAX_PART_BYTES) throw new MalformedRecord('a part above the size limit')
    if (read.bytes > DAILY_RECORD_BYTES)
      throw new MalformedRecord('more bytes of records than the daily limit')
  }
}
