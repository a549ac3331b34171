// Writes files into the bag, each once and under its own name: attachments and own files, each with
// its proof.
// A large file is streamed chunk by chunk. The verifier seals it again, so its blocks are not in
// the export.
import { toHex, toText } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import type { Files } from '../files/index.ts'
import type { LetterParts } from '../letters/index.ts'
import { blockCountOf } from '../seal/index.ts'
import { objectId } from '../store/index.ts'
import type { Bag } from './bag.ts'
import { UniqueNames } from './export-names.ts'
import { proofLine, withheldLine, type Proof } from './proof-line.ts'
import { readKnown, type Readable, type Withheld } from './read-object.ts'

export interface FileToWrite extends Readable {
  name: string
  size: number
}

/** Chunks that are read in advance. */
const AHEAD = 8

export class FileWriter {
  readonly #parts: LetterParts
  readonly #files: Pick<Files, 'open'>
  readonly #bag: Bag
  readonly #signal: AbortSignal
  /** By object id: the path of each file; null if it cannot be exported. */
  readonly #paths = new Map<string, Promise<string | null>>()
  readonly #names = new UniqueNames()
  written = 0

  constructor(options: { parts: LetterParts; files: Pick<Files, 'open'>; bag: Bag; signal: AbortSignal }) {
    this.#parts = options.parts
    this.#files = options.files
    this.#bag = options.bag
    this.#signal = options.signal
  }

  /** Returns the path, relative to `data/`. Null if the file cannot be exported. */
  write(file: FileToWrite): Promise<string | null> {
    const key = toHex(objectId(file.ref))
    let path = this.#paths.get(key)
    if (path === undefined) {
      path = this.#write(file)
      this.#paths.set(key, path)
    }
    return path
  }

  async #write(file: FileToWrite): Promise<string | null> {
    const path = `files/${this.#names.nameOf(file.name, objectId(file.ref))}`
    const written =
      file.ref.chunkCount === 1 ? await this.#writeSmall(file, path) : await this.#writeLarge(file, path)
    const proofs = `proof/${toText(file.ref.person)}.jsonl`
    if (typeof written === 'string') {
      await this.#bag.append(proofs, withheldLine(file.ref, written, { about: file.name }))
      return null
    }
    await this.#bag.append(proofs, proofLine(file, written, { kind: 'file', beside: `data/${path}` }))
    this.written++
    return path
  }

  async #writeSmall(file: FileToWrite, path: string): Promise<Proof | Withheld> {
    const read = await readKnown(this.#parts, file)
    if ('withheld' in read) return read.withheld
    if (read.proof === null) return 'UNPROVEN'
    await this.#bag.put(path, read.opened.body)
    return read.proof
  }

  async #writeLarge(file: FileToWrite, path: string): Promise<Proof | Withheld> {
    const { store } = this.#parts
    if (!(await store.isWhole(file.ref))) return 'ABSENT'
    const signed = await store.readSigned(file.ref)
    if (signed?.length !== blockCountOf(file.ref.chunkCount)) return 'UNPROVEN'
    const checked = await this.#readToEnd(file)
    if (checked !== null) return checked
    const reader = await this.#open(file)
    try {
      await this.#bag.putStream(path, reader.read(0, reader.size, AHEAD))
      return { ...signed, salt: reader.salt, lead: reader.lead, size: reader.size }
    } finally {
      reader.close()
    }
  }

  /**
   * Reads the file once before it is written. A damaged file is listed as withheld and does not end
   * the export.
   */
  async #readToEnd(file: FileToWrite): Promise<Withheld | null> {
    try {
      const reader = await this.#open(file)
      try {
        for await (const _ of reader.read(0, reader.size, AHEAD)) this.#signal.throwIfAborted()
      } finally {
        reader.close()
      }
      return null
    } catch (error) {
      if (isEngineError(error, 'ALTERED')) return 'ALTERED'
      if (isEngineError(error, 'DAMAGED') || isEngineError(error, 'AUTHOR_AWAY')) return 'DAMAGED'
      throw error
    }
  }

  #open(file: FileToWrite) {
    return this.#files.open({ ...file, letter: null }, { waitMs: 0, signal: this.#signal })
  }
}
