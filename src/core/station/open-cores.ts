// The open cores of a station. A core is opened when a peer asks for it or its blocks are fetched,
// and closed when nobody needed it for a while. Above a limit the core that was used longest ago is
// closed, even if peers have it attached: they ask for it again.
import { toHex, type Clock, type Log, type Mutex } from '../base/index.ts'
import { countStoredBytes, type Core, type CoreShelf, type ForeignCores } from '../cores/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Budget } from './budget.ts'
import { findCoreRow, listHolders, updateCounts } from './core-rows.ts'
import { KeptCore } from './kept-core.ts'
import type { UnflushedCores } from './unflushed-cores.ts'

export interface OpenLimits {
  /** An open core takes some 30 KB of memory. */
  atMost: number
  /** A core that no peer has attached is closed after this time without use. */
  idleMs: number
}

export const OPEN_LIMITS: OpenLimits = { atMost: 4_096, idleMs: 60_000 }
/** Longer than a caller needs from the finding of a core to its first use. */
const LEAST_OPEN_MS = 2_000
const LOOK_MS = 5_000
const LOOK_SOON_MS = 250

export interface OpenCoresOptions {
  ledger: Ledger
  shelf: CoreShelf
  foreignCores: ForeignCores
  budget: Budget
  unflushed: UnflushedCores
  /** Nothing is closed while a change of holders or blocks runs in it. */
  changing: Mutex
  /** Takes the core from every peer. */
  detach: (core: Core) => void
  /** Called when a block of a core was sent to a device. */
  onSent: (kept: KeptCore, device: Uint8Array, bytes: number) => void
  limits: OpenLimits
  clock: Clock
  log: Log
}

export class OpenCores {
  readonly #options: OpenCoresOptions
  /** In the order of their last use. */
  readonly #open = new Map<string, KeptCore>()
  readonly #opening = new Map<string, Promise<KeptCore>>()
  readonly #closing = new Map<string, Promise<void>>()
  #timer: NodeJS.Timeout | null = null
  #looksAt = Infinity
  #isClosed = false

  constructor(options: OpenCoresOptions) {
    this.#options = options
  }

  list(): KeptCore[] {
    return [...this.#open.values()]
  }

  get size(): number {
    return this.#open.size
  }

  get limit(): number {
    return this.#options.limits.atMost
  }

  /** Opens a core. Null if nobody holds it. */
  async find(core: Uint8Array): Promise<KeptCore | null> {
    const id = toHex(core)
    const open = this.#open.get(id)
    if (open !== undefined && !open.core.closed) return this.#use(id, open)
    if (findCoreRow(this.#options.ledger, core) === null) return null
    let opening = this.#opening.get(id)
    if (opening === undefined) {
      opening = this.#start(id, core, open).finally(() => this.#opening.delete(id))
      this.#opening.set(id, opening)
    }
    return opening
  }

  /** Returns the core if it is open already. */
  async findOpen(core: Uint8Array): Promise<KeptCore | null> {
    const id = toHex(core)
    return this.#open.get(id) ?? (await this.#opening.get(id)?.catch(() => null)) ?? null
  }

  #use(id: string, kept: KeptCore): KeptCore {
    kept.usedAtMs = this.#options.clock.monotonicMs()
    this.#open.delete(id)
    this.#open.set(id, kept)
    this.#lookIn(this.#open.size > this.#options.limits.atMost ? LOOK_SOON_MS : LOOK_MS)
    return kept
  }

  /** @param spoiled the core if Hypercore closed it, because it saw two versions */
  async #start(id: string, key: Uint8Array, spoiled: KeptCore | undefined): Promise<KeptCore> {
    const { ledger, foreignCores } = this.#options
    await this.#closing.get(id)
    if (spoiled !== undefined) {
      this.#options.unflushed.delete(spoiled)
      await ledger.write((tx) => updateCounts(tx, spoiled))
    }
    const core = await foreignCores.openCore(key)
    const row = findCoreRow(ledger, key) ?? { blocks: 0, bytes: 0, length: 0 }
    const kept = new KeptCore(core, { ...row, holders: listHolders(ledger, key) })
    await this.#compare(kept, row.length)
    for (const event of ['download', 'upload'] as const)
      core.on(event, () => {
        if (this.#open.get(id) === kept) this.#use(id, kept)
      })
    core.on(
      'upload',
      (_position: number, bytes: number, { remotePublicKey }: { remotePublicKey: Uint8Array }) =>
        this.#options.onSent(kept, remotePublicKey, bytes),
    )
    return this.#use(id, kept)
  }

  /** After a crash the disk has more or fewer blocks than the table says. */
  async #compare(kept: KeptCore, flushedLength: number): Promise<void> {
    const { unflushed, shelf } = this.#options
    const { core } = kept
    const isCounted = (await core.count(0, core.length)) === kept.blocks
    if (isCounted && kept.countLength() === flushedLength) return
    if (!isCounted) await this.#countAgain(kept)
    const length = kept.countLength()
    // A block that came after its time was out may not be on the disk yet.
    await shelf.flush()
    kept.flushedLength = length
    unflushed.add(kept)
  }

  async #countAgain(kept: KeptCore): Promise<void> {
    const { budget } = this.#options
    const { core } = kept
    const bytes = await countStoredBytes(core, 0, core.length)
    budget.storedBytes += bytes - kept.bytes
    kept.bytes = bytes
    kept.blocks = await core.count(0, core.length)
    for (const holder of kept.holders.values()) {
      let dropped = 0
      for (const { start, until } of holder.dropped) dropped += await countStoredBytes(core, start, until)
      budget.change(holder, bytes - dropped)
    }
  }

