// The cores that a station keeps: who holds them, what is on the disk, and what is cleared because
// nobody needs it any longer. Blocks exist once, however many customers hold their core.
import { Mutex, toHex } from '../base/index.ts'
import { countStoredBytes, findWriter, listGaps, readCleared } from '../cores/index.ts'
import { MAX_BLOCK_BYTES } from '../seal/index.ts'
import type { Account } from './accounts.ts'
import {
  countCores,
  deleteHolder,
  findByDiscoveryKey,
  findCoreRow,
  forgetLengths,
  insertDropped,
  insertHolder,
  isHeldBy,
  listCharges,
  listCoresOf,
  listHoldings,
  sumStoredBytes,
  updateToKept,
} from './core-rows.ts'
import { DroppedCount } from './dropped-count.ts'
import type { Holder, KeptCore } from './kept-core.ts'
import { OPEN_LIMITS, OpenCores, type OpenCoresOptions, type OpenLimits } from './open-cores.ts'
import { addRange, endAround, withoutRanges, type Range } from './ranges.ts'
import { UnflushedCores } from './unflushed-cores.ts'

const WORTH_COMPACTING_BYTES = 64 << 20

interface Options extends Omit<OpenCoresOptions, 'unflushed' | 'changing' | 'limits'> {
  openLimits?: OpenLimits
}

export class KeptCores {
  readonly #options: Options
  readonly #changing = new Mutex()
  readonly #unflushed: UnflushedCores
  readonly #open: OpenCores
  readonly #dropped: DroppedCount
  /** How many cores are held. Everything that monitors a station asks for it. */
  #count: number
  /** Bytes of cleared blocks that the disk still has. */
  #clearedBytes = 0
  #compacting: Promise<void> | null = null

