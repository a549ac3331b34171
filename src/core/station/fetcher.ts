// Fetches the blocks that customers want kept, from any connected peer, one by one. Accounts take
// turns, and what others write for a customer never waits in the same line as the customer's own.
// A block is asked for only if it surely fits into the account: the limit refuses, never evicts.
import { toHex, type Clock, type Log } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import { readCleared, type CoreShelf, type ForeignCores } from '../cores/index.ts'
import { RequestQueue } from '../network/index.ts'
import { MAX_BLOCK_BYTES } from '../seal/index.ts'
import type { Accounts } from './accounts.ts'
import type { Budget } from './budget.ts'
import type { Holder, KeptCore } from './kept-core.ts'
import { isFit, type KeptCores } from './kept-cores.ts'

const BLOCKS_AT_ONCE = 64
const BLOCK_MS = 10_000
/** A new peer reports what it has shortly after it connects, and no event follows. */
const AFTER_SYNC_MS = 300
const FLUSH_AFTER_MS = 500
/** After a full disk, or blocks that did not come. */
const TRY_AGAIN_MS = 30_000

const NO_RATE = { burst: 1e9, perSecond: 1e9, waiting: 65_536 }
const KEPT_TURNS = { ...NO_RATE, atOnce: 24, atOncePerAsker: 4 }
/** One turn per customer, because the other end may be hostile and never send a block. */
const WATCHED_TURNS = { ...NO_RATE, atOnce: 8, atOncePerAsker: 1 }

interface Options {
  shelf: CoreShelf
  foreignCores: ForeignCores
  keptCores: KeptCores
  accounts: Accounts
  budget: Budget
  clock: Clock
  log: Log
  /** Called when blocks of a core have arrived. */
  onStored: (kept: KeptCore) => void
}

/** Blocks to fetch, and the customer whose account they are checked against. */
interface Round {
  holder: Holder
  positions: number[]
  bytes: number
}

