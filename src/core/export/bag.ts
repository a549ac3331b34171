// A BagIt bag (RFC 8493) being written: what comes in is named by its SHA-256 in a manifest, so that any program can check it.
// It knows nothing of letters; safe paths are the caller's.
import { createHash } from 'node:crypto'
import { Mutex, utf8 } from '../base/index.ts'
import type { BagPlace } from './bag-folder.ts'

/** Held before it is written: more files and lines than anybody waits for. */
const MAX_HELD = 1 << 22
const MANIFEST = 'manifest-sha256.txt'

/** Small files, mostly, each of which waits for a disk. */
const SETTLED_AT_ONCE = 16

/** More of a file that grows. */
type Piece = string | Uint8Array

interface Sum {
  sum: string
  bytes: number
}

interface Growing {
  /** What of it is not written yet. */
  held: Piece[]
  /** What was written, known as long as that was all at once: most threads are short, and need not be read again for it. */
  out: Sum | 'in parts' | null
}

export interface BagSize {
  files: number
  bytes: number
}

export class Bag {
  readonly #place: BagPlace
  readonly #growing = new Map<string, Growing>()
  /** Of these something waits to be written. */
  readonly #waiting = new Set<string>()
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
    const growing = this.#growing.get(path)
    if (growing === undefined) this.#growing.set(path, { held: [text], out: null })
    else growing.held.push(text)
    this.#waiting.add(path)
    this.#held += text.length
    if (this.#held > MAX_HELD) await this.#write()
  }

  #write(): Promise<void> {
    return this.#writing.run(async () => {
      this.#held = 0
      const parts = [...this.#waiting].map((path) => {
        const growing = this.#growing.get(path)!
        const more = joinPieces(growing.held)
        growing.held = []
        growing.out = growing.out === null ? { sum: sumOf(more), bytes: more.byteLength } : 'in parts'
        return { path, more }
      })
      this.#waiting.clear()
      await this.#place.append(parts)
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
    const paths = [...this.#growing.keys()].filter((one) => one !== MANIFEST)
    for (let at = 0; at < paths.length; at += SETTLED_AT_ONCE) {
      const settling = paths.slice(at, at + SETTLED_AT_ONCE).map((path) => this.#settle(path))
      // Of one that fails nothing else may still be under way when it is told.
      await Promise.allSettled(settling)
      await Promise.all(settling)
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

  async #settle(path: string): Promise<void> {
    const { sum, bytes } = await this.#sumGrown(path)
    await this.#place.settle(path)
    this.#growing.delete(path)
    await this.#name(path, sum, bytes)
  }

  async #sumGrown(path: string): Promise<Sum> {
    const out = this.#growing.get(path)?.out ?? 'in parts'
    if (out !== 'in parts') return out
    const passing = new Summed(this.#place.grown(path))
    for await (const _ of passing.read());
    return { sum: passing.sum(), bytes: passing.bytes }
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
