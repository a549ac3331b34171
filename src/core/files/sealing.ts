// store, for files: read once, sealed on the way, written to a core of its own, and mine when its transaction is on disk.
// A small file takes the way of a letter. What was stored before is found by its content and stored no second time.
import { grantObject } from '../access/index.ts'
import { Emitter, equalBytes, toHex } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { OwnCores } from '../cores/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { LetterParts } from '../letters/index.ts'
import {
  drawSecrets,
  KeyedHasher,
  MAX_PLAINTEXT_BYTES,
  MAX_SMALL_PLAINTEXT_BYTES,
  randomBytes,
  resumeObjectSealer,
  type ObjectSealer,
} from '../seal/index.ts'
import {
  decodeObjectStart,
  encodeObject,
  NO_FACTS,
  objectId,
  type FileFacts,
  type ObjectHeader,
  type PreparedObject,
} from '../store/index.ts'
import { safeFileName } from './file-name.ts'
import { SNIFFED_BYTES, typeOfContent } from './file-type.ts'
import type { FileReader } from './file-reader.ts'
import { findSameContent, hasFileOfSize, keepOwnFile, type OwnFile } from './own-files.ts'
import { factBytesOf, readFacts } from './picture-facts.ts'
import { SealingWork } from './sealing-work.ts'
import {
  deleteSealing,
  findSealingOf,
  insertSealing,
  listSealings,
  openSecrets,
  renameSealing,
  sealSecrets,
  type SealingRow,
} from './sealing-row.ts'
import { SourceFile, type FileSource } from './source-file.ts'
import { keepFilmFacts } from './stored-film.ts'
import { Turns } from './turns.ts'

export type SealingParts = Pick<LetterParts, 'ledger' | 'identity' | 'store' | 'clock' | 'log'> & {
  ownCores: OwnCores
  /** A file of mine, ready to be read in any part. */
  open: (file: OwnFile) => Promise<FileReader>
}

/** A file that is being stored, or waits to be gone on with. */
export interface SealingStatus {
  id: Uint8Array
  name: string
  size: number
  done: number
  state: 'sealing' | 'paused' | 'interrupted'
}

/** What is to be stored, before it is: its header, and what it says of itself. */
interface Described {
  header: ObjectHeader
  facts: FileFacts
  isListed: boolean
}

export interface Added {
  file: OwnFile
  /** Its content was here before, and was stored no second time. */
  isKnown: boolean
}

const NO_BODY = new Uint8Array(0)
/** Large files at once; what waits for its turn costs nothing. Small ones never wait. */
const AT_ONCE = 2
const WORK_ID_BYTES = 16

export class Sealing {
  readonly events = new Emitter<{ changed: SealingStatus }>()
  readonly #parts: SealingParts
  /** By path: who asks for the same file meanwhile gets the same answer. */
  readonly #adding = new Map<string, Promise<Added>>()
  readonly #works = new Map<string, { work: SealingWork; done: Promise<unknown> }>()
  readonly #turns = new Turns(AT_ONCE)
  #isClosed = false

  constructor(parts: SealingParts) {
    this.#parts = parts
  }

  /**
   * Stores a file; resolves when it is on disk. What a crash interrupted is gone on with, if the file is still the same.
   * @param id what it is paused and cancelled by; else one is drawn, or it keeps that of an earlier run
   * @throws NOT_FOUND, INVALID (no file, or it changed meanwhile), TOO_LARGE, NO_SPACE, CANCELLED
   */
  add(path: string, id?: Uint8Array): Promise<Added> {
    const underWay = this.#adding.get(path)
    if (underWay !== undefined) return underWay
    const adding = this.#add(path, id).finally(() => this.#adding.delete(path))
    this.#adding.set(path, adding)
    return adding
  }