export class Fetcher {
  readonly #options: Options
  readonly #keptTurns: RequestQueue
  readonly #watchedTurns: RequestQueue
  /** Cores whose round waits or runs. True if another one must follow. */
  readonly #busy = new Map<string, boolean>()
  /** Cores with missing blocks that did not fit. */
  readonly #starved = new Set<KeptCore>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #flushTimer: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(options: Options) {
    this.#options = options
    this.#keptTurns = new RequestQueue(KEPT_TURNS, options.clock)
    this.#watchedTurns = new RequestQueue(WATCHED_TURNS, options.clock)
  }

  /** Call this when the core may have grown. Fetches what is missing, in turn. */
  fetch(kept: KeptCore): void {
    const id = toHex(kept.key)
    if (this.#isClosed) return
    if (this.#busy.has(id)) return void this.#busy.set(id, true)
    if (kept.holders.size === 0) return
    this.#busy.set(id, false)
    const turns = kept.isKept ? this.#keptTurns : this.#watchedTurns
    turns
      .runAny(this.#listLines(kept), () => kept.use(() => this.#fetchRound(kept)))
      .catch((error: unknown) => this.#retryLater(kept, error))
      .finally(() => this.#finish(id, kept))
  }

  /** Call this when another peer has the core. */
  refetch(kept: KeptCore): void {
    kept.forgetMissed()
    this.#later(AFTER_SYNC_MS, () => this.fetch(kept))
  }

  /** Call this when an account may have more room than before. */
  wake(): void {
    const starved = [...this.#starved]
    this.#starved.clear()
    for (const kept of starved) if (!kept.core.closed) this.fetch(kept)
  }

  /** True if nothing is missing, or what is missing fits. */
  hasRoom(kept: KeptCore, holder: Holder): boolean {
    return this.#planFor(kept, holder) !== 'full'
  }

  #finish(id: string, kept: KeptCore): void {
    const isMore = this.#busy.get(id) === true
    this.#busy.delete(id)
    if (isMore) this.fetch(kept)
  }

  #retryLater(kept: KeptCore, error: unknown): void {
    this.#options.log.warn('fetch-failed', { reason: reasonOf(error) })
    this.#later(TRY_AGAIN_MS, () => this.fetch(kept))
  }

  /** A core that several customers keep waits in the shortest of their lines, not behind one of them. */
  #listLines(kept: KeptCore): string[] {
    const { isKept } = kept
    return [...kept.holders.values()].flatMap(({ account, isWatched }) =>
      isKept && isWatched ? [] : [toHex(account)],
    )
  }

  async #fetchRound(kept: KeptCore): Promise<void> {
    if (this.#isClosed || kept.core.closed) return
    if (kept.core.length > 0 && !isFit(kept)) return this.#options.keptCores.discard(kept)
    const round = this.#plan(kept)
    if (round === null || !this.#hasSource(kept, round.positions[0]!)) return
    const release = this.#options.budget.reserve(round.holder.account, round.bytes)
    try {
      await this.#options.shelf.room.spend(round.bytes)
      const came = await Promise.all(
        round.positions.map((position) => kept.unlessDropped(position, this.#fetchOne(kept, position))),
      )
      if (came.includes(false)) this.#later(TRY_AGAIN_MS, () => this.fetch(kept))
      if (!came.includes(true)) return
    } finally {
      release()
    }
    this.#busy.set(toHex(kept.key), true)
    this.#reportStored(kept)
  }

  #reportStored(kept: KeptCore): void {
    this.#options.onStored(kept)
    this.#flushLater()
  }

  #plan(kept: KeptCore): Round | null {
    for (const holder of kept.holders.values()) {
      const round = this.#planFor(kept, holder)
      if (round === 'full') this.#starved.add(kept)
      else if (round !== null) return round
    }
    return null
  }

  /** Null if nothing is missing for this holder. */
  #planFor(kept: KeptCore, holder: Holder): Round | 'full' | null {
    const { accounts, budget, clock } = this.#options
    const account = accounts.find(holder.account)
    if (account === null) return null
    const missing = kept.listMissing(holder, BLOCKS_AT_ONCE, clock.monotonicMs())
    if (missing.length === 0) return null
    const roomBytes = budget.roomFor(account, holder)
    // The length in bytes is signed, so no block can be longer than what is missing.
    const missingBytes = Math.max(0, kept.core.byteLength - kept.bytes)
    const isAll = missingBytes <= roomBytes
    // Hypercore (to 11.39.5) stores both of two first blocks that arrive at once, but knows only one
    // of them until the core is opened again. The writer may have removed earlier blocks, so ask for
    // the last one, if all of them fit.
    if (kept.blocks === 0) missing.splice(0, missing.length, isAll ? missing.at(-1)! : missing[0]!)
    const positions = isAll ? missing : missing.slice(0, Math.floor(roomBytes / MAX_BLOCK_BYTES))
    if (positions.length === 0) return 'full'
    return { holder, positions, bytes: Math.min(missingBytes, positions.length * MAX_BLOCK_BYTES) }
  }

  #hasSource({ core }: KeptCore, position: number): boolean {
    return core.peers.some(({ remoteLength }) => remoteLength > position)
  }

  async #fetchOne(kept: KeptCore, position: number): Promise<boolean> {
    const { foreignCores, keptCores, clock } = this.#options
    const block = await foreignCores.fetch(kept.key, position, BLOCK_MS)
    const isHere = block !== null && !kept.core.closed && (await kept.core.has(position))
    if (!isHere || !(await this.#takeCleared(kept, position, block))) {
      kept.recordMissed(position, clock.monotonicMs())
      return false
    }
    await keptCores.addBlock(kept, position, block.byteLength)
    // The round may still wait for the blocks that will never come.
    if (await keptCores.recordCleared(kept, position, block)) this.#reportStored(kept)
    if (block.byteLength > MAX_BLOCK_BYTES) await keptCores.discard(kept)
    return true
  }

  /**
   * Fetches the leaves of the blocks that this one says to be removed. False if they did not come.
   * The word about the removal must then come again: without the leaves nobody is to count on this
   * core.
   */
  async #takeCleared(kept: KeptCore, position: number, block: Uint8Array): Promise<boolean> {
    const { foreignCores } = this.#options
    const removed = readCleared(kept.key, position, block) ?? []
    if (await foreignCores.fetchLeaves(kept.key, removed, BLOCK_MS)) return true
    if (!kept.core.closed) await foreignCores.forget(kept.key, position)
    return false
  }

  #flushLater(): void {
    if (this.#isClosed) return
    this.#flushTimer ??= setTimeout(() => {
      this.#flushTimer = null
      this.#options.keptCores.flush().catch((error: unknown) => {
        this.#options.log.warn('flush-failed', { reason: reasonOf(error) })
        this.#flushLater()
      })
    }, FLUSH_AFTER_MS).unref()
  }

  #later(ms: number, act: () => void): void {
    if (this.#isClosed) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      act()
    }, ms).unref()
    this.#timers.add(timer)
  }

  close(): void {
    this.#isClosed = true
    this.#keptTurns.close()
    this.#watchedTurns.close()
    for (const timer of this.#timers) clearTimeout(timer)
    if (this.#flushTimer !== null) clearTimeout(this.#flushTimer)
  }
}

/** The message of an error could name a core. */
function reasonOf(error: unknown): string {
  if (isEngineError(error)) return error.code
  return error instanceof Error ? error.name : 'unknown'
}
