// Reads one page of a foreign archive at the announced length, within a block and time budget.
// After "replicate": the announcement came in the author's feed. All of it is
// public, and nothing in it is trusted.
import { concatBytes, MalformedRecord, toHex, UnknownForm, type Clock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { isSignedByDevice, type ForeignCores } from '../cores/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import {
  archivedObjectForm,
  listKey,
  listPrefix,
  objectKey,
  PART_PREFIX,
  partKey,
  positionInKey,
  readListed,
  readPart,
  SUMMARY_KEY,
} from './archive-entry.ts'
import type { ArchiveEntry, ArchivePosition } from './archive-entry.ts'
import { summaryForm, type ArchivePage, type ArchiveQuery } from './archive-page.ts'
import { MAX_BEE_BLOCK_BYTES } from './bee-block.ts'
import { BeeWalk, type BeeSource, type Found } from './bee-walk.ts'

/** The announcement of an author: this core of this device, up to this length. */
export interface AnnouncedArchive {
  core: Uint8Array
  device: Uint8Array
  length: number
}

interface Parts {
  foreignCores: ForeignCores
  clock: Clock
  badInput: BadInput
}

/**
 * Budget for the path to the page and for the summary. Each post of a page adds
 * BLOCKS_PER_POST for its nodes.
 */
const BASE_BLOCKS = 96
const BLOCKS_PER_POST = 8
const MAX_REMEMBERED = 1000
const AFTER_ALL = Buffer.alloc(41, 0xff)

