// Another's archive: a page of it, read at the length that its author has announced, for so many blocks and no longer than told.
// After "replicate": the announcement came with the author's feed; everything here is public and none of it is believed.
import { concatBytes, MalformedRecord, toHex, UnknownForm, type Clock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { isSignedByDevice, type ForeignCores } from '../cores/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import {
  decodeObjectValue,
  listKey,
  listPrefix,
  objectKey,
  PART_PREFIX,
  partKey,
  placeInKey,
  readListed,
  readPart,
  SUMMARY_KEY,
} from './archive-entry.ts'
import type { ArchiveEntry, ArchivePlace } from './archive-entry.ts'
import { decodeSummary, type ArchivePage, type ArchiveQuery } from './archive-page.ts'
import { MAX_BEE_BLOCK_BYTES } from './bee-block.ts'
import { BeeWalk, type BeeSource, type Found } from './bee-walk.ts'

/** What an author has announced: this core of this device, up to this length. */
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

/** For the way down and the summary; a post of a page comes with a few nodes of its own. */
const BASE_BLOCKS = 96
const BLOCKS_PER_POST = 8
const MAX_REMEMBERED = 1000
const AFTER_ALL = Buffer.alloc(41, 0xff)

export class ForeignArchive {
  readonly #parts: Parts
  /** Archives that were found to be none, so that nothing more of them is fetched. */
  readonly #refused = new Set<string>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** @throws AUTHOR_AWAY when nobody gave a block in time, ALTERED when it is not as an archive must be, NO_SPACE */
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
      const known = summary === null ? null : this.#known(archive, () => decodeSummary(summary))
      return { ...page, summary: known ?? { total: 0, tags: [] } }
    })
  }

  /** Parts of its author's albums, the latest first; as many as `limit`, from before a place. @throws AUTHOR_AWAY, ALTERED, NO_SPACE */
  parts(
    archive: AnnouncedArchive,
    { before, limit }: { before: ArchivePlace | null; limit: number },
    waitMs: number,
  ): Promise<Pick<ArchivePage, 'entries' | 'next'>> {
    return this.#read(archive, BASE_BLOCKS + BLOCKS_PER_POST * limit, waitMs, async (walk) => {
      const to = before === null ? concatBytes(PART_PREFIX, AFTER_ALL) : partKey(before)
      const found = await walk.collect({ from: PART_PREFIX, to, limit: limit + 1 })
      return this.#cut(archive, PART_PREFIX, found, limit, ({ key, value }) => readPart(key, value))
    })
  }

  /** Of one more than fit: a page of those that are known here, and where the list goes on. */
  #cut(
    archive: AnnouncedArchive,
    prefix: Uint8Array,
    found: Found[],
    limit: number,
    read: (one: Found) => ArchiveEntry,
  ): Pick<ArchivePage, 'entries' | 'next'> {
    const listed = found.slice(0, limit)
    // What is not known may still stand under no key but one of a post.
    const places = listed.map(({ key }) => placeInKey(prefix, key))
    const entries = listed.flatMap((one) => this.#known(archive, () => read(one)) ?? [])
    return { entries, next: found.length > limit ? (places.at(-1) ?? null) : null }
  }

  /** Null, and counted, where only a newer program knows what it says: the rest of the archive is read all the same. */
  #known<T>({ device }: AnnouncedArchive, read: () => T): T | null {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof UnknownForm)) throw error
      this.#parts.badInput.countRefused('archive-entry', error, device)
      return null
    }
  }

  /** A post by its object, also one that was replaced; null when the archive has none. @throws AUTHOR_AWAY, ALTERED, NO_SPACE */
  find(archive: AnnouncedArchive, object: Uint8Array, waitMs: number): Promise<ArchiveEntry | null> {
    return this.#read(archive, BASE_BLOCKS, waitMs, async (walk) => {
      const value = await walk.find(objectKey(object))
      if (value === null) return null
      const archived = this.#known(archive, () => decodeObjectValue(value))
      if (archived === null) return null
      const { at, entry } = archived
      const key = listKey(null, { at, object })
      if (entry !== null) {
        if (toHex(entry.object) !== toHex(object)) throw new MalformedRecord('another post')
        return entry
      }
      const listed = await walk.find(key)
      return listed === null ? null : this.#known(archive, () => readListed(null, key, listed))
    })
  }

  async #read<T>(
    archive: AnnouncedArchive,
    blocks: number,
    waitMs: number,
    read: (walk: BeeWalk) => Promise<T>,
  ): Promise<T> {
    const name = `${toHex(archive.core)} ${archive.length}`
    if (this.#refused.has(name)) throw altered('it was found to be none before')
    try {
      return await read(new BeeWalk(await this.#open(archive, blocks, waitMs)))
    } catch (error) {
      if (!(error instanceof MalformedRecord)) throw error
      this.#refuse(name, archive)
      throw altered(error.message)
    }
  }

  #refuse(name: string, { device }: AnnouncedArchive): void {
    // Several may have read it at once.
    if (this.#refused.has(name)) return
    this.#parts.badInput.count('archive-malformed', device)
    if (this.#refused.size >= MAX_REMEMBERED) this.#refused.clear()
    this.#refused.add(name)
  }

  /** The blocks of the announced length, as many as the budget has, as long as there is time. */
  async #open(
    { core: key, device, length }: AnnouncedArchive,
    budget: number,
    waitMs: number,
  ): Promise<BeeSource> {
    const { foreignCores, clock } = this.#parts
    const core = await foreignCores.take(key)
    const endsAt = clock.monotonicMs() + waitMs
    let blocksLeft = budget
    return {
      length,
      async get(index) {
        if (--blocksLeft < 0) throw new MalformedRecord('a page takes too many blocks')
        const block = await foreignCores.fetch(key, index, Math.max(0, endsAt - clock.monotonicMs()))
        if (block === null) throw away(waitMs)
        if (!isSignedByDevice(core.manifest, device))
          throw new MalformedRecord('the core is another device’s')
        // The signed tree has told by now how long all of it is: more than so many blocks may be is none of ours.
        if (block.byteLength > MAX_BEE_BLOCK_BYTES || core.byteLength > core.length * MAX_BEE_BLOCK_BYTES)
          throw new MalformedRecord('blocks too large')
        return block
      },
    }
  }
}

function away(waitedMs: number): EngineError {
  return new EngineError('AUTHOR_AWAY', 'Nobody who has this archive is there.', { details: { waitedMs } })
}

function altered(evidence: string): EngineError {
  return new EngineError('ALTERED', 'This archive is not as an archive must be.', { details: { evidence } })
}
