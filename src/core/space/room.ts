// Room for what is kept of others: a quota, and what goes when it is reached. reference passes here before every block that is fetched.
// What was not used for longest goes first; what is pinned, or in use, never. Bodies of letters are no part of it: what one opened stays one's own.
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
  noteHere,
  noteUse,
  sumKept,
  type KeptFile,
} from './kept-files.ts'

export interface RoomParts {
  ledger: Ledger
  foreignCores: ForeignCores
  clearing: Clearing
  disk: DiskRoom
  clock: Clock
  log: Log
  /** It is not passed on to others any more. */
  forgetAttached: (tx: Transaction, file: Uint8Array) => void
  onChanged: () => void
}

/** Unless somebody says otherwise: as much as the largest file has. */
export const DEFAULT_QUOTA_BYTES = 64 * 1024 ** 3
const EVICT_AT_ONCE = 100
/** So much more is made at once than is asked for, so that it is not asked for again at every block. */
const HEADROOM_BYTES = 64 << 20

interface Use {
  count: number
  /** Fetched since it began, and not counted into its row yet. */
  fetched: number
}

export class Room {
  readonly #parts: RoomParts
  readonly #inUse = new Map<string, Use>()
  /** What is here by the rows, with what was fetched since. */
  #bytes: number
  #quota: number
  #counting: Promise<void> = Promise.resolve()

  constructor(parts: RoomParts) {
    this.#parts = parts
    this.#bytes = sumKept(parts.ledger, false).bytes
    this.#quota =
      parts.ledger.get<{ quotaBytes: number | null }>('SELECT quota_bytes AS quotaBytes FROM space_facts')
        ?.quotaBytes ?? DEFAULT_QUOTA_BYTES
  }

  get quotaBytes(): number {
    return this.#quota
  }

  /** What is too much by it goes at once. */
  async setQuota(bytes: number): Promise<void> {
    await this.#parts.ledger.write((tx) => tx.run('UPDATE space_facts SET quota_bytes = ?', bytes))
    this.#quota = bytes
    await this.#evict(0)
  }

  /** A file of somebody else is read from now on. */
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
        this.#counting = this.#counting.then(() => this.#count(id, { ...file, chunks }, use))
      },
    }
  }

  /** @throws QUOTA when nothing may go for it */
  #makeRoom(bytes: number): void {
    const missing = this.#bytes + bytes - this.#quota
    if (missing <= 0) return
    const free = listEvictable(this.#parts.ledger, -1)
      .filter(({ file }) => !this.#inUse.has(toHex(file)))
      .reduce((sum, kept) => sum + kept.bytes, 0)
    if (free < missing)
      throw new EngineError('QUOTA', 'There is no room left for what is kept of others.', {
        details: { reason: 'space', quotaBytes: this.#quota },
      })
    void this.#evict(bytes + Math.min(HEADROOM_BYTES, this.#quota / 16)).catch((error: unknown) =>
      this.#parts.log.warn('not-evicted', { message: String(error) }),
    )
  }

  /** What goes is counted as gone at once: nobody who asks meanwhile makes the same room again. */
  async #evict(bytes: number): Promise<void> {
    const going: KeptFile[] = []
    while (this.#bytes + bytes > this.#quota) {
      const next = listEvictable(this.#parts.ledger, EVICT_AT_ONCE + going.length).find(
        ({ file }) =>
          !this.#inUse.has(toHex(file)) && !going.some((gone) => toHex(gone.file) === toHex(file)),
      )
      if (next === undefined) break
      going.push(next)
      this.#bytes -= next.bytes
    }
    if (going.length > 0) await this.#giveUp(going)
  }

  /** Their copies go, pinned or not. Gives how much that was. */
  async drop(files: readonly KeptFile[]): Promise<number> {
    const bytes = files.reduce((sum, kept) => sum + kept.bytes, 0)
    this.#bytes -= bytes
    await this.#giveUp(files)
    return bytes
  }

  async #giveUp(files: readonly KeptFile[]): Promise<void> {
    const { ledger, clearing, forgetAttached, onChanged } = this.#parts
    await ledger.write((tx) => {
      for (const { file, core, start, blocks, bytes } of files) {
        forgetKeptFile(tx, file)
        forgetAttached(tx, file)
        clearing.doom(tx, { core, start, end: start + blocks, bytes })
      }
    })
    await clearing.clear()
    onChanged()
  }

  /** What of it is here now is written to its row; nothing of it is none. */
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
        const place = { core: ref.core, start: ref.start, blocks }
        noteUse(tx, { file: id, letter, author: ref.person, ...place, name, size, usedAt: clock.now() })
        noteHere(tx, id, bytes, here === chunks)
      })
      use.fetched -= fetched
      this.#bytes += bytes - before - fetched
    } catch (error) {
      // Counted when it is used again.
      log.warn('kept-not-counted', { message: String(error) })
    } finally {
      if (--use.count === 0) this.#inUse.delete(toHex(id))
    }
  }

  /** Everything that was read by now is counted. */
  async settle(): Promise<void> {
    await this.#counting
  }
}
