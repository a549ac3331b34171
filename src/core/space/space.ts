// Space: what is mine and goes when I delete it, what is others' and stays as long as there is room.
// The one room through which the engine speaks of it; room, clearing, deletion and report have their own.
import { Emitter } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { CoreShelf, OwnCores } from '../cores/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { markAttachedGone, type DeliveryParts } from '../delivery/index.ts'
import type { BlockRange } from '../store/index.ts'
import { Clearing } from './clearing.ts'
import { deleteOwn, explainDeletion, sweepUnlisted, type Deletion, type DeletionParts } from './deletion.ts'
import { findKeptFile, listKeptFiles, setPinned, sumKept, type KeptFile } from './kept-files.ts'
import { Room } from './room.ts'

export interface SpaceParts {
  letters: DeliveryParts
  ownCores: OwnCores
  shelf: CoreShelf
  forgetFile: (tx: Transaction, object: Uint8Array) => Uint8Array[]
  isListed: (object: Uint8Array) => boolean
  albums: {
    forget: DeletionParts['forgetAlbum']
    /** While nothing else is done to any album. */
    alone: <T>(act: () => Promise<T>) => Promise<T>
  }
}

export class Space {
  readonly events = new Emitter<{ changed: undefined }>()
  readonly room: Room
  readonly #parts: SpaceParts
  readonly #clearing: Clearing
  readonly #deletion: DeletionParts

  constructor(parts: SpaceParts) {
    const { letters, ownCores, shelf, forgetFile, isListed, albums } = parts
    const { ledger, foreignCores, clock, log } = letters
    this.#parts = parts
    this.#clearing = new Clearing({ ledger, shelf, ownCores, foreignCores, log })
    this.#deletion = { letters, clearing: this.#clearing, forgetFile, isListed, forgetAlbum: albums.forget }
    this.room = new Room({
      ...{ ledger, foreignCores, clock, log },
      clearing: this.#clearing,
      disk: shelf.room,
      forgetAttached: markAttachedGone,
      onChanged: () => this.#changed(),
    })
  }

  /** What a run before this one gave up and did not clear, and what nothing holds any more. */
  async start(): Promise<void> {
    if (this.#parts.letters.ledger.isDamaged || this.#parts.shelf.isReadOnly) return
    await sweepUnlisted(this.#deletion)
    await this.#clearing.clear()
    this.#compactLater()
  }

  /** @throws NOT_FOUND, NOT_YOURS */
  explainDeletion(object: Uint8Array): Deletion {
    return explainDeletion(this.#deletion, object)
  }

  /** @throws NOT_FOUND, NOT_YOURS */
  async delete(
    object: Uint8Array,
    how: { withFiles: boolean },
  ): Promise<{ isDestroyed: boolean; deletion: Deletion }> {
    const act = () => deleteOwn(this.#deletion, object, how)
    const isAlbum = this.explainDeletion(object).album !== null
    const deleted = await (isAlbum ? this.#parts.albums.alone(act) : act())
    this.#changed()
    return deleted
  }

  /** Blocks that a transaction of another noun needs no more; they are cleared with the next turn. */
  giveUp(tx: Transaction, place: BlockRange): void {
    this.#clearing.doom(tx, place)
  }

  /** Of these files what is here stays, whatever else comes. @throws NOT_FOUND, QUOTA when all that is pinned would be more than the quota */
  async pin(files: readonly Uint8Array[]): Promise<void> {
    await this.room.settle()
    const { ledger } = this.#parts.letters
    const found = this.#get(files)
    const more = found.reduce((sum, { isPinned, bytes }) => sum + (isPinned ? 0 : bytes), 0)
    if (sumKept(ledger, true).bytes + more > this.room.quotaBytes)
      throw new EngineError('QUOTA', 'All that is pinned would be more than the quota.', {
        details: { reason: 'space', quotaBytes: this.room.quotaBytes },
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

  /** Gives how many of them were here, and how much of them. */
  async drop(files: readonly Uint8Array[]): Promise<{ files: number; bytes: number }> {
    await this.room.settle()
    const { ledger } = this.#parts.letters
    const here = files.flatMap((file) => findKeptFile(ledger, file) ?? [])
    const bytes = here.length === 0 ? 0 : await this.room.drop(here)
    return { files: here.length, bytes }
  }

  /** @throws NOT_FOUND when nothing of one is here */
  #get(files: readonly Uint8Array[]): KeptFile[] {
    return files.map((file) => {
      const found = findKeptFile(this.#parts.letters.ledger, file)
      if (found === null) throw new EngineError('NOT_FOUND', 'Nothing of this file is here.')
      return found
    })
  }

  /** Those of which something is here. */
  async listKept(): Promise<KeptFile[]> {
    await this.room.settle()
    return listKeptFiles(this.#parts.letters.ledger).filter(({ bytes }) => bytes > 0)
  }

  /** All of the disk's that cores take, and what of that is given up and not given back yet. */
  async measure(): Promise<{ usedBytes: number; waitingBytes: number }> {
    return { usedBytes: await this.#parts.shelf.diskBytes(), waitingBytes: this.#clearing.waitingBytes }
  }

  /** @throws NO_SPACE */
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
    await this.room.settle()
    await this.#clearing.close()
  }
}
