// store, for files: read once, sealed on the way, written to a core of its own, and mine when its transaction is on disk.
// A small file takes the way of a letter. What was stored before is found by its content and stored no second time.
import { equalBytes, toHex, type Emitter } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { OwnCores } from '../cores/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { DeliveryParts } from '../delivery/index.ts'
import {
  drawSecrets,
  MAX_PLAINTEXT_BYTES,
  MAX_SMALL_PLAINTEXT_BYTES,
  randomBytes,
  type SlabWorker,
} from '../seal/index.ts'
import { encodeObject, NO_FACTS, type ObjectHeader } from '../store/index.ts'
import { safeFileName } from './file-name.ts'
import { SNIFFED_BYTES, typeOfContent } from './file-type.ts'
import type { FileReader } from './file-reader.ts'
import { KnownFiles, type Added, type Described } from './known-files.ts'
import { hasFileOfSize, type OwnFile } from './own-files.ts'
import { factBytesOf, readFacts } from './picture-facts.ts'
import { dropSealing, sealFile } from './seal-file.ts'
import {
  findSealingOf,
  insertSealing,
  listSealings,
  renameSealing,
  sealSecrets,
  type SealingRow,
} from './sealing-row.ts'
import type { SealingWork } from './sealing-work.ts'
import { notUnderWay, SealingJobs, type SealingStatus } from './sealing-jobs.ts'
import { SourceFile, type FileSource } from './source-file.ts'
import { keepFilmFacts } from './stored-film.ts'
import { Turns } from './turns.ts'

export type SealingParts = Pick<DeliveryParts, 'ledger' | 'identity' | 'store' | 'clock' | 'log'> & {
  ownCores: OwnCores
  /** Seals what is worth a thread of its own. */
  thread: SlabWorker
  /** A file of mine, ready to be read in any part. */
  open: (file: OwnFile) => Promise<FileReader>
}

/** Where a large file goes, and who watches it. */
type AddLarge = (described: Described) => Promise<Added>

const NO_BODY = new Uint8Array(0)
/** Large files at once; what waits for its turn costs nothing. Small ones never wait. */
const AT_ONCE = 2
const WORK_ID_BYTES = 16

export class Sealing {
  readonly #parts: SealingParts
  readonly #known: KnownFiles
  readonly #jobs: SealingJobs
  readonly #turns = new Turns(AT_ONCE)
  /** By path: who asks for the same file meanwhile gets the same answer. */
  readonly #adding = new Map<string, Promise<Added>>()

  constructor(parts: SealingParts) {
    this.#parts = parts
    this.#known = new KnownFiles(parts)
    this.#jobs = new SealingJobs(parts)
  }

  get events(): Emitter<{ changed: SealingStatus }> {
    return this.#jobs.events
  }

  /**
   * Stores a file; resolves when it is on disk. What a crash interrupted is gone on with, if the file is still the same.
   * @param id what it is paused and cancelled by, from now on; else one is drawn, or it keeps that of an earlier run
   * @throws NOT_FOUND, INVALID (no file, or it changed meanwhile), TOO_LARGE, NO_SPACE, CANCELLED
   */
  add(path: string, id?: Uint8Array): Promise<Added> {
    const underWay = this.#adding.get(path)
    if (underWay !== undefined) return underWay
    const adding = this.#jobs
      .run(id ?? randomBytes(WORK_ID_BYTES), async (work) => {
        const source = await SourceFile.open(path)
        const added = await this.#addSource(source, work, (described) =>
          this.#addLargeFile(source, described, work, id !== undefined),
        )
        this.#jobs.forgetFailed(path)
        return added
      })
      .finally(() => this.#adding.delete(path))
    this.#adding.set(path, adding)
    return adding
  }

