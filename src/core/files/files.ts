// Files: stored once, linked by letters, and read in part or whole by the readers who opened the
// letter.
// The facade of this folder for the rest of the engine. Storing is in sealing.ts, reading in
// file-reader.ts.
import { findContentKey } from '../access/index.ts'
import { equalBytes } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { FileId } from '../contract/ids.ts'
import type { OwnCores } from '../cores/index.ts'
import {
  attachmentsOf,
  findAttachedKept,
  findOthersAttached,
  markAttachedKept,
  sourcesOf,
  locateAttached,
  type Attachment,
  type DeliveryParts,
  type Wait,
} from '../delivery/index.ts'
import { SlabThread, WORTH_A_THREAD_BYTES } from '../seal/index.ts'
import {
  NO_FACTS,
  objectId,
  parseRef,
  type FileFacts,
  type FilePreview,
  type Link,
  type ObjectHeader,
  type Ref,
} from '../store/index.ts'
import { FileBlocks } from './file-blocks.ts'
import type { Keeper } from './keeping.ts'
import { fileId, parseFileId } from './file-id.ts'
import { decideFileName } from './file-name.ts'
import { listFiles, type FileFilter } from './file-query.ts'
import { FileReader, type FileTarget } from './file-reader.ts'
import { listOwnFilesAfter, findOwnFile, findOwnFileOf, writeFacts, type OwnFile } from './own-files.ts'
import { PlacelessLinks } from './placeless-links.ts'
import { findOrMakePlaceless } from './placeless/placeless-copies.ts'
import { saveFile } from './save-file.ts'
import { Sealing } from './sealing.ts'
import { UnlistedFiles } from './unlisted-files.ts'

/** A file that can be read: its ref, its key, and the letter that it came with. */
export interface ReadableFile extends FileTarget {
  /** Null for an own file. */
  letter: Uint8Array | null
}

/** Chunks that are fetched in advance while a whole file is read: 2 MB. */
const AHEAD_OF_SAVING = 32

export class Files {
  readonly sealing: Sealing
  /** Links to own files as other persons get them: without the recorded location. */
  readonly placeless: PlacelessLinks
  readonly unlisted: UnlistedFiles
  readonly #parts: DeliveryParts
  readonly #keeper: Keeper
  readonly #open = new Set<FileReader>()
  /** The worker thread that seals and opens large files. */
  readonly #thread = new SlabThread()

