// Writes a BagIt bag (RFC 8493). A manifest lists each file with its SHA-256, so that any program
// can check the bag.
// Knows nothing of letters. The caller must pass safe paths.
import { createHash } from 'node:crypto'
import { Mutex, utf8 } from '../base/index.ts'
import type { BagTarget } from './bag-folder.ts'

/** Characters or bytes that are buffered before they are written. */
const MAX_HELD = 1 << 22
const MANIFEST = 'manifest-sha256.txt'

/** Mostly small files, each of which waits for the disk. */
const SETTLED_AT_ONCE = 16

/** A part that is appended to a file. */
type Piece = string | Uint8Array

interface Sum {
  sum: string
  bytes: number
}

interface Growing {
  /** The parts that are not written yet. */
  held: Piece[]
  /**
   * The hash of what was written, if it was written in one part. Most threads are short, so they
   * need not be read back for their hash.
   */
  written: Sum | 'in parts' | null
}

export interface BagSize {
  files: number
  bytes: number
}

export class Bag {
  readonly #target: BagTarget
  readonly #growing = new Map<string, Growing>()
  /** The files with parts that are not written yet. */
  readonly #waiting = new Set<string>()
  #held = 0
  readonly #mutex = new Mutex()
  readonly #size: BagSize = { files: 0, bytes: 0 }

  constructor(target: BagTarget) {
    this.#target = target
  }

  /** @param path relative to `data/` */
  async put(path: string, content: Uint8Array | string): Promise<void> {
    const bytes = typeof content === 'string' ? utf8(content) : content
    await this.#target.put(`data/${path}`, bytes)
    await this.#addToManifest(`data/${path}`, sumOf(bytes), bytes.byteLength)
  }

  async putStream(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const passing = new Summed(pieces)
    await this.#target.putStream(`data/${path}`, passing.read())
    await this.#addToManifest(`data/${path}`, passing.sum(), passing.bytes)
  }

  /** Appends to a file that grows until the end of the export. */
  async append(path: string, text: Piece): Promise<void> {
    await this.#hold(`data/${path}`, text)
  }

  /** True if something was appended to this path. */
  isGrowing(path: string): boolean {
    return this.#growing.has(`data/${path}`)
  }

  async #hold(path: string, text: Piece): Promise<void> {
    const growing = this.#growing.get(path)
    if (growing === undefined) this.#growing.set(path, { held: [text], written: null })
    else growing.held.push(text)
    this.#waiting.add(path)
    this.#held += text.length
    if (this.#held > MAX_HELD) await this.#write()
  }

  #write(): Promise<void> {
    return this.#mutex.run(async () => {
      this.#held = 0
      const parts = [...this.#waiting].map((path) => {
        const growing = this.#growing.get(path)!
        const more = joinPieces(growing.held)
        growing.held = []
        growing.written = growing.written === null ? { sum: sumOf(more), bytes: more.byteLength } : 'in parts'
        return { path, more }
      })
      this.#waiting.clear()
      await this.#target.append(parts)
    })
  }

  async #addToManifest(path: string, sum: string, bytes: number): Promise<void> {
    this.#size.files++
    this.#size.bytes += bytes
    await this.#hold(MANIFEST, `${sum}  ${path}\n`)
  }

  /**
   * Completes the growing files, then writes the manifests. Returns the number and size of the
   * files in `data/`.
   */
  async finish(info: Record<string, string>, tools: Record<string, string>): Promise<BagSize> {
    await this.#write()
    const paths = [...this.#growing.keys()].filter((one) => one !== MANIFEST)
    for (let at = 0; at < paths.length; at += SETTLED_AT_ONCE) {
      const settling = paths.slice(at, at + SETTLED_AT_ONCE).map((path) => this.#complete(path))
      // After a failure no other write may be running when the error is thrown.
      await Promise.allSettled(settling)
      await Promise.all(settling)
    }
    const size = { ...this.#size }
    await this.#hold(MANIFEST, '')
    await this.#write()
    const manifest = await this.#sumGrown(MANIFEST)
    await this.#target.complete(MANIFEST)
    await this.#putTags({ ...tagFiles(info, size), ...tools }, manifest.sum)
    await this.#target.finish()
    return size
  }

  async #complete(path: string): Promise<void> {
    const { sum, bytes } = await this.#sumGrown(path)
    await this.#target.complete(path)
    this.#growing.delete(path)
    await this.#addToManifest(path, sum, bytes)
  }

  async #sumGrown(path: string): Promise<Sum> {
    const out = this.#growing.get(path)?.written ?? 'in parts'
    if (out !== 'in parts') return out
    const passing = new Summed(this.#target.grown(path))
    for await (const _ of passing.read());
    return { sum: passing.sum(), bytes: passing.bytes }
  }

  async #putTags(tags: Record<string, string>, manifestSum: string): Promise<void> {
    const lines = [`${manifestSum}  ${MANIFEST}\n`]
    for (const [path, text] of Object.entries(tags)) {
      const bytes = utf8(text)
      await this.#target.put(path, bytes)
      lines.push(`${sumOf(bytes)}  ${path}\n`)
    }
    await this.#target.put('tagmanifest-sha256.txt', utf8(lines.join('')))
  }

  abandon(): Promise<void> {
    return this.#target.abandon()
  }
}

/** A stream whose hash and length are known after it was read. */
class Summed {
  bytes = 0
  readonly #pieces: AsyncIterable<Uint8Array>
  readonly #hash = createHash('sha256')

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces
  }

  async *read(): AsyncGenerator<Uint8Array> {
    for await (const piece of this.#pieces) {
      this.#hash.update(piece)
      this.bytes += piece.byteLength
      yield piece
    }
  }

  sum(): string {
    return this.#hash.digest('hex')
  }
}

function joinPieces(pieces: Piece[]): Uint8Array {
  if (pieces.every((piece) => typeof piece === 'string')) return utf8(pieces.join(''))
  return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? utf8(piece) : piece)))
}

function sumOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function tagFiles(info: Record<string, string>, { files, bytes }: BagSize): Record<string, string> {
  const allInfo = { ...info, 'Payload-Oxum': `${bytes}.${files}` }
  const lines = Object.entries(allInfo).map(([name, value]) => `${name}: ${value.replace(/\s+/g, ' ')}\n`)
  return {
    'bagit.txt': 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
    'bag-info.txt': lines.join(''),
  }
}