  /**
   * Stores what comes by a stream, as a page gives it. A crash ends it.
   * @param id what it is paused and cancelled by, drawn by whoever sends it
   * @param isListed false for a copy that only others are given
   * @throws INVALID (not of that length), TOO_LARGE, NO_SPACE, CANCELLED
   */
  addStream(source: FileSource, id: Uint8Array, isListed = true): Promise<Added> {
    return this.#jobs.run(id, (work) =>
      this.#addSource(source, work, (described) => this.#addLargeStream(source, described, work), isListed),
    )
  }

  async #addSource(
    source: FileSource,
    work: SealingWork,
    addLarge: AddLarge,
    isListed = true,
  ): Promise<Added> {
    try {
      const described = { ...(await this.#describe(source)), isListed }
      const added = await this.#addBySize(source, described, work, addLarge)
      return isListed ? { ...added, file: await keepFilmFacts(this.#parts, added.file) } : added
    } finally {
      await source.close()
    }
  }

  async #addBySize(
    source: FileSource,
    described: Described,
    work: SealingWork,
    addLarge: AddLarge,
  ): Promise<Added> {
    const plaintextBytes = encodeObject(described.header, NO_BODY).byteLength + source.size
    if (plaintextBytes > MAX_PLAINTEXT_BYTES)
      throw new EngineError('TOO_LARGE', 'A file has at most 64 GiB.', { details: { name: source.name } })
    if (plaintextBytes <= MAX_SMALL_PLAINTEXT_BYTES) return this.#addSmall(source, described, work)
    work.show({ name: described.header.title, size: source.size })
    return addLarge(described)
  }

  async #describe(source: FileSource): Promise<Omit<Described, 'isListed'>> {
    const name = safeFileName(source.name)
    const type = typeOfContent(await source.readStart(SNIFFED_BYTES), name)
    const at = this.#parts.clock.now()
    const factBytes = factBytesOf(type)
    const facts = factBytes === 0 ? NO_FACTS : await readFacts(await source.readStart(factBytes), type)
    const header: ObjectHeader = {
      ...{ kind: 'file', title: name, at, type, to: [], links: [], madeFor: { kind: 'self' }, tags: [] },
    }
    return { header, facts }
  }

  async #addSmall(source: FileSource, described: Described, work: SealingWork): Promise<Added> {
    const pieces: Uint8Array[] = []
    for await (const piece of source.read()) pieces.push(Buffer.from(piece))
    const body = Buffer.concat(pieces)
    const hasher = this.#known.createHasher()
    hasher.update(body)
    const content = { size: source.size, hash: hasher.digest() }
    work.throwIfStopped()
    const known = await this.#known.keepKnown(described, content)
    if (known !== null) return known
    const { ledger, store } = this.#parts
    const prepared = await store.prepare(described.header, body)
    return ledger.write((tx) => this.#known.place(tx, prepared, described, content))
  }

  /** Nothing of a stream is known before it has gone by: what was here already shows at its end. */
  async #addLargeStream(source: FileSource, described: Described, work: SealingWork): Promise<Added> {
    await this.#checkSpace(source.size)
    const row = await this.#parts.ledger.write((tx) => this.#createRow(tx, work, described.header))
    return this.#seal({ source, row, work, described })
  }

  async #addLargeFile(
    source: SourceFile,
    described: Described,
    work: SealingWork,
    hasOwnName: boolean,
  ): Promise<Added> {
    const { ledger, log } = this.#parts
    const known = hasFileOfSize(ledger, source.size) ? await this.#findKnown(source, described, work) : null
    if (known !== null) return known
    const begun = findSealingOf(ledger, source)
    for (const { path, core } of listSealings(ledger))
      if (path === source.path && (begun === null || !equalBytes(core, begun.core)))
        await dropSealing(this.#parts, core)
    if (begun !== null) {
      try {
        const row = await this.#takeUp(begun, work, hasOwnName)
        return await this.#seal({ source, row, work, described })
      } catch (error) {
        if (!isEngineError(error, 'ALTERED')) throw error
        log.warn('sealing-not-resumed', {})
      }
    }
    await this.#checkSpace(source.size)
    return this.#seal({ source, row: await this.#begin(source, described.header, work), work, described })
  }

  /** It is read to its end before anything is written of it. @throws CANCELLED */
  async #findKnown(source: SourceFile, described: Described, work: SealingWork): Promise<Added | null> {
    const hasher = this.#known.createHasher()
    for await (const piece of source.read()) {
      await work.untilResumed()
      work.throwIfStopped()
      hasher.update(piece)
    }
    work.throwIfStopped()
    return this.#known.keepKnown(described, { size: source.size, hash: hasher.digest() })
  }

  /** What an earlier run began. Whoever goes on with it may know it by another name than whoever began. */
  async #takeUp(row: SealingRow, work: SealingWork, hasOwnName: boolean): Promise<SealingRow> {
    if (!hasOwnName) this.#jobs.rename(work, row.id)
    else await this.#parts.ledger.write((tx) => renameSealing(tx, row, work.id))
    return { ...row, id: work.id }
  }

  /** @throws NO_SPACE */
  async #checkSpace(size: number): Promise<void> {
    const { ownCores } = this.#parts
    if (ownCores.isReadOnly) throw new EngineError('NO_SPACE', 'There is no space left on the disk.')
    await ownCores.whole.checkRoom(size)
  }

  /** Its core and the key it is sealed under, on disk before the first chunk is. */
  #begin({ path, modifiedAt }: SourceFile, header: ObjectHeader, work: SealingWork): Promise<SealingRow> {
    return this.#parts.ledger.write((tx) => {
      const kept = { ...this.#createRow(tx, work, header), path, modifiedAt }
      insertSealing(tx, kept)
      return kept
    })
  }

  #createRow(tx: Transaction, { id, size }: SealingWork, header: ObjectHeader): SealingRow {
    const { ownCores, identity } = this.#parts
    const core = ownCores.whole.create(tx)
    const secrets = sealSecrets(core, drawSecrets(), identity.device)
    const sealed = encodeObject(header, NO_BODY)
    return { id, core, path: '', name: header.title, size, modifiedAt: 0, header: sealed, secrets }
  }

  #seal(order: Parameters<typeof sealFile>[1]): Promise<Added> {
    return sealFile({ ...this.#parts, known: this.#known, turns: this.#turns }, order)
  }

  /** Those under way, those that a run before this one left, and those that went wrong in this one while nobody waited. */
  list(): Promise<SealingStatus[]> {
    return this.#jobs.list()
  }

  /** @throws NOT_FOUND */
  pause(id: string): void {
    const work = this.#jobs.find(id)
    if (work === null) throw notUnderWay()
    work.pause()
  }

  /**
   * Goes on: at once if it was paused, from its file again if a run before this one left it or it failed. Resolves when it does, not when it
   * is done; what goes wrong from then on is told in the list.
   * @throws NOT_FOUND (it is not there any more, or its file is not), INVALID (no file)
   */
  async resume(id: string, onAdded: (added: Added) => void): Promise<void> {
    const running = this.#jobs.find(id)
    if (running !== null) return running.resume()
    const left = this.#jobs.findFailed(id) ?? this.#getLeft(id)
    await (await SourceFile.open(left.path)).close()
    this.#jobs.forgetFailed(left.path)
    const report = (error: unknown): void => {
      if (isEngineError(error, 'CANCELLED')) return
      this.#parts.log.warn('sealing-not-resumed', { message: String(error) })
      this.#jobs.fail(left, error)
    }
    void this.add(left.path, left.id).then(onAdded, report)
    // It was told of before, and does not vanish until it has been looked at.
    this.#jobs.find(id)?.show(left)
  }

  /** Given up: its core and its key are dropped. @throws NOT_FOUND */
  async cancel(id: string): Promise<void> {
    if (await this.#jobs.giveUp(id)) return
    const failed = this.#jobs.findFailed(id)
    if (failed !== null) return this.#jobs.forgetFailed(failed.path)
    await dropSealing(this.#parts, this.#getLeft(id).core)
  }

  #getLeft(id: string): SealingRow {
    const left = listSealings(this.#parts.ledger).find((row) => toHex(row.id) === id)
    if (left === undefined) throw notUnderWay()
    return left
  }

  /** What is under way stops where it is, to be gone on with after the next start. */
  async close(): Promise<void> {
    await this.#jobs.close()
  }
}