  constructor(parts: DeliveryParts, ownCores: OwnCores, keeper: Keeper) {
    this.#parts = parts
    this.#keeper = keeper
    this.sealing = new Sealing({
      ...parts,
      ownCores,
      thread: this.#thread,
      open: (own) => this.#openOwn(own),
    })
    const ports = { ledger: parts.ledger, sealing: this.sealing, open: (own: OwnFile) => this.#openOwn(own) }
    this.unlisted = new UnlistedFiles(ports)
    this.placeless = new PlacelessLinks({
      ledger: parts.ledger,
      makePlaceless: (file) => findOrMakePlaceless(ports, file),
      linkTo: (file) => this.linkTo(file),
      idOf: (file) => this.idOf(file),
    })
  }

  /** Returns own files, latest first. */
  list(limit: number): OwnFile[] {
    const filter: FileFilter = { from: 'mine', kinds: [], tag: null, within: null, pages: null }
    const page = { order: 'added' as const, month: null, limit, before: null }
    return listFiles(this.#parts.ledger, filter, page).flatMap(({ own }) => own ?? [])
  }

  /** Returns own files in the order of their numbers, after `number`. */
  listAfter(number: number, limit: number): OwnFile[] {
    return listOwnFilesAfter(this.#parts.ledger, number, limit)
  }

  refOf({ object }: OwnFile): Ref {
    return this.#getOwn(object).ref
  }

  idOf({ object, number }: OwnFile): FileId {
    return fileId(this.#parts.identity, { kind: 'own', object, number })
  }

  /** Finds an own file by its file id or by the ref of its object. */
  findOwnFile(id: string): OwnFile | null {
    const ref = parseRef(id)
    if (ref !== null) return findOwnFileOf(this.#parts.ledger, objectId(ref))
    const locator = parseFileId(this.#parts.identity, id)
    return locator?.kind === 'own' ? findOwnFile(this.#parts.ledger, locator.number) : null
  }

  /** @throws NOT_FOUND, NOT_YOURS */
  getOwnFile(id: string): OwnFile {
    const kind = parseFileId(this.#parts.identity, id)?.kind
    if (kind === 'attached' || kind === 'within')
      throw new EngineError('NOT_YOURS', 'This file belongs to another person.')
    const file = this.findOwnFile(id)
    if (file === null) throw notFound()
    return file
  }

  /**
   * Finds a file among the attachments of a letter that is here: its id, and its index from 0. Null
   * if the letter does not attach it.
   */
  findAttached(letter: Uint8Array, file: Uint8Array): { id: FileId; number: number } | null {
    const number = this.#listAttached(letter).findIndex(({ ref }) => equalBytes(objectId(ref), file))
    if (number < 0) return null
    return { id: fileId(this.#parts.identity, { kind: 'attached', object: letter, number }), number }
  }

  /** Returns the own file of an object. Null if the object is not in the list of own files. */
  findEntry(object: Uint8Array): OwnFile | null {
    return findOwnFileOf(this.#parts.ledger, object)
  }

  /** Returns the link by which a letter attaches the file. @throws NOT_FOUND, NOT_YOURS */
  linkTo(file: OwnFile): Link {
    const { ref, contentKey, name, size } = this.#readOwn(file)
    const { facts, type } = file
    const label = { name, size, type }
    return { rel: 'attach', ref, key: contentKey, label: facts === NO_FACTS ? label : { ...label, facts } }
  }

  #openOwn(file: OwnFile): Promise<FileReader> {
    return this.open(this.#readOwn(file), { waitMs: 0 })
  }

  /** Replaces the facts of an own file, which include its preview. */
  async describe(file: OwnFile, facts: FileFacts): Promise<void> {
    await this.#parts.ledger.write((tx) => writeFacts(tx, file, facts))
  }

  /**
   * Returns the n-th attachment of an own or opened letter, with its label. @throws NOT_FOUND,
   * RECALLED
   */
  getAttached(letter: Uint8Array, number: number): Attachment {
    const { store, ledger, identity } = this.#parts
    const own = store.findOwn(ledger, letter)
    const kept = own === null ? store.findKept(ledger, letter) : null
    const header = own?.header ?? kept?.header
    const found = header && attachmentsOf(header, kept?.ref.person ?? identity.person)[number]
    if (found === undefined) throw notFound()
    return found
  }

  /**
   * Returns the preview that an id names. Null if the id names a file. @throws NOT_FOUND, RECALLED
   */
  findPreview(id: string): FilePreview | null {
    const locator = parseFileId(this.#parts.identity, id)
    if (locator === null || locator.kind === 'own' || locator.kind === 'attached') return null
    const facts =
      locator.kind === 'own-preview'
        ? findOwnFile(this.#parts.ledger, locator.number)?.facts
        : this.getAttached(locator.object, locator.number).label.facts
    if (facts === undefined || facts.preview === null) throw notFound()
    return facts.preview
  }

  /** @throws NOT_FOUND if this home did not make the id, or the file is gone */
  find(id: string): ReadableFile {
    const locator = parseFileId(this.#parts.identity, id)
    if (locator === null || locator.kind === 'within' || locator.kind.endsWith('-preview')) throw notFound()
    if (locator.kind === 'own') return this.#readOwn(findOwnFile(this.#parts.ledger, locator.number))
    const attached = this.#listAttached(locator.object)[locator.number]
    if (attached === undefined) throw notFound()
    return attached
  }

  /**
   * The files behind a ref: the attachments of a letter, or the file itself. The letter must be own
   * or opened.
   * @throws NOT_FOUND
   */
  listBehind(ref: Ref): ReadableFile[] {
    const file = this.findFile(ref)
    return file === null ? this.#listAttached(objectId(ref)) : [file]
  }

  /**
   * Returns an own file, or one that an object opened here attaches. Null if the ref names no known
   * file.
   */
  findFile(ref: Ref): ReadableFile | null {
    const object = objectId(ref)
    const { store, ledger } = this.#parts
    if (store.findOwn(ledger, object)?.header.kind === 'file')
      return this.#readOwn(findOwnFileOf(ledger, object))
    const place = findOthersAttached(ledger, object)
    return place === null ? null : (this.#listAttached(place.letter)[place.position] ?? null)
  }

  #readOwn(file: OwnFile | null): ReadableFile {
    const contentKey = file === null ? null : findContentKey(this.#parts.ledger, file.object)
    if (file === null || contentKey === null) throw notFound()
    const { name, size, object } = file
    return { ref: this.#getOwn(object).ref, contentKey, name, size, letter: null }
  }

  #getOwn(object: Uint8Array): { ref: Ref; header: ObjectHeader } {
    const own = this.#parts.store.findOwn(this.#parts.ledger, object)
    if (own === null) throw notFound()
    return own
  }

  #listAttached(letter: Uint8Array): ReadableFile[] {
    const { store, ledger, identity, inbox } = this.#parts
    const own = store.findOwn(ledger, letter)
    if (own !== null && findContentKey(ledger, letter) === null)
      throw new EngineError('RECALLED', 'The key of this letter was destroyed.')
    const kept = own === null ? store.findKept(ledger, letter) : null
    const header = own?.header ?? kept?.header
    if (header === undefined) throw notFound()
    const attachments = attachmentsOf(header, kept?.ref.person ?? identity.person)
    const notice = kept === null ? null : (inbox.find(ledger, letter)?.notice ?? null)
    return locateAttached(attachments, header, notice).map(({ ref, key, label }) => ({
      ref,
      contentKey: key,
      name: label.name,
      size: label.size,
      letter: own === null ? letter : null,
    }))
  }

  /** Returns the connected persons who may be asked for the blocks of another person's file. */
  listSources({ ref, letter }: ReadableFile): Uint8Array[] {
    if (letter === null) return []
    const isSource = sourcesOf(this.#parts, letter, ref.person)
    const persons = this.#parts.peers.list().flatMap((peer) => (isSource(peer) && peer.person) || [])
    return persons.filter((one, at) => persons.findIndex((other) => equalBytes(one, other)) === at)
  }

  /**
   * Opens a file for reading any part. The caller must close it.
   * @throws ALTERED, AUTHOR_AWAY, UNREACHABLE, CANCELLED, NO_SPACE
   */
  async open(file: ReadableFile, wait: Wait): Promise<FileReader> {
    const { letter, ...inUse } = file
    const keeping = letter === null ? null : this.#keeper.begin({ ...inUse, letter })
    const blocks = new FileBlocks(this.#parts, { ...file, keeping }, wait)
    try {
      const reader = await FileReader.open(blocks, file)
      if (file.letter !== null) await this.#keep(file.letter, objectId(file.ref))
      return reader
    } catch (error) {
      blocks.close()
      if (isEngineError(error, 'ALTERED')) this.#parts.badInput.count('file-altered', file.ref.device)
      throw error
    }
  }

  async #keep(letter: Uint8Array, file: Uint8Array): Promise<void> {
    const { ledger, store } = this.#parts
    if (findAttachedKept(ledger, letter, file) !== false || ledger.isDamaged) return
    await ledger.write((tx) => markAttachedKept(tx, store, letter, file))
  }

  /** Fetches all blocks that are missing here. @throws the codes of `open` */
  async fetch(file: ReadableFile, wait: Wait): Promise<void> {
    await this.#readWhole(file, wait, async (pieces) => {
      for await (const piece of pieces) if (piece.byteLength === 0) continue
    })
  }

  /**
   * Fetches the missing blocks and writes the file into `folder`. Returns the absolute path.
   * @throws the codes of `open`, and INVALID for the folder
   */
  async save(file: ReadableFile, folder: string, wait: Wait): Promise<string> {
    return this.#readWhole(file, wait, (pieces, { name, type }) =>
      saveFile(folder, decideFileName(name, type), pieces),
    )
  }

  async #readWhole<T>(
    file: ReadableFile,
    wait: Wait,
    use: (pieces: AsyncIterable<Uint8Array>, reader: FileReader) => Promise<T>,
  ): Promise<T> {
    const reader = await this.open(file, wait)
    this.#open.add(reader)
    try {
      const pieces =
        reader.size < WORTH_A_THREAD_BYTES
          ? reader.read(0, reader.size, AHEAD_OF_SAVING)
          : reader.readAll(this.#thread, AHEAD_OF_SAVING)
      return await use(pieces, reader)
    } catch (error) {
      if (isEngineError(error, 'ALTERED')) this.#parts.badInput.count('file-altered', file.ref.device)
      throw error
    } finally {
      this.#open.delete(reader)
      reader.close()
    }
  }

  async close(): Promise<void> {
    for (const reader of this.#open) reader.close()
    await this.sealing.close()
    await this.#thread.close()
  }
}

function notFound(): EngineError {
  return new EngineError('NOT_FOUND', 'There is no such file here.')
}