  private constructor(options: Options) {
    this.#options = options
    this.#count = countCores(options.ledger)
    this.#dropped = new DroppedCount(options.ledger)
    this.#unflushed = new UnflushedCores(options.ledger, options.shelf)
    this.#open = new OpenCores({
      ...options,
      ...{ unflushed: this.#unflushed, changing: this.#changing, limits: options.openLimits ?? OPEN_LIMITS },
    })
  }

  static async open(options: Options): Promise<KeptCores> {
    const { ledger, shelf, budget } = options
    if (shelf.isReplacement) await ledger.write(forgetLengths)
    for (const charge of listCharges(ledger)) budget.addCore(charge)
    budget.storedBytes = sumStoredBytes(ledger)
    // Blocks of an earlier run may be in the log of the database only. From here on, every block
    // that can be read is on the disk.
    await shelf.flush()
    return new KeptCores(options)
  }

  listOpen(): KeptCore[] {
    return this.#open.list()
  }

  /** Returns who holds a core, also one that is not open. */
  listHoldings(core: Uint8Array): Pick<Holder, 'account' | 'isWatched'>[] {
    return listHoldings(this.#options.ledger, core)
  }

  /** The number of cores that somebody holds. */
  get count(): number {
    return this.#count
  }

  /** The number of cores that are open now. */
  get openCount(): number {
    return this.#open.size
  }

  /** So many are open at once, except for a moment. */
  get maxOpen(): number {
    return this.#open.limit
  }

  /** Adds the account as a holder of these cores. False for those beyond its limit. */
  hold(account: Account, cores: readonly Uint8Array[], isWatched: boolean): Promise<boolean[]> {
    const { ledger, budget } = this.#options
    return this.#changing.run(async () => {
      const isKnown = cores.map((core) => isHeldBy(ledger, account.account, core))
      let room = account.cores - budget.coresOf(account.account)
      const charge = { account: account.account, isWatched, bytes: 0 }
      const hasRoom = budget.roomFor(account, charge) >= MAX_BLOCK_BYTES
      const added = new Map(
        cores.filter((_, at) => !isKnown[at] && hasRoom && room-- > 0).map((core) => [toHex(core), core]),
      )
      // A holder who watched the core until now is moved in the budget, so it must be in memory.
      if (!isWatched) for (const [at, core] of cores.entries()) if (isKnown[at]) await this.find(core)
      const created = await ledger.write((tx) => {
        if (!isWatched) cores.forEach((core, at) => isKnown[at] && updateToKept(tx, account.account, core))
        const isNew = [...added.values()].map((core) => insertHolder(tx, account.account, core, isWatched))
        return isNew.filter(Boolean).length
      })
      this.#count += created
      for (const core of added.values()) await this.#addHolder(account.account, core, isWatched)
      if (!isWatched) for (const core of cores) await this.#makeKept(account.account, core)
      return cores.map((core, at) => isKnown[at]! || added.has(toHex(core)))
    })
  }

  async #addHolder(account: Uint8Array, core: Uint8Array, isWatched: boolean): Promise<void> {
    const holder: Holder = { account, isWatched, bytes: 0, dropped: [] }
    this.#options.budget.addCore(holder)
    const kept = await this.find(core)
    if (kept === null) return
    const id = toHex(account)
    if (!kept.holders.has(id)) kept.holders.set(id, holder)
    this.#options.budget.change(kept.holders.get(id)!, kept.bytes)
    kept.flushedLength = Math.min(kept.flushedLength, kept.countLength())
    this.#unflushed.add(kept)
  }

  async #makeKept(account: Uint8Array, core: Uint8Array): Promise<void> {
    const holder = (await this.#open.findOpen(core))?.find(account)
    if (holder?.isWatched !== true) return
    this.#options.budget.removeCore(holder)
    holder.isWatched = false
    this.#options.budget.addCore(holder)
  }

  /** Opens a core by its discovery key. Null if nobody holds it. */
  async findByDiscoveryKey(key: Uint8Array): Promise<KeptCore | null> {
    const core = findByDiscoveryKey(this.#options.ledger, key)
    return core === null ? null : this.find(core)
  }

  /** Opens a core. Null if nobody holds it. */
  find(core: Uint8Array): Promise<KeptCore | null> {
    return this.#open.find(core)
  }

  /** Returns the core if it is open already. */
  findOpen(core: Uint8Array): Promise<KeptCore | null> {
    return this.#open.findOpen(core)
  }

  /** Call this when a block has arrived. Clears it if everybody dropped it meanwhile. */
  async addBlock(kept: KeptCore, position: number, bytes: number): Promise<void> {
    const { budget, foreignCores } = this.#options
    if (kept.isDroppedByAll(position)) return foreignCores.clear(kept.key, position, position + 1)
    kept.blocks++
    kept.bytes += bytes
    budget.storedBytes += bytes
    for (const holder of kept.holders.values())
      if (endAround(holder.dropped, position) === null) budget.change(holder, holder.bytes + bytes)
    this.#unflushed.add(kept)
  }

  /**
   * Records the blocks that will never come, as their writer says, so that nobody waits for them.
   * One transaction, however many ranges a block names. True if the block named one that is missing.
   */
  async recordCleared(kept: KeptCore, position: number, block: Uint8Array): Promise<boolean> {
    const cleared = readCleared(kept.key, position, block)
    if (cleared === null) return false
    return this.#changing.run(async () => {
      const gaps = cleared
        .flatMap(({ start, end }) => listGaps(kept.core, start, end))
        .map(([start, until]) => ({ start, until }))
      const added = [...kept.holders.values()].flatMap((holder) => this.#addGaps(holder, gaps))
      if (added.length === 0) return false
      await this.#options.ledger.write((tx) =>
        added.forEach(({ account, range }) => insertDropped(tx, account, kept.key, range)),
      )
      this.#unflushed.add(kept)
      kept.endDropped()
      return true
    })
  }

  #addGaps(holder: Holder, gaps: readonly Range[]): { account: Uint8Array; range: Range }[] {
    const { account } = holder
    return gaps.flatMap((gap) => {
      const dropped = addRange(holder.dropped, gap)
      const added = dropped.length - holder.dropped.length
      if (added > 0 && !this.#dropped.hasRoom(account, holder.dropped.length)) return []
      holder.dropped = dropped
      this.#dropped.change(account, added)
      const range = dropped.find(({ start, until }) => start <= gap.start && gap.until <= until)
      return range === undefined ? [] : [{ account, range }]
    })
  }

  /** Clears a range of a customer's core, as far as nobody else needs it. */
  drop(account: Uint8Array, core: Uint8Array, range: Range): Promise<void> {
    return this.#changing.run(async () => {
      const kept = await this.find(core)
      const holder = kept?.find(account)
      if (!kept || !holder) return
      const dropped = addRange(holder.dropped, range)
      const added = dropped.length - holder.dropped.length
      if (added > 0 && !this.#dropped.hasRoom(account, holder.dropped.length)) return
      const joined = dropped.find(({ start, until }) => start <= range.start && range.until <= until)
      if (joined === undefined) return
      await this.#options.ledger.write((tx) => insertDropped(tx, account, core, joined))
      this.#dropped.change(account, added)
      let bytes = 0
      for (const { start, until } of withoutRanges(range, holder.dropped))
        bytes += await countStoredBytes(kept.core, start, until)
      holder.dropped = dropped
      this.#options.budget.change(holder, holder.bytes - bytes)
      this.#unflushed.add(kept)
      kept.endDropped()
      await this.#clearDropped(kept, range)
    })
  }

  async #clearDropped(kept: KeptCore, range: Range): Promise<void> {
    for (const { start, until } of kept.listDroppedByAll()) {
      const from = Math.max(start, range.start)
      const to = Math.min(until, range.until, kept.core.length)
      if (from < to) await this.#clear(kept, from, to)
    }
  }

  async #clear(kept: KeptCore, start: number, end: number): Promise<void> {
    const bytes = await countStoredBytes(kept.core, start, end)
    const blocks = await kept.core.count(start, end)
    await this.#options.foreignCores.clear(kept.key, start, end)
    kept.blocks -= blocks
    kept.bytes -= bytes
    this.#options.budget.storedBytes -= bytes
    this.#countCleared(bytes)
  }

  /** Frees disk space in the background, if it is worth the work. */
  #countCleared(bytes: number): void {
    this.#clearedBytes += bytes
    if (this.#clearedBytes < WORTH_COMPACTING_BYTES || this.#compacting !== null) return
    this.#clearedBytes = 0
    this.#compacting = this.#options.shelf
      .compact()
      .catch((error: unknown) => this.#options.log.warn('not-compacted', { message: String(error) }))
      .finally(() => (this.#compacting = null))
  }

  /** Ends the holding of these cores by an account. The last holder's end clears the core. */
  release(account: Uint8Array, cores: readonly Uint8Array[]): Promise<void> {
    return this.#changing.run(async () => {
      for (const core of cores) await this.#releaseOne(account, core)
    })
  }

  async releaseAll(account: Uint8Array): Promise<void> {
    await this.release(account, listCoresOf(this.#options.ledger, account))
  }

  /** Ends the holding by everybody, because the core is not one that a station may keep. */
  async discard(kept: KeptCore): Promise<void> {
    for (const { account } of [...kept.holders.values()]) await this.release(account, [kept.key])
  }

  async #releaseOne(account: Uint8Array, core: Uint8Array): Promise<void> {
    const kept = await this.find(core)
    const holder = kept?.find(account)
    if (!kept || !holder) return
    const isGone = await this.#options.ledger.write((tx) => deleteHolder(tx, account, core))
    if (isGone) this.#count--
    this.#dropped.change(account, -holder.dropped.length)
    this.#options.budget.removeCore(holder)
    kept.holders.delete(toHex(account))
    if (kept.holders.size > 0) {
      this.#unflushed.add(kept)
      return this.#clearDropped(kept, { start: 0, until: kept.core.length })
    }
    this.#unflushed.delete(kept)
    await this.#options.foreignCores.clear(core, 0, kept.core.length)
    this.#options.budget.storedBytes -= kept.bytes
    this.#countCleared(kept.bytes)
    await this.#open.close(kept)
  }

  /** Returns the length of a core that is on the disk. 0 for an unknown core. */
  async flushedLengthOf(core: Uint8Array): Promise<number> {
    const open = await this.#open.findOpen(core)
    return open?.flushedLength ?? findCoreRow(this.#options.ledger, core)?.length ?? 0
  }

  async isUnflushed(core: Uint8Array): Promise<boolean> {
    const open = await this.#open.findOpen(core)
    return open !== null && this.#unflushed.has(open)
  }

  /** Writes everything that has arrived until now to the disk. @throws NO_SPACE */
  flush(): Promise<void> {
    return this.#unflushed.flush()
  }

  async close(): Promise<void> {
    this.#open.stop()
    await this.flush().catch(() => undefined)
    await this.#compacting
  }
}

/** True if the core can be one of ours: the right manifest, and no block above the limit. */
export function isFit({ core }: KeptCore): boolean {
  return findWriter(core) !== null && core.byteLength <= core.length * MAX_BLOCK_BYTES
}
