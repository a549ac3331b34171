// Stores files. Each is read once, sealed while it is read, and written to a core of its own; it is
// owned once its transaction commits.
// Part of "store". A small file is stored like a letter. A content that is stored already is found
// by its hash and not stored again.
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
import type { SealingJob } from './sealing-job.ts'
import { noSuchJob, SealingJobs, type SealingChange, type SealingStatus } from './sealing-jobs.ts'
import { SourceFile, type FileSource } from './source-file.ts'
import { keepFilmFacts } from './stored-film.ts'
import { Semaphore } from './semaphore.ts'

export type SealingParts = Pick<DeliveryParts, 'ledger' | 'identity' | 'store' | 'clock' | 'log'> & {
  ownCores: OwnCores
  /** Seals large files in a worker thread. */
  thread: SlabWorker
  /** Opens an own file for reading any part. */
  open: (file: OwnFile) => Promise<FileReader>
}

/** Stores a large file; the caller of `#addSource` binds its source and its job. */
type AddLarge = (described: Described) => Promise<Added>

/** How a file is stored; the default is as the person asked for it. */
type How = Pick<Described, 'isListed' | 'isSlow'>
const LISTED: How = { isListed: true, isSlow: false }

const NO_BODY = new Uint8Array(0)
/** Large files that are sealed at once; others wait. Small files never wait. */
const AT_ONCE = 2
const JOB_ID_BYTES = 16

export class Sealing {
  readonly #parts: SealingParts
  readonly #known: KnownFiles
  readonly #jobs: SealingJobs
  readonly #semaphore = new Semaphore(AT_ONCE)
  /** By path, so a second call for the same file gets the same promise. */
  readonly #adding = new Map<string, Promise<Added>>()

  constructor(parts: SealingParts) {
    this.#parts = parts
    this.#known = new KnownFiles(parts)
    this.#jobs = new SealingJobs(parts)
  }

  get events(): Emitter<{ changed: SealingChange }> {
    return this.#jobs.events
  }

  /**
   * Stores a file; resolves when it is on disk. Resumes an interrupted run if the file is still the
   * same.
   * @param id the id of the job, to pause and cancel it. Default: the id of the earlier run, or a
   * random one
   * @throws NOT_FOUND, INVALID (not a file, or it changed meanwhile), TOO_LARGE, NO_SPACE,
   * CANCELLED
   */
  add(path: string, id?: Uint8Array): Promise<Added> {
    const underWay = this.#adding.get(path)
    if (underWay !== undefined) return underWay
    const adding = this.#jobs
      .run(id ?? randomBytes(JOB_ID_BYTES), async (job) => {
        const source = await SourceFile.open(path)
        const added = await this.#addSource(source, job, (described) =>
          this.#addLargeFile(source, described, job, id !== undefined),
        )
        this.#jobs.forgetFailed(path)
        return added
      })
      .finally(() => this.#adding.delete(path))
    this.#adding.set(path, adding)
    return adding
  }