  #lookIn(ms: number): void {
    const { clock } = this.#options
    const at = clock.monotonicMs() + Math.min(ms, this.#options.limits.idleMs)
    if (this.#isClosed || (this.#timer !== null && this.#looksAt <= at)) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#looksAt = at
    this.#timer = setTimeout(() => void this.#look(), Math.min(ms, this.#options.limits.idleMs)).unref()
  }

  async #look(): Promise<void> {
    this.#timer = null
    try {
      if (this.#listIdle().length > 0) await this.#closeIdle()
    } catch (error) {
      this.#options.log.warn('cores-not-closed', { reason: error instanceof Error ? error.name : 'unknown' })
    }
    if (this.#open.size > this.#options.limits.atMost) this.#lookIn(LOOK_SOON_MS)
    else if (this.#open.size > 0) this.#lookIn(LOOK_MS)
  }

  /** What may be closed, the longest unused first. */
  #listIdle(): KeptCore[] {
    const { clock, limits } = this.#options
    const now = clock.monotonicMs()
    let excess = this.#open.size - limits.atMost
    const idle: KeptCore[] = []
    for (const kept of this.#open.values()) {
      const unusedMs = now - kept.usedAtMs
      const isDue = unusedMs >= limits.idleMs && kept.core.peers.length === 0
      if (kept.users > 0 || (!isDue && excess <= 0)) continue
      if (unusedMs < Math.min(LEAST_OPEN_MS, limits.idleMs)) break
      idle.push(kept)
      excess--
    }
    return idle
  }

  /** Their counts are written first, because only an open core is compared with its row. */
  #closeIdle(): Promise<void> {
    const { unflushed, changing } = this.#options
    return changing.run(async () => {
      if (this.#listIdle().some((kept) => unflushed.has(kept))) await unflushed.flush()
      const idle = this.#listIdle().filter((kept) => !unflushed.has(kept))
      await Promise.all(idle.map((kept) => this.close(kept)))
    })
  }

  /** Closes a core, also one that is in use. */
  async close(kept: KeptCore): Promise<void> {
    const id = toHex(kept.key)
    if (this.#open.get(id) === kept) this.#open.delete(id)
    this.#options.detach(kept.core)
    const closing = kept.core.close().finally(() => this.#closing.delete(id))
    this.#closing.set(id, closing)
    await closing
  }

  /** Ends the closing of idle cores. The shelf closes those that are still open. */
  stop(): void {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }
}
