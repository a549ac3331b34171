// Files: stored once, linked by letters, and read in part or whole by whoever opened the letter.
// The one room through which the engine speaks of files; sealing and reading have their own.
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
import { Folders } from './folder-adding.ts'
import { listOwnFilesAfter, findOwnFile, findOwnFileOf, writeFacts, type OwnFile } from './own-files.ts'
import { PlacelessLinks } from './placeless-links.ts'
import { findOrMakePlaceless } from './placeless/placeless-copies.ts'
import { saveFile } from './save-file.ts'
import { Sealing } from './sealing.ts'

/** A file that can be read: where, under which key, and by which letter it came. */
export interface ReadableFile extends FileTarget {
  /** Null for an own file. */
  letter: Uint8Array | null
}

/** Chunks under way while a whole file is fetched: 2 MB. */
const AHEAD_OF_SAVING = 32

export class Files {
  readonly sealing: Sealing
  readonly folders: Folders
  /** What others are given of files of mine. */
  readonly placeless: PlacelessLinks
  readonly #parts: DeliveryParts
  readonly #keeper: Keeper
  readonly #open = new Set<FileReader>()
  /** Seals and opens what is worth a thread of its own. */
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
    this.folders = new Folders(this.sealing, () => parts.clock.monotonicMs())
    const ports = { ledger: parts.ledger, sealing: this.sealing, open: (own: OwnFile) => this.#openOwn(own) }
    this.placeless = new PlacelessLinks({
      ledger: parts.ledger,
      makePlaceless: (file) => findOrMakePlaceless(ports, file),
      linkTo: (file) => this.linkTo(file),
      idOf: (file) => this.idOf(file),
    })
  }

  /** Mine, the latest added first. */
  list(limit: number): OwnFile[] {
    const filter: FileFilter = { from: 'mine', kinds: [], tag: null, within: null, pages: null }
    const page = { order: 'added' as const, month: null, limit, before: null }
    return listFiles(this.#parts.ledger, filter, page).flatMap(({ own }) => own ?? [])
  }

  /** Mine, as they came. */
  listAfter(number: number, limit: number): OwnFile[] {
    return listOwnFilesAfter(this.#parts.ledger, number, limit)
  }

  refOf({ object }: OwnFile): Ref {
    return this.#getOwn(object).ref
  }

  idOf({ object, number }: OwnFile): FileId {
    return fileId(this.#parts.identity, { kind: 'own', object, number })
  }

  /** By its id, or by the ref of its object. */
  findOwnFile(id: string): OwnFile | null {
    const ref = parseRef(id)
    if (ref !== null) return findOwnFileOf(this.#parts.ledger, objectId(ref))
    const place = parseFileId(this.#parts.identity, id)
    return place?.kind === 'own' ? findOwnFile(this.#parts.ledger, place.number) : null
  }

  /** @throws NOT_FOUND, NOT_YOURS */
  getOwnFile(id: string): OwnFile {
    if (parseFileId(this.#parts.identity, id)?.kind === 'attached')
      throw new EngineError('NOT_YOURS', 'This file is another’s.')
    const file = this.findOwnFile(id)
    if (file === null) throw notFound()
    return file
  }

  /** What a file of a letter that was opened is called at the contract, and which of them it is, from 0; null when it has none such. */
  findAttached(letter: Uint8Array, file: Uint8Array): { id: FileId; number: number } | null {
    const number = this.#listAttached(letter).findIndex(({ ref }) => equalBytes(objectId(ref), file))
    if (number < 0) return null
    return { id: fileId(this.#parts.identity, { kind: 'attached', object: letter, number }), number }
  }

  /** The entry of an object among my files; null when it is none of them. */
  findEntry(object: Uint8Array): OwnFile | null {
    return findOwnFileOf(this.#parts.ledger, object)
  }

  /** What a letter attaches it by. @throws NOT_FOUND, NOT_YOURS */
  linkTo(file: OwnFile): Link {
    const { ref, contentKey, name, size } = this.#readOwn(file)
    const { facts, type } = file
    const label = { name, size, type }
    return { rel: 'attach', ref, key: contentKey, label: facts === NO_FACTS ? label : { ...label, facts } }
  }

  #openOwn(file: OwnFile): Promise<FileReader> {
    return this.open(this.#readOwn(file), { waitMs: 0 })
  }

  /** From now on it is shown with this preview and these facts. */
  async describe(file: OwnFile, facts: FileFacts): Promise<void> {
    await this.#parts.ledger.write((tx) => writeFacts(tx, file, facts))
  }

  /** The n-th file of a letter that is mine or opened, with what its letter says of it. @throws NOT_FOUND, RECALLED */
  getAttached(letter: Uint8Array, number: number): Attachment {
    const { store, ledger, identity } = this.#parts
    const own = store.findOwn(ledger, letter)
    const kept = own === null ? store.findKept(ledger, letter) : null
    const header = own?.header ?? kept?.header
    const found = header && attachmentsOf(header, kept?.ref.person ?? identity.person)[number]
    if (found === undefined) throw notFound()
    return found
  }

  /** The small picture behind an id; null when the id names a file itself. @throws NOT_FOUND, RECALLED */
  findPreview(id: string): FilePreview | null {
    const place = parseFileId(this.#parts.identity, id)
    if (place === null || place.kind === 'own' || place.kind === 'attached') return null
    const facts =
      place.kind === 'own-preview'
        ? findOwnFile(this.#parts.ledger, place.number)?.facts
        : this.getAttached(place.object, place.number).label.facts
    if (facts === undefined || facts.preview === null) throw notFound()
    return facts.preview
  }

  /** @throws NOT_FOUND when this home gave no such id, or what it named is no more */
  find(id: string): ReadableFile {
    const place = parseFileId(this.#parts.identity, id)
    if (place === null || place.kind === 'mail' || place.kind.endsWith('-preview')) throw notFound()
    if (place.kind === 'own') return this.#readOwn(findOwnFile(this.#parts.ledger, place.number))
    const attached = this.#listAttached(place.object)[place.number]
    if (attached === undefined) throw notFound()
    return attached
  }

  /**
   * The files behind a ref: those that a letter attaches, or a file itself. The letter is mine or opened by now.
   * @throws NOT_FOUND
   */
  listBehind(ref: Ref): ReadableFile[] {
    const file = this.findFile(ref)
    return file === null ? this.#listAttached(objectId(ref)) : [file]
  }

  /** A file of mine, or one that something opened here attaches; null when the ref names no file that is known. */
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

  /** The persons who are connected and may be asked for a file of somebody else. */
  listSources({ ref, letter }: ReadableFile): Uint8Array[] {
    if (letter === null) return []
    const isSource = sourcesOf(this.#parts, letter, ref.person)
    const persons = this.#parts.peers.list().flatMap((peer) => (isSource(peer) && peer.person) || [])
    return persons.filter((one, at) => persons.findIndex((other) => equalBytes(one, other)) === at)
  }

  /** Ready to be read in any part; to be closed by the caller. @throws ALTERED, AUTHOR_AWAY, UNREACHABLE, CANCELLED, NO_SPACE */
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

  /** Fetches what is not here of it. @throws as `open` */
  async fetch(file: ReadableFile, wait: Wait): Promise<void> {
    await this.#readWhole(file, wait, async (pieces) => {
      for await (const piece of pieces) if (piece.byteLength === 0) continue
    })
  }

  /** Fetches what is not here, and writes it into `folder`. Gives the absolute path. @throws as `open`, and INVALID for the folder */
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
