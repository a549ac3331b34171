// Space: own objects, which are stored until they are deleted, and others' files, which stay as
// long as the quota allows.
// The facade of this folder for the rest of the engine. Quota, clearing, deletion and report have
// their own files.
import { Emitter } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { CoreShelf, OwnCores } from '../cores/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { markAttachedGone, type DeliveryParts } from '../delivery/index.ts'
import type { BlockRange } from '../store/index.ts'
import { Clearing } from './clearing.ts'
import {
  deleteOwn,
  explainDeletion,
  forgetProven,
  sweepUnlisted,
  type Deleted,
  type Deletion,
  type DeletionParts,
} from './deletion.ts'
import { findKeptFile, listKeptFiles, setPinned, sumKept, type KeptFile } from './kept-files.ts'
import { KeptQuota } from './kept-quota.ts'

export interface SpaceParts {
  letters: DeliveryParts
  ownCores: OwnCores
  shelf: CoreShelf
  forgetFile: (tx: Transaction, object: Uint8Array) => Uint8Array[]
  isListed: (object: Uint8Array) => boolean
  filesWithin: DeletionParts['filesWithin']
  albums: {
    forget: DeletionParts['forgetAlbum']
    /** Runs `act` while no other change of albums runs. */
    alone: <T>(act: () => Promise<T>) => Promise<T>
  }
}

export class Space {
  readonly events = new Emitter<{ changed: undefined }>()
  readonly quota: KeptQuota
  readonly #parts: SpaceParts
  readonly #clearing: Clearing
  readonly #deletion: DeletionParts

  constructor(parts: SpaceParts) {
    const { letters, ownCores, shelf, forgetFile, isListed, filesWithin, albums } = parts
    const { ledger, foreignCores, clock, log } = letters
    this.#parts = parts
    this.#clearing = new Clearing({ ledger, shelf, ownCores, foreignCores, log })
    this.#deletion = {
      ...{ letters, clearing: this.#clearing, forgetFile, isListed, filesWithin },
      forgetAlbum: albums.forget,
    }
    this.quota = new KeptQuota({
      ...{ ledger, foreignCores, clock, log },
      clearing: this.#clearing,
      disk: shelf.room,
      forgetAttached: markAttachedGone,
      onChanged: () => this.#changed(),
    })
  }

  /** Destroys unlisted files without a holder, and clears what an earlier run left. */
  async begin(): Promise<void> {
    if (this.#parts.letters.ledger.isDamaged || this.#parts.shelf.isReadOnly) return
    await sweepUnlisted(this.#deletion)
    await forgetProven(this.#deletion)
    await this.#clearing.clear()
    this.#compactLater()
  }

  /** @throws NOT_FOUND, NOT_YOURS */
  explainDeletion(object: Uint8Array): Deletion {
    return explainDeletion(this.#deletion, object)
  }

  /** @throws NOT_FOUND, NOT_YOURS */
  async delete(object: Uint8Array, how: { withFiles: boolean }): Promise<Deleted> {
    const act = () => deleteOwn(this.#deletion, object, how)
    const isAlbum = this.explainDeletion(object).album !== null
    const deleted = await (isAlbum ? this.#parts.albums.alone(act) : act())
    this.#changed()
    return deleted
  }

  /** Drops blocks in the transaction of another noun. They are cleared later. */
  giveUp(tx: Transaction, range: BlockRange): void {
    this.#clearing.doom(tx, range)
  }

  /**
   * Pins files, so their blocks are never evicted.
   * @throws NOT_FOUND, QUOTA if pinned files would exceed the quota
   */
  async pin(files: readonly Uint8Array[]): Promise<void> {
    await this.quota.finishCounting()
    const { ledger } = this.#parts.letters
    const found = this.#get(files)
    const more = found.reduce((sum, { isPinned, bytes }) => sum + (isPinned ? 0 : bytes), 0)
    if (sumKept(ledger, true).bytes + more > this.quota.quotaBytes)
      throw new EngineError('QUOTA', 'The pinned files would exceed the quota.', {
        details: { reason: 'space', quotaBytes: this.quota.quotaBytes },
      })
    await this.#setPinned(found, true)
  }

  /** @throws NOT_FOUND */
  async unpin(files: readonly Uint8Array[]): Promise<void> {
    await this.#setPinned(this.#get(files), false)
  }

  async #setPinned(files: readonly KeptFile[], isPinned: boolean): Promise<void> {
    await this.#parts.letters.ledger.write((tx) => files.forEach(({ file }) => setPinned(tx, file, isPinned)))
    this.#changed()
  }

  /** Returns how many of the files were here, and their bytes. */
  async drop(files: readonly Uint8Array[]): Promise<{ files: number; bytes: number }> {
    await this.quota.finishCounting()
    const { ledger } = this.#parts.letters
    const here = files.flatMap((file) => findKeptFile(ledger, file) ?? [])
    const bytes = here.length === 0 ? 0 : await this.quota.drop(here)
    return { files: here.length, bytes }
  }

  /** @throws NOT_FOUND if no block of a file is here */
  #get(files: readonly Uint8Array[]): KeptFile[] {
    return files.map((file) => {
      const found = findKeptFile(this.#parts.letters.ledger, file)
      if (found === null) throw new EngineError('NOT_FOUND', 'No part of this file is here.')
      return found
    })
  }

  /** Lists files of which blocks are here. */
  async listKept(): Promise<KeptFile[]> {
    await this.quota.finishCounting()
    return listKeptFiles(this.#parts.letters.ledger).filter(({ bytes }) => bytes > 0)
  }

  /**
   * `usedBytes`: the disk space of all cores. `waitingBytes`: dropped data that still uses disk
   * space.
   */
  async measure(): Promise<{ usedBytes: number; waitingBytes: number }> {
    return { usedBytes: await this.#parts.shelf.diskBytes(), waitingBytes: this.#clearing.waitingBytes }
  }

  /** Frees as much disk space as possible. Returns the bytes. @throws NO_SPACE */
  async giveBack(): Promise<number> {
    await this.#clearing.clear()
    const bytes = await this.#clearing.compactAll()
    this.#changed()
    return bytes
  }

  #changed(): void {
    this.events.emit('changed', undefined)
    this.#compactLater()
  }

  #compactLater(): void {
    this.#clearing
      .compact()
      .catch((error: unknown) => this.#parts.letters.log.warn('not-compacted', { message: String(error) }))
  }

  async close(): Promise<void> {
    await this.quota.finishCounting()
    await this.#clearing.close()
  }
}
