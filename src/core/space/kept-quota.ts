// The quota for others' files, and the eviction when it is reached. Asked before every block that
// is fetched.
// The least recently used file is evicted first; pinned files and files in use never. Bodies of
// opened letters do not count.
import { toHex, type Clock, type Log } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { DiskRoom, ForeignCores } from '../cores/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import { blockCountOf, CHUNK_BYTES } from '../seal/index.ts'
import { objectId, type Ref } from '../store/index.ts'
import type { Clearing } from './clearing.ts'
import {
  findKeptFile,
  forgetKeptFile,
  listEvictable,
  recordHere,
  recordUse,
  sumKept,
  type KeptFile,
} from './kept-files.ts'

export interface QuotaParts {
  ledger: Ledger
  foreignCores: ForeignCores
  clearing: Clearing
  disk: DiskRoom
  clock: Clock
  log: Log
  /** Records that the file is no longer passed on to other readers. */
  forgetAttached: (tx: Transaction, file: Uint8Array) => void
  onChanged: () => void
}

/** The default: the size of the largest possible file. */
export const DEFAULT_QUOTA_BYTES = 64 * 1024 ** 3
/** Evict this much more than needed, so that not every block triggers an eviction. */
const HEADROOM_BYTES = 64 << 20

interface Use {
  count: number
  /** Bytes fetched in this use that are not in the row yet. */
  fetched: number
}

export class KeptQuota {
  readonly #parts: QuotaParts
  readonly #inUse = new Map<string, Use>()
  /** Files that are evicted, and have a row until that is on disk. */
  readonly #going = new Set<string>()
  /** Bytes in the rows, plus bytes fetched since. */
  #bytes: number
  #quota: number
  #counting: Promise<void> = Promise.resolve()

  constructor(parts: QuotaParts) {
    this.#parts = parts
    this.#bytes = sumKept(parts.ledger, false).bytes
    this.#quota =
      parts.ledger.get<{ quotaBytes: number | null }>('SELECT quota_bytes AS quotaBytes FROM space_facts')
        ?.quotaBytes ?? DEFAULT_QUOTA_BYTES
  }

  get quotaBytes(): number {
    return this.#quota
  }

  /** Sets the quota and evicts what exceeds it. */
  async setQuota(bytes: number): Promise<void> {
    await this.#parts.ledger.write((tx) => tx.run('UPDATE space_facts SET quota_bytes = ?', bytes))
    this.#quota = bytes
    await this.#evict(0)
  }

  /** Marks another person's file as in use. */
  begin(file: { ref: Ref; letter: Uint8Array; name: string; size: number }): {
    makeRoom: (bytes: number) => Promise<void>
    end: (chunks: number | null) => void
  } {
    const id = objectId(file.ref)
    const use = this.#inUse.get(toHex(id)) ?? { count: 0, fetched: 0 }
    use.count++
    this.#inUse.set(toHex(id), use)
    let isEnded = false
    return {
      makeRoom: async (bytes) => {
        this.#makeRoom(bytes)
        await this.#parts.disk.spend(bytes)
        use.fetched += bytes
        this.#bytes += bytes
      },
      end: (chunks) => {
        if (isEnded) return
        isEnded = true
        this.#counting = this.#counting
          .then(() => this.#count(id, { ...file, chunks }, use))
          // Blocks that came while an earlier use was counted are known only now.
          .then(() => this.#evictSoon(0))
      },
    }
  }

  /** @throws QUOTA if not enough files may be evicted */
  #makeRoom(bytes: number): void {
    const missing = this.#bytes + bytes - this.#quota
    if (missing <= 0) return
    if (bytesOf(this.#listEvictable()) < missing)
      throw new EngineError('QUOTA', 'The quota for files of others is used up.', {
        details: { reason: 'space', quotaBytes: this.#quota },
      })
    void this.#evictSoon(bytes + Math.min(HEADROOM_BYTES, this.#quota / 16))
  }

  /** What cannot be evicted now is at the next use. */
  #evictSoon(bytes: number): Promise<void> {
    return this.#evict(bytes).catch((error: unknown) =>
      this.#parts.log.warn('not-evicted', { message: String(error) }),
    )
  }

  async #evict(bytes: number): Promise<void> {
    const going: KeptFile[] = []
    let missing = this.#bytes + bytes - this.#quota
    for (const kept of missing > 0 ? this.#listEvictable() : []) {
      if (missing <= 0) break
      going.push(kept)
      missing -= kept.bytes
    }
    if (going.length > 0) await this.#giveUp(going)
  }

  #listEvictable(): KeptFile[] {
    const isFree = (id: string): boolean => !this.#inUse.has(id) && !this.#going.has(id)
    return listEvictable(this.#parts.ledger).filter(({ file }) => isFree(toHex(file)))
  }

  /** Drops copies, also pinned ones. Returns their bytes. */
  async drop(files: readonly KeptFile[]): Promise<number> {
    await this.#giveUp(files)
    return bytesOf(files)
  }

  /** Subtracts them at once, so that a concurrent call does not evict for the same need again. */
  async #giveUp(files: readonly KeptFile[]): Promise<void> {
    const { clearing, onChanged } = this.#parts
    const ids = files.map(({ file }) => toHex(file))
    for (const id of ids) this.#going.add(id)
    this.#bytes -= bytesOf(files)
    try {
      await this.#forget(files)
    } catch (error) {
      this.#bytes += bytesOf(files)
      throw error
    } finally {
      for (const id of ids) this.#going.delete(id)
    }
    await clearing.clear()
    onChanged()
  }

  #forget(files: readonly KeptFile[]): Promise<void> {
    const { ledger, clearing, forgetAttached } = this.#parts
    return ledger.write((tx) => {
      for (const { file, core, start, blocks, bytes } of files) {
        forgetKeptFile(tx, file)
        forgetAttached(tx, file)
        clearing.doom(tx, { core, start, end: start + blocks, bytes })
      }
    })
  }

  /** Writes to the row how much of the file is here. No row is written if nothing is here. */
  async #count(
    id: Uint8Array,
    read: { ref: Ref; letter: Uint8Array; name: string; size: number; chunks: number | null },
    use: Use,
  ): Promise<void> {
    const { ref, letter, name, size } = read
    const { ledger, foreignCores, clock, log } = this.#parts
    try {
      const blocks = blockCountOf(ref.chunkCount)
      const chunks = read.chunks ?? ref.chunkCount
      const here = await foreignCores.countHere(ref.core, ref.start, ref.start + chunks)
      const bytes = here === chunks ? size : Math.min(size, here * CHUNK_BYTES)
      const { fetched } = use
      const before = findKeptFile(ledger, id)?.bytes ?? 0
      await ledger.write((tx) => {
        if (here === 0) return
        const range = { core: ref.core, start: ref.start, blocks }
        recordUse(tx, { file: id, letter, author: ref.person, ...range, name, size, usedAt: clock.now() })
        recordHere(tx, id, bytes, here === chunks)
      })
      use.fetched -= fetched
      this.#bytes += bytes - before - fetched
    } catch (error) {
      // The file is counted again at its next use.
      log.warn('kept-not-counted', { message: String(error) })
    } finally {
      if (--use.count === 0) this.#inUse.delete(toHex(id))
    }
  }

  /** Resolves when all ended uses are counted. */
  async finishCounting(): Promise<void> {
    await this.#counting
  }
}

const bytesOf = (files: readonly KeptFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0)