  /**
   * Stores the bytes of a stream, as a page sends them. A crash ends the job; it cannot be resumed.
   * @param id the id of the job, chosen by the sender
   * @throws INVALID (another length than announced), TOO_LARGE, NO_SPACE, CANCELLED, and the errors of
   * the stream
   */
  addStream(source: FileSource, id: Uint8Array, how: How = LISTED): Promise<Added> {
    return this.#jobs.run(id, (job) =>
      this.#addSource(source, job, (described) => this.#addLargeStream(source, described, job), how),
    )
  }

  async #addSource(
    source: FileSource,
    job: SealingJob,
    addLarge: AddLarge,
    how: How = LISTED,
  ): Promise<Added> {
    try {
      const described = { ...(await this.#describe(source)), ...how }
      const added = await this.#addBySize(source, described, job, addLarge)
      return how.isListed ? { ...added, file: await keepFilmFacts(this.#parts, added.file) } : added
    } finally {
      await source.close()
    }
  }

  async #addBySize(
    source: FileSource,
    described: Described,
    job: SealingJob,
    addLarge: AddLarge,
  ): Promise<Added> {
    const plaintextBytes = encodeObject(described.header, NO_BODY).byteLength + source.size
    if (plaintextBytes > MAX_PLAINTEXT_BYTES)
      throw new EngineError('TOO_LARGE', 'A file has at most 64 GiB.', { details: { name: source.name } })
    if (plaintextBytes <= MAX_SMALL_PLAINTEXT_BYTES) return this.#addSmall(source, described, job)
    if (described.isSlow) job.size = source.size
    else job.show({ name: described.header.title, size: source.size })
    return addLarge(described)
  }

  async #describe(source: FileSource): Promise<Omit<Described, keyof How>> {
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

  async #addSmall(source: FileSource, described: Described, job: SealingJob): Promise<Added> {
    const pieces: Uint8Array[] = []
    for await (const piece of source.read()) pieces.push(Buffer.from(piece))
    const body = Buffer.concat(pieces)
    const hasher = this.#known.createHasher()
    hasher.update(body)
    const content = { size: source.size, hash: hasher.digest() }
    job.throwIfStopped()
    const known = await this.#known.keepKnown(described, content)
    if (known !== null) return known
    const { ledger, store } = this.#parts
    const prepared = await store.prepare(described.header, body)
    return ledger.write((tx) => this.#known.keep(tx, prepared, described, content))
  }

  /** A stream can be read only once, so a known content is recognised only at the end. */
  async #addLargeStream(source: FileSource, described: Described, job: SealingJob): Promise<Added> {
    await this.#checkSpace(source.size)
    const row = await this.#parts.ledger.write((tx) => this.#createRow(tx, job, described.header))
    return this.#seal({ source, row, job, described })
  }

  async #addLargeFile(
    source: SourceFile,
    described: Described,
    job: SealingJob,
    hasOwnName: boolean,
  ): Promise<Added> {
    const { ledger, log } = this.#parts
    const known = hasFileOfSize(ledger, source.size) ? await this.#findKnown(source, described, job) : null
    if (known !== null) return known
    const begun = findSealingOf(ledger, source)
    for (const { path, core } of listSealings(ledger))
      if (path === source.path && (begun === null || !equalBytes(core, begun.core)))
        await dropSealing(this.#parts, core)
    if (begun !== null) {
      try {
        const row = await this.#resumeRow(begun, job, hasOwnName)
        return await this.#seal({ source, row, job, described })
      } catch (error) {
        if (!isEngineError(error, 'ALTERED')) throw error
        log.warn('sealing-not-resumed', {})
      }
    }
    await this.#checkSpace(source.size)
    return this.#seal({ source, row: await this.#begin(source, described.header, job), job, described })
  }

  /** Reads the whole file before any of it is written. @throws CANCELLED */
  async #findKnown(source: SourceFile, described: Described, job: SealingJob): Promise<Added | null> {
    const hasher = this.#known.createHasher()
    for await (const piece of source.read()) {
      await job.untilResumed()
      job.throwIfStopped()
      hasher.update(piece)
    }
    job.throwIfStopped()
    return this.#known.keepKnown(described, { size: source.size, hash: hasher.digest() })
  }

  /**
   * Resumes the row of an earlier run. If the caller chose an id, the row gets that id; else the
   * job takes the id of the row.
   */
  async #resumeRow(row: SealingRow, job: SealingJob, hasOwnName: boolean): Promise<SealingRow> {
    if (!hasOwnName) this.#jobs.rename(job, row.id)
    else await this.#parts.ledger.write((tx) => renameSealing(tx, row, job.id))
    return { ...row, id: job.id }
  }

  /** @throws NO_SPACE */
  async #checkSpace(size: number): Promise<void> {
    const { ownCores } = this.#parts
    if (ownCores.isReadOnly) throw new EngineError('NO_SPACE', 'There is no space left on the disk.')
    await ownCores.whole.checkRoom(size)
  }

  /** Writes the core and its key to the ledger before the first chunk is sealed. */
  #begin({ path, modifiedAt }: SourceFile, header: ObjectHeader, job: SealingJob): Promise<SealingRow> {
    return this.#parts.ledger.write((tx) => {
      const kept = { ...this.#createRow(tx, job, header), path, modifiedAt }
      insertSealing(tx, kept)
      return kept
    })
  }

  #createRow(tx: Transaction, { id, size }: SealingJob, header: ObjectHeader): SealingRow {
    const { ownCores, identity } = this.#parts
    const core = ownCores.whole.create(tx)
    const secrets = sealSecrets(core, drawSecrets(), identity.device)
    const sealed = encodeObject(header, NO_BODY)
    return { id, core, path: '', name: header.title, size, modifiedAt: 0, header: sealed, secrets }
  }

  #seal(order: Parameters<typeof sealFile>[1]): Promise<Added> {
    const semaphore = order.described.isSlow ? new Semaphore(1) : this.#semaphore
    return sealFile({ ...this.#parts, known: this.#known, semaphore }, order)
  }

  /**
   * Lists running jobs, those that an earlier run left, and those that failed in the background.
   */
  list(): Promise<SealingStatus[]> {
    return this.#jobs.list()
  }

  /** @throws NOT_FOUND */
  pause(id: string): void {
    const job = this.#jobs.find(id)
    if (job === null) throw noSuchJob()
    job.pause()
  }

  /**
   * Resumes a paused job, or stores an interrupted or failed file again from its path.
   * Resolves when the job runs, not when it ends. A later failure is shown in the list.
   * @throws NOT_FOUND (no such job, or its file is gone), INVALID (not a file)
   */
  async resume(id: string, onAdded: (added: Added) => void): Promise<void> {
    const running = this.#jobs.find(id)
    if (running !== null) return running.resume()
    const left = this.#jobs.findFailed(id) ?? this.#getInterrupted(id)
    await (await SourceFile.open(left.path)).close()
    this.#jobs.forgetFailed(left.path)
    const report = (error: unknown): void => {
      if (isEngineError(error, 'CANCELLED')) return
      this.#parts.log.warn('sealing-not-resumed', { message: String(error) })
      this.#jobs.fail(left, error)
    }
    void this.add(left.path, left.id).then(onAdded, report)
    // The job was in the list before, so it must stay there while its file is examined.
    this.#jobs.find(id)?.show(left)
  }

  /** Cancels a job: deletes its core and its key. @throws NOT_FOUND */
  async cancel(id: string): Promise<void> {
    if (await this.#jobs.giveUp(id)) return
    const failed = this.#jobs.findFailed(id)
    if (failed !== null) return this.#jobs.forgetFailed(failed.path)
    await dropSealing(this.#parts, this.#getInterrupted(id).core)
  }

  #getInterrupted(id: string): SealingRow {
    const left = listSealings(this.#parts.ledger).find((row) => toHex(row.id) === id)
    if (left === undefined) throw noSuchJob()
    return left
  }

  /** Stops running jobs so that the next start can resume them. */
  async close(): Promise<void> {
    await this.#jobs.close()
  }
}