export class ForeignArchive {
  readonly #parts: Parts
  /** Malformed archives, of which nothing more is fetched. */
  readonly #refused = new Set<string>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * @throws AUTHOR_AWAY if a block did not arrive in time, ALTERED if the archive
   * is malformed, NO_SPACE
   */
  page(archive: AnnouncedArchive, query: ArchiveQuery, waitMs: number): Promise<ArchivePage> {
    const blocks = BASE_BLOCKS + BLOCKS_PER_POST * query.limit
    return this.#read(archive, blocks, waitMs, async (walk) => {
      const prefix = listPrefix(query.tag)
      const to = query.before === null ? concatBytes(prefix, AFTER_ALL) : listKey(query.tag, query.before)
      const found = await walk.collect({ from: prefix, to, limit: query.limit + 1 })
      const page = this.#cut(archive, prefix, found, query.limit, ({ key, value }) =>
        readListed(query.tag, key, value),
      )
      const summary = await walk.find(SUMMARY_KEY)
      const known = summary === null ? null : this.#readKnown(archive, () => summaryForm.decode(summary))
      return { ...page, summary: known ?? { total: 0, tags: [] } }
    })
  }

  /**
   * At most `limit` parts of the author's albums before a position, the latest first.
   * @throws AUTHOR_AWAY, ALTERED, NO_SPACE
   */
  parts(
    archive: AnnouncedArchive,
    { before, limit }: { before: ArchivePosition | null; limit: number },
    waitMs: number,
  ): Promise<Pick<ArchivePage, 'entries' | 'next'>> {
    return this.#read(archive, BASE_BLOCKS + BLOCKS_PER_POST * limit, waitMs, async (walk) => {
      const to = before === null ? concatBytes(PART_PREFIX, AFTER_ALL) : partKey(before)
      const found = await walk.collect({ from: PART_PREFIX, to, limit: limit + 1 })
      return this.#cut(archive, PART_PREFIX, found, limit, ({ key, value }) => readPart(key, value))
    })
  }

  /**
   * Cuts a page from at most `limit` + 1 entries, without those of an unknown form.
   * `next` also counts the unknown ones.
   */
  #cut(
    archive: AnnouncedArchive,
    prefix: Uint8Array,
    found: Found[],
    limit: number,
    read: (one: Found) => ArchiveEntry,
  ): Pick<ArchivePage, 'entries' | 'next'> {
    const listed = found.slice(0, limit)
    // Also an entry of an unknown form must have a valid key.
    const positions = listed.map(({ key }) => positionInKey(prefix, key))
    const entries = listed.flatMap((one) => this.#readKnown(archive, () => read(one)) ?? [])
    return { entries, next: found.length > limit ? (positions.at(-1) ?? null) : null }
  }

  /**
   * Null for a record of a newer program, which is counted. The rest of the archive is still read.
   */
  #readKnown<T>({ device }: AnnouncedArchive, read: () => T): T | null {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof UnknownForm)) throw error
      this.#parts.badInput.countRefused('archive-entry', error, device)
      return null
    }
  }

  /**
   * Finds a post by its object, even if it was replaced. Null if the archive does not contain it.
   * @throws AUTHOR_AWAY, ALTERED, NO_SPACE
   */
  find(archive: AnnouncedArchive, object: Uint8Array, waitMs: number): Promise<ArchiveEntry | null> {
    return this.#read(archive, BASE_BLOCKS, waitMs, async (walk) => {
      const value = await walk.find(objectKey(object))
      if (value === null) return null
      const archived = this.#readKnown(archive, () => archivedObjectForm.decode(value))
      if (archived === null) return null
      const { at, entry } = archived
      const key = listKey(null, { at, object })
      if (entry !== null) {
        if (toHex(entry.object) !== toHex(object)) throw new MalformedRecord('the entry is of another object')
        return entry
      }
      const listed = await walk.find(key)
      return listed === null ? null : this.#readKnown(archive, () => readListed(null, key, listed))
    })
  }

  async #read<T>(
    archive: AnnouncedArchive,
    blocks: number,
    waitMs: number,
    read: (walk: BeeWalk) => Promise<T>,
  ): Promise<T> {
    const name = `${toHex(archive.core)} ${archive.length}`
    if (this.#refused.has(name)) throw altered('it was found malformed before')
    try {
      return await read(new BeeWalk(await this.#open(archive, blocks, waitMs)))
    } catch (error) {
      if (!(error instanceof MalformedRecord)) throw error
      this.#refuse(name, archive)
      throw altered(error.message)
    }
  }

  #refuse(name: string, { device }: AnnouncedArchive): void {
    // Parallel reads may refuse the same archive several times.
    if (this.#refused.has(name)) return
    this.#parts.badInput.count('archive-malformed', device)
    if (this.#refused.size >= MAX_REMEMBERED) this.#refused.clear()
    this.#refused.add(name)
  }

  /** Reads blocks of the announced length, until the budget of blocks or the time is used up. */
  async #open(
    { core: key, device, length }: AnnouncedArchive,
    budget: number,
    waitMs: number,
  ): Promise<BeeSource> {
    const { foreignCores, clock } = this.#parts
    const core = await foreignCores.openCore(key)
    const endsAt = clock.monotonicMs() + waitMs
    let blocksLeft = budget
    return {
      length,
      async get(index) {
        if (--blocksLeft < 0) throw new MalformedRecord('the page needs too many blocks')
        const block = await foreignCores.fetch(key, index, Math.max(0, endsAt - clock.monotonicMs()))
        if (block === null) throw away(waitMs)
        if (!isSignedByDevice(core.manifest, device))
          throw new MalformedRecord('another device signs the core')
        // After a fetch the signed tree gives the size of the whole core. A valid
        // archive is never larger than this limit.
        if (block.byteLength > MAX_BEE_BLOCK_BYTES || core.byteLength > core.length * MAX_BEE_BLOCK_BYTES)
          throw new MalformedRecord('the blocks are too long')
        return block
      },
    }
  }
}

function away(waitedMs: number): EngineError {
  return new EngineError('AUTHOR_AWAY', 'No device with this archive is connected.', {
    details: { waitedMs },
  })
}

function altered(evidence: string): EngineError {
  return new EngineError('ALTERED', 'This archive is malformed.', { details: { evidence } })
}