  async #add(path: string, id?: Uint8Array): Promise<Added> {
    const source = await SourceFile.open(path)
    return this.#addSource(source, (described) => this.#addLargeFile(source, described, id))
  }

  /**
   * Stores what comes by a stream, as a page gives it. A crash ends it.
   * @param id what it is paused and cancelled by, drawn by whoever sends it
   * @param isListed false for a copy that only others are given
   * @throws INVALID (not of that length), TOO_LARGE, NO_SPACE, CANCELLED
   */
  addStream(source: FileSource, id: Uint8Array, isListed = true): Promise<Added> {
    const addLarge = (described: Described) => this.#addLargeStream(source, described, id)
    const adding = this.#addSource(source, addLarge, isListed)
    const key = toHex(id)
    this.#adding.set(key, adding)
    return adding.finally(() => this.#adding.delete(key))
  }

  async #addSource(
    source: FileSource,
    addLarge: (described: Described) => Promise<Added>,
    isListed = true,
  ): Promise<Added> {
    try {
      const described = { ...(await this.#describe(source)), isListed }
      const added = await this.#addBySize(source, described, addLarge)
      return isListed ? { ...added, file: await keepFilmFacts(this.#parts, added.file) } : added
    } finally {
      await source.close()
    }
  }

  async #addBySize(
    source: FileSource,
    described: Described,
    addLarge: (described: Described) => Promise<Added>,
  ): Promise<Added> {
    const plaintextBytes = encodeObject(described.header, NO_BODY).byteLength + source.size
    if (plaintextBytes > MAX_PLAINTEXT_BYTES)
      throw new EngineError('TOO_LARGE', 'A file has at most 64 GiB.', { details: { name: source.name } })
    return plaintextBytes <= MAX_SMALL_PLAINTEXT_BYTES
      ? this.#addSmall(source, described)
      : addLarge(described)
  }

  async #describe(source: FileSource): Promise<Omit<Described, 'isListed'>> {
    const name = safeFileName(source.name)
    const type = typeOfContent(await source.readStart(SNIFFED_BYTES), name)
    const at = this.#parts.clock.now()
    const factBytes = factBytesOf(type)
    const facts = factBytes === 0 ? NO_FACTS : readFacts(await source.readStart(factBytes), type)
    const header: ObjectHeader = {
      ...{ kind: 'file', title: name, at, type, to: [], links: [], madeFor: { kind: 'self' }, tags: [] },
    }
    return { header, facts }
  }

  async #addSmall(source: FileSource, described: Described): Promise<Added> {
    const pieces: Uint8Array[] = []
    for await (const piece of source.read()) pieces.push(Buffer.from(piece))
    const body = Buffer.concat(pieces)
    const hasher = this.#createHasher()
    hasher.update(body)
    const contentHash = hasher.digest()
    const known = await this.#keepKnown(source, described, contentHash)
    if (known !== null) return known
    const { ledger, store } = this.#parts
    const prepared = await store.prepare(described.header, body)
    return ledger.write((tx) => this.#place(tx, prepared, source.size, contentHash, described))
  }

  async #findKnown(source: SourceFile, described: Described): Promise<Added | null> {
    const hasher = this.#createHasher()
    for await (const piece of source.read()) {
      if (this.#isClosed) throw new EngineError('CANCELLED', 'The home is being closed.')
      hasher.update(piece)
    }
    return this.#keepKnown(source, described, hasher.digest())
  }

  /** The same content under this name, stored no second time; null when it is not here. */
  async #keepKnown(source: FileSource, described: Described, contentHash: Uint8Array): Promise<Added | null> {
    const { ledger } = this.#parts
    if (findSameContent(ledger, source.size, contentHash) === null) return null
    return ledger.write((tx) => this.#nameKnown(tx, described, source.size, contentHash))
  }

  #nameKnown(
    tx: Transaction,
    { header, isListed }: Described,
    size: number,
    contentHash: Uint8Array,
  ): Added | null {
    const same = findSameContent(tx, size, contentHash)
    if (same === null) return null
    const entry = { ...same, name: header.title, addedAt: this.#parts.clock.now() }
    return { file: keepOwnFile(tx, entry, contentHash, isListed), isKnown: true }
  }

  /** Nothing of a stream is known before it has gone by: what was here already shows at its end. */
  async #addLargeStream(source: FileSource, described: Described, id: Uint8Array): Promise<Added> {
    await this.#checkSpace(source.size)
    const { header } = described
    const row = await this.#parts.ledger.write((tx) => this.#createRow(tx, { id, header, size: source.size }))
    return this.#run(source, row, described)
  }

  async #addLargeFile(source: SourceFile, described: Described, id?: Uint8Array): Promise<Added> {
    const { ledger } = this.#parts
    const known = hasFileOfSize(ledger, source.size) ? await this.#findKnown(source, described) : null
    if (known !== null) return known
    const begun = findSealingOf(ledger, source)
    for (const { path, core } of listSealings(ledger))
      if (path === source.path && (begun === null || !equalBytes(core, begun.core))) await this.#drop(core)
    if (begun !== null) {
      try {
        return await this.#run(source, await this.#renamed(begun, id), described)
      } catch (error) {
        if (!isEngineError(error, 'ALTERED')) throw error
        this.#parts.log.warn('sealing-not-resumed', {})
      }
    }
    await this.#checkSpace(source.size)
    return this.#run(source, await this.#begin(source, described.header, id), described)
  }

  /** Whoever goes on with it may know it by another name than whoever began. */
  async #renamed(row: SealingRow, id = row.id): Promise<SealingRow> {
    await this.#parts.ledger.write((tx) => renameSealing(tx, row, id))
    return { ...row, id }
  }

  /** @throws NO_SPACE */
  async #checkSpace(size: number): Promise<void> {
    const { ownCores } = this.#parts
    if (ownCores.isReadOnly) throw new EngineError('NO_SPACE', 'There is no space left on the disk.')
    await ownCores.whole.checkRoom(size)
  }

  /** Its core and the key it is sealed under, on disk before the first chunk is. */
  #begin(
    { path, size, modifiedAt }: SourceFile,
    header: ObjectHeader,
    id = randomBytes(WORK_ID_BYTES),
  ): Promise<SealingRow> {
    return this.#parts.ledger.write((tx) => {
      const row = this.#createRow(tx, { id, header, size })
      const kept = { ...row, path, modified_at: modifiedAt }
      insertSealing(tx, kept)
      return kept
    })
  }

  #createRow(
    tx: Transaction,
    { id, header, size }: { id: Uint8Array; header: ObjectHeader; size: number },
  ): SealingRow {
    const { ownCores, identity } = this.#parts
    const core = ownCores.whole.create(tx)
    const secrets = sealSecrets(core, drawSecrets(), identity.device)
    const sealed = encodeObject(header, NO_BODY)
    return { id, core, path: '', name: header.title, size, modified_at: 0, header: sealed, secrets }
  }

  #run(source: FileSource, row: SealingRow, described: Described): Promise<Added> {
    const { id, name, size } = row
    const tell = (): void => this.events.emit('changed', tellWork(work))
    const work = new SealingWork({
      id,
      name,
      size,
      onChange: tell,
      now: () => this.#parts.clock.monotonicMs(),
    })
    const added = this.#seal(source, row, work, described).finally(() => {
      this.#works.delete(toHex(id))
      tell()
    })
    this.#works.set(toHex(id), { work, done: added.catch(() => undefined) })
    return added
  }

  async #seal(source: FileSource, row: SealingRow, work: SealingWork, described: Described): Promise<Added> {
    await this.#turns.take()
    try {
      const added = await this.#sealInto(source, row, work, described)
      // The same content came in by another way meanwhile.
      if (added.isKnown) await this.#parts.ownCores.whole.discard(row.core)
      return added
    } catch (error) {
      // Closing the home is the one end after which it can be gone on with, if it can be read once more.
      if (!isEngineError(error, 'CANCELLED') || work.isGivenUp || source.path === null)
        await this.#drop(row.core)
      throw error
    } finally {
      this.#turns.give()
    }
  }

  async #sealInto(
    source: FileSource,
    row: SealingRow,
    work: SealingWork,
    described: Described,
  ): Promise<Added> {
    const { identity, ownCores, ledger } = this.#parts
    const author = { person: identity.person, device: identity.device.publicKey }
    const secrets = openSecrets(row, identity.device)
    if (secrets === null) throw new EngineError('ALTERED', 'What was kept of this file is not this device’s.')
    const sealer = resumeObjectSealer(author, row.header.byteLength + row.size, secrets)
    const hasher = this.#createHasher()
    const bytes = new ByteCount()
    const sealing = bytes.count(this.#sealAll(source, row, { sealer, hasher, work }))
    const length = await ownCores.whole.fill(row.core, this.#notYetStanding(row.core, sealing))
    const { chunkCount, paddedBytes } = sealer
    const { contentKey } = secrets
    const sealed = { ...sealer.commitments(), contentKey, blocks: [], chunkCount, paddedBytes }
    const prepared: PreparedObject = {
      object: objectId({ ...sealed, ...author }),
      header: decodeObjectStart(row.header).header,
      contentKey,
      bytes: bytes.total,
      sealed,
      whole: { core: row.core, length },
    }
    const contentHash = hasher.digest()
    return ledger.write((tx) => {
      deleteSealing(tx, row.core)
      return this.#place(tx, prepared, row.size, contentHash, described)
    })
  }

  async *#sealAll(
    source: FileSource,
    { header }: SealingRow,
    { sealer, hasher, work }: { sealer: ObjectSealer; hasher: KeyedHasher; work: SealingWork },
  ): AsyncGenerator<Uint8Array, void> {
    yield* sealer.seal(header)
    for await (const piece of source.read()) {
      await this.#pass(work)
      hasher.update(piece)
      yield* sealer.seal(piece)
      work.advance(piece.byteLength)
    }
    yield* sealer.finish()
  }

  /** One that waits lets another one have its turn. @throws CANCELLED */
  async #pass(work: SealingWork): Promise<void> {
    if (work.state === 'paused') {
      this.#turns.give()
      await work.untilResumed().finally(() => this.#turns.take())
    }
    work.throwIfStopped()
  }

  /**
   * What is not in the core yet. What is must be exactly what this file gives under this key, block by block: else it is another file by
   * now, or the core was damaged, and neither may be gone on with. @throws ALTERED
   */
  async *#notYetStanding(
    key: Uint8Array,
    blocks: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array, void> {
    const core = await this.#parts.ownCores.take(key)
    const standing = core.length
    let number = 0
    for await (const block of blocks) {
      const at = number++
      if (at >= standing) yield block
      else if (!equalBytes((await core.get(at, { wait: false })) ?? NO_BODY, block))
        throw new EngineError('ALTERED', 'The file is not the one that was begun with.')
    }
    if (number < standing) throw new EngineError('ALTERED', 'More stands there than this file gives.')
  }

  #place(
    tx: Transaction,
    prepared: PreparedObject,
    size: number,
    contentHash: Uint8Array,
    { facts, isListed }: Described,
  ): Added {
    const { store } = this.#parts
    const { object, contentKey, header } = prepared
    const known = this.#nameKnown(tx, { header, facts, isListed }, size, contentHash)
    if (known !== null) return known
    store.place(tx, prepared)
    grantObject(tx, { objectId: object, contentKey, mode: 'controlled', readers: [], at: header.at })
    const file = { object, name: header.title, size, type: header.type, addedAt: header.at, facts }
    return { file: keepOwnFile(tx, file, contentHash, isListed), isKnown: false }
  }

  /** The core with what stands in it, and the key. */
  async #drop(core: Uint8Array): Promise<void> {
    const { ledger, ownCores, log } = this.#parts
    await ledger
      .write((tx) => deleteSealing(tx, core))
      .catch((error: unknown) => log.warn('sealing-not-dropped', { message: String(error) }))
    await ownCores.whole.discard(core)
  }

  #createHasher(): KeyedHasher {
    return new KeyedHasher('fumikura/file-content/1', this.#parts.identity.device.secretKey)
  }

  /** Those under way, and those that a run before this one left. */
  list(): SealingStatus[] {
    const running = [...this.#works.values()].map(({ work }) => tellWork(work))
    const left = listSealings(this.#parts.ledger).filter(({ id }) => !this.#works.has(toHex(id)))
    return [
      ...running,
      ...left.map(({ id, name, size }): SealingStatus => ({ id, name, size, done: 0, state: 'interrupted' })),
    ]
  }

  /** @throws NOT_FOUND */
  pause(id: string): void {
    this.#getWork(id).pause()
  }

  /**
   * Goes on: at once if it was paused, from its file again if a run before this one left it. Resolves when it does, not when it is done.
   * @throws NOT_FOUND (it is not there any more, or its file is not), INVALID (no file)
   */
  async resume(id: string, onAdded: (added: Added) => void): Promise<void> {
    const running = this.#works.get(id)
    if (running !== undefined) return running.work.resume()
    const { path } = this.#getLeft(id)
    await (await SourceFile.open(path)).close()
    const report = (error: unknown): void =>
      this.#parts.log.warn('sealing-not-resumed', { message: String(error) })
    void this.add(path).then(onAdded).catch(report)
  }

  /** Given up: its core and its key are dropped. @throws NOT_FOUND */
  async cancel(id: string): Promise<void> {
    const running = this.#works.get(id)
    if (running === undefined) return this.#drop(this.#getLeft(id).core)
    running.work.stop(false)
    await running.done
  }

  #getWork(id: string): SealingWork {
    const found = this.#works.get(id)
    if (found === undefined) throw notUnderWay()
    return found.work
  }

  #getLeft(id: string): SealingRow {
    const left = listSealings(this.#parts.ledger).find((row) => toHex(row.id) === id)
    if (left === undefined) throw notUnderWay()
    return left
  }

  /** What is under way stops where it is, to be gone on with after the next start. */
  async close(): Promise<void> {
    this.#isClosed = true
    for (const { work } of this.#works.values()) work.stop(true)
    await Promise.allSettled(this.#adding.values())
  }
}

/** How much readers will fetch of a whole core: every block that passed, whether it stood already or not. */
class ByteCount {
  total = 0

  async *count(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const block of blocks) {
      this.total += block.byteLength
      yield block
    }
  }
}

function tellWork({ id, name, size, done, state }: SealingWork): SealingStatus {
  return { id, name, size, done, state }
}

function notUnderWay(): EngineError {
  return new EngineError('NOT_FOUND', 'No file is being stored under this name.')
}
