// A BagIt bag (RFC 8493) being written: what comes in is named by its SHA-256 in a manifest, so that any program can check it.
// It knows nothing of letters; safe paths are the caller's.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Mutex, utf8 } from '../base/index.ts'
import type { BagPlace } from './bag-folder.ts'

/** Held before it is written: more files and lines than anybody waits for. */
const MAX_HELD = 1 << 22
const MANIFEST = 'manifest-sha256.txt'

/** More of a file that grows. */
type Piece = string | Uint8Array

export interface BagSize {
  files: number
  bytes: number
}

export class Bag {
  readonly #place: BagPlace
  /** Files that grow, with what of them is not written yet. */
  readonly #growing = new Map<string, Piece[]>()
  #held = 0
  readonly #writing = new Mutex()
  readonly #size: BagSize = { files: 0, bytes: 0 }

  constructor(place: BagPlace) {
    this.#place = place
  }

  /** @param path under `data/` */
  async put(path: string, content: Uint8Array | string): Promise<void> {
    const bytes = typeof content === 'string' ? utf8(content) : content
    await this.#place.put(`data/${path}`, bytes)
    await this.#name(`data/${path}`, sumOf(bytes), bytes.byteLength)
  }

  async putStream(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const passing = new Summed(pieces)
    await this.#place.putStream(`data/${path}`, passing.read())
    await this.#name(`data/${path}`, passing.sum(), passing.bytes)
  }

  /** Some more of a file that grows until the end. */
  async append(path: string, text: Piece): Promise<void> {
    await this.#hold(`data/${path}`, text)
  }

  /** Whether something was appended to it by now. */
  isGrowing(path: string): boolean {
    return this.#growing.has(`data/${path}`)
  }

  async #hold(path: string, text: Piece): Promise<void> {
    const held = this.#growing.get(path)
    if (held === undefined) this.#growing.set(path, [text])
    else held.push(text)
    this.#held += text.length
    if (this.#held > MAX_HELD) await this.#write()
  }

  #write(): Promise<void> {
    return this.#writing.run(async () => {
      this.#held = 0
      for (const [path, held] of this.#growing)
        if (held.length > 0) await this.#place.append(path, joinPieces(held.splice(0)))
    })
  }

  async #name(path: string, sum: string, bytes: number): Promise<void> {
    this.#size.files++
    this.#size.bytes += bytes
    await this.#hold(MANIFEST, `${sum}  ${path}\n`)
  }

  /** All that grew becomes whole, then the manifests. Files and bytes are counted of what they name. */
  async finish(info: Record<string, string>, tools: Record<string, string>): Promise<BagSize> {
    await this.#write()
    for (const path of [...this.#growing.keys()].filter((one) => one !== MANIFEST)) {
      const { sum, bytes } = await this.#sumGrown(path)
      await this.#place.settle(path)
      await this.#name(path, sum, bytes)
    }
    const size = { ...this.#size }
    await this.#hold(MANIFEST, '')
    await this.#write()
    const manifest = await this.#sumGrown(MANIFEST)
    await this.#place.settle(MANIFEST)
    await this.#putTags({ ...tagFiles(info, size), ...tools }, manifest.sum)
    await this.#place.finish()
    return size
  }

  async #putTags(tags: Record<string, string>, manifestSum: string): Promise<void> {
    const lines = [`${manifestSum}  ${MANIFEST}\n`]
    for (const [path, text] of Object.entries(tags)) {
      const bytes = utf8(text)
      await this.#place.put(path, bytes)
      lines.push(`${sumOf(bytes)}  ${path}\n`)
    }
    await this.#place.put('tagmanifest-sha256.txt', utf8(lines.join('')))
  }

  async #sumGrown(path: string): Promise<{ sum: string; bytes: number }> {
    const passing = new Summed(createReadStream(this.#place.grown(path)))
    for await (const _ of passing.read());
    return { sum: passing.sum(), bytes: passing.bytes }
  }

  abandon(): Promise<void> {
    return this.#place.abandon()
  }
}

/** A stream whose hash and length are known when it has passed. */
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
  const told = { ...info, 'Payload-Oxum': `${bytes}.${files}` }
  const lines = Object.entries(told).map(([name, value]) => `${name}: ${value.replace(/\s+/g, ' ')}\n`)
  return {
    'bagit.txt': 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
    'bag-info.txt': lines.join(''),
  }
}
