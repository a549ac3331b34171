// One open core of a station: who holds it, what they dropped of it, which blocks are missing.
import { toHex } from '../base/index.ts'
import { findGap, type Core } from '../cores/index.ts'
import type { Charge } from './budget.ts'
import type { CoreRow } from './core-rows.ts'
import { endAround, inAllRanges, type Range } from './ranges.ts'

/** A customer who keeps or watches the core. */
export interface Holder extends Charge {
  /** Positions that the customer does not need here. */
  dropped: Range[]
}

/** A block that no peer sent is not asked for again within this time. */
const ASK_AGAIN_MS = 30_000

export class KeptCore {
  readonly core: Core
  readonly holders = new Map<string, Holder>()
  /** The number of stored blocks, and their bytes. */
  blocks: number
  bytes: number
  /** The length that is surely on the disk. */
  flushedLength: number
  /** When it was last needed, by the monotonic clock. */
  usedAtMs = 0
  /** How many callers are at work on it. Meanwhile it stays open. */
  users = 0
  readonly #missed = new Map<number, number>()
  readonly #untilDropped = new Map<number, () => void>()

  constructor(core: Core, { blocks, bytes, length, holders }: CoreRow & { holders: Holder[] }) {
    this.core = core
    this.flushedLength = length
    this.blocks = blocks
    this.bytes = bytes
    for (const holder of holders) this.holders.set(toHex(holder.account), holder)
  }

  get key(): Uint8Array {
    return this.core.key
  }

  /** True if a customer writes it. False if it is only written for customers. */
  get isKept(): boolean {
    return [...this.holders.values()].some(({ isWatched }) => !isWatched)
  }

  find(account: Uint8Array): Holder | null {
    return this.holders.get(toHex(account)) ?? null
  }

  isDroppedByAll(position: number): boolean {
    return [...this.holders.values()].every(({ dropped }) => endAround(dropped, position) !== null)
  }

  /** Waits for this work on one position. False if all holders drop the position meanwhile. */
  async unlessDropped(position: number, work: Promise<boolean>): Promise<boolean> {
    const dropped = new Promise<false>((resolve) => this.#untilDropped.set(position, () => resolve(false)))
    return Promise.race([work, dropped]).finally(() => this.#untilDropped.delete(position))
  }

  /** Call this when a holder has dropped something. */
  endDropped(): void {
    for (const [position, end] of this.#untilDropped) if (this.isDroppedByAll(position)) end()
  }

  listDroppedByAll(): Range[] {
    return inAllRanges([...this.holders.values()].map(({ dropped }) => dropped))
  }

  /** Keeps the core open during the work. */
  async use<Result>(work: () => Promise<Result>): Promise<Result> {
    this.users++
    try {
      return await work()
    } finally {
      this.users--
    }
  }

  /** The number of first blocks without a gap. A block that nobody needs is no gap. */
  countLength(): number {
    const dropped = this.listDroppedByAll()
    for (let at = 0; ;) {
      at = findGap(this.core, at)
      const end = at >= this.core.length ? null : endAround(dropped, at)
      if (end === null) return at
      at = Math.min(end, this.core.length)
    }
  }

  /** Returns the first positions that this holder needs and that are not stored. */
  listMissing({ dropped }: Holder, max: number, nowMs: number): number[] {
    const missing: number[] = []
    const { core } = this
    for (let at = findGap(core, 0); at < core.length && missing.length < max; at = findGap(core, at)) {
      const end = endAround(dropped, at)
      if (end === null && !this.#wasMissed(at, nowMs)) missing.push(at)
      at = end ?? at + 1
    }
    return missing
  }

  #wasMissed(position: number, nowMs: number): boolean {
    const at = this.#missed.get(position)
    return at !== undefined && nowMs - at < ASK_AGAIN_MS
  }

  recordMissed(position: number, nowMs: number): void {
    this.#missed.set(position, nowMs)
  }

  /** Call this when another peer can be asked. */
  forgetMissed(): void {
    this.#missed.clear()
  }
}
