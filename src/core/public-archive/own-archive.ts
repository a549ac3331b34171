// Our own archive: rows in the ledger, and a Hyperbee that is derived from them so
// that others can browse it. After "notify": the rows change in the transaction of
// a post. The new length is announced only when it is on the disk.
import { Emitter, equalBytes, Mutex, silentLog, type Log } from '../base/index.ts'
import type { Core, OwnCores } from '../cores/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { entryForm, encodeObjectValue, listKeysOf, objectKey, partKey, SUMMARY_KEY } from './archive-entry.ts'
import type { ArchiveEntry } from './archive-entry.ts'
import { summaryForm, type ArchivePage, type ArchiveQuery } from './archive-page.ts'
import {
  findPost,
  listChanged,
  readPage,
  readState,
  readSummary,
  writePost,
  type PostRow,
} from './archive-rows.ts'
import { openBee } from './bee-core.ts'

/** The announcement: the Hyperbee in this core, at this length. */
interface ArchiveMark {
  core: Uint8Array
  length: number
}

interface Parts {
  ledger: Ledger
  ownCores: OwnCores
  log?: Log
}

const APPLY_AT_ONCE = 500

export class OwnArchive {
  readonly events = new Emitter<{ moved: ArchiveMark }>()
  readonly #ledger: Ledger
  readonly #ownCores: OwnCores
  readonly #log: Log
  readonly #syncing = new Mutex()
  #isClosed = false

  constructor(parts: Parts) {
    this.#ledger = parts.ledger
    this.#ownCores = parts.ownCores
    this.#log = parts.log ?? silentLog
  }

  /**
   * Adds a post. The post that it replaces leaves the lists, but can still be found by its object.
   */
  put(tx: Transaction, entry: ArchiveEntry): void {
    const replaced = entry.replaces === null ? null : findPost(tx, entry.replaces)
    if (replaced?.state === 'listed') writePost(tx, replaced.entry, 'replaced')
    // A post that was replaced meanwhile can be announced again, for another
    // audience. It then stays replaced.
    writePost(tx, entry, findPost(tx, entry.object)?.state === 'replaced' ? 'replaced' : 'listed')
  }

  /** Adds a part of an album. The part that it replaces can no longer be found. */
  putPart(tx: Transaction, entry: ArchiveEntry): void {
    const replaced = entry.replaces === null ? null : findPost(tx, entry.replaces)
    if (replaced?.state === 'part') writePost(tx, replaced.entry, 'removed')
    writePost(tx, entry, 'part')
  }

  /**
   * Removes a post or a part from all lists, also a replaced one. The post that it
   * replaced does not return.
   */
  remove(tx: Transaction, object: Uint8Array): void {
    const row = findPost(tx, object)
    if (row !== null && row.state !== 'removed') writePost(tx, row.entry, 'removed')
  }

  /** Null if the object was never added, or was removed. */
  find(rows: Rows, object: Uint8Array): { entry: ArchiveEntry; isReplaced: boolean } | null {
    const row = findPost(rows, object)
    if (row === null || row.state === 'removed') return null
    return { entry: row.entry, isReplaced: row.state === 'replaced' }
  }

  page(rows: Rows, query: ArchiveQuery): ArchivePage {
    return readPage(rows, query)
  }

  /** The length that is on the disk and may be announced. Null before the first post. */
  get mark(): ArchiveMark | null {
    const { core } = readState(this.#ledger)
    const length = core === null ? 0 : this.#ownCores.lengthOf(core)
    return core === null || length === 0 ? null : { core, length }
  }

  /**
   * Updates the Hyperbee from the rows. If it fails (on a full disk), the next call continues.
   * @throws NO_SPACE, DAMAGED
   */
  sync(): Promise<void> {
    return this.#syncing.run(() => this.#sync())
  }

  async #sync(): Promise<void> {
    if (this.#isClosed || this.#ledger.isDamaged) return
    const state = readState(this.#ledger)
    if (state.applied === state.revision && (state.core === null || (await this.#findAtMark()) !== null))
      return
    let core = (await this.#findAtMark()) ?? (await this.#startGeneration())
    for (;;) {
      const { applied } = readState(this.#ledger)
      const rows = listChanged(this.#ledger, applied, APPLY_AT_ONCE)
      if (rows.length === 0 || this.#isClosed) break
      core = await this.#apply(core, rows)
    }
    this.events.emit('moved', { core: core.key, length: core.length })
  }

  /** Returns the current core, if it is exactly at its mark. Otherwise null. */
  async #findAtMark(): Promise<Core | null> {
    const { core: key, treeHash } = readState(this.#ledger)
    if (key === null || this.#ownCores.isFrozen(key)) return null
    const core = await this.#ownCores.openCore(key)
    const isAtMark =
      core.length === this.#ownCores.lengthOf(key) &&
      (treeHash === null ? core.length === 0 : equalBytes(await core.treeHash(), treeHash))
    if (isAtMark) return core
    this.#log.warn('archive-rebuilt', { length: core.length, mark: this.#ownCores.lengthOf(key) })
    return null
  }

  /** Creates a core. All rows are written to it again. */
  async #startGeneration(): Promise<Core> {
    const key = await this.#ledger.write((tx) => {
      const created = this.#ownCores.create(tx, 'archive')
      tx.run('UPDATE archive_state SET core = ?, applied = 0, tree_hash = NULL', created)
      tx.run(`DELETE FROM archive_posts WHERE state = 'removed'`)
      return created
    })
    return this.#ownCores.openCore(key)
  }

  /** Appends and syncs one batch of blocks, then moves the mark. */
  async #apply(core: Core, rows: PostRow[]): Promise<Core> {
    const bee = openBee(core, (blocks) => this.#ownCores.appendDerived(core.key, blocks))
    const batch = bee.batch()
    try {
      for (const row of rows) await applyRow(batch, row)
      await batch.put(SUMMARY_KEY, summaryForm.encode(readSummary(this.#ledger)))
      await batch.flush()
    } catch (error) {
      await batch.close()
      throw error
    }
    await this.#ownCores.sync()
    const treeHash = await core.treeHash()
    const applied = rows.at(-1)!.revision
    await this.#ledger.write((tx) => {
      this.#ownCores.moveMark(tx, core.key, core.length)
      tx.run('UPDATE archive_state SET applied = ?, tree_hash = ?', applied, treeHash)
      tx.run(`DELETE FROM archive_posts WHERE state = 'removed' AND revision <= ?`, applied)
    })
    return core
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#syncing.run(() => undefined)
  }
}

interface Batch {
  put(key: Uint8Array, value: Uint8Array): Promise<void>
  del(key: Uint8Array): Promise<void>
}

/** Deleting an absent key appends no block. */
async function applyRow(batch: Batch, { entry, state }: PostRow): Promise<void> {
  const listed = entryForm.encode(entry)
  if (state === 'part') return batch.put(partKey(entry), listed)
  if (state === 'removed') await batch.del(partKey(entry))
  for (const key of listKeysOf(entry)) {
    if (state === 'listed') await batch.put(key, listed)
    else await batch.del(key)
  }
  const key = objectKey(entry.object)
  if (state === 'removed') await batch.del(key)
  else await batch.put(key, encodeObjectValue(entry.at, state === 'replaced' ? entry : null))
}
