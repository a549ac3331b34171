// Removes locations from a GIF: comments that contain one, and application data. XMP is embedded as
// plain bytes; a trailer of descending byte values ends it.
import { addAll, moved, zeros, type Patch, type ReadPart } from './bytes.ts'
import type { Walked } from './jpeg-place.ts'
import type { Extent } from './joined-parts.ts'
import { PlaceRemains } from './place-remains.ts'
import { saysPlace } from './place-words.ts'
import { saysInSlices } from './slices.ts'
import { findXmlPlaces } from './xml-place.ts'

const HEADER_BYTES = 13
const WINDOW_BYTES = 64 * 1024
const MAX_BLOCKS = 4_000_000
const MAX_TEXT_BYTES = 16 * 1024 * 1024
const COMMENT = 0xfe
const PLAIN_TEXT = 0x01
const APPLICATION = 0xff
const SHOWING: ReadonlySet<string> = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012'])
const XMP = 'XMP DataXMP'
/**
 * The trailer after the XMP packet. A reader that enters the trailer at any byte reaches its end.
 */
const XMP_TRAILER_BYTES = 257

/** `read` begins with the picture. @throws PlaceRemains if the file has too many blocks */
export async function walkGif(read: ReadPart, size: number): Promise<Walked> {
  const walk = new GifWalk(read, size)
  const end = await walk.toEnd()
  return { patches: walk.patches, end }
}

class GifWalk {
  readonly patches: Patch[] = []
  readonly #read: ReadPart
  readonly #size: number
  #blocks = 0

  constructor(read: ReadPart, size: number) {
    this.#read = read
    this.#size = size
  }

  async toEnd(): Promise<number> {
    const header = await this.#read(0, HEADER_BYTES)
    let at = HEADER_BYTES + colorBytes(header[10] ?? 0)
    while (at < this.#size) {
      const head = await this.#read(at, 10)
      if (head[0] === 0x21) at = await this.#cleanExtension(at, head[1] ?? 0)
      else if (head[0] === 0x2c)
        at = await this.#skipBlocks(at + 11 + colorBytes(head[9] ?? 0), () => undefined)
      else return head[0] === 0x3b ? at + 1 : at
    }
    return this.#size
  }

  async #cleanExtension(at: number, label: number): Promise<number> {
    const blocks: Extent[] = []
    const end = await this.#skipBlocks(at + 2, (block) => blocks.push(block))
    if (label === COMMENT || label === PLAIN_TEXT) await this.#cleanText(blocks)
    if (label === APPLICATION) await this.#cleanApplication(blocks, end)
    return end
  }

  /** Skips blocks up to the empty one. Returns the position after it. */
  async #skipBlocks(from: number, take: (block: Extent) => void): Promise<number> {
    let at = from
    let windowAt = at
    let window = await this.#read(at, WINDOW_BYTES)
    while (at < this.#size) {
      if (at - windowAt >= window.byteLength) [window, windowAt] = [await this.#read(at, WINDOW_BYTES), at]
      const length = window[at - windowAt] ?? 0
      if (length === 0) return at + 1
      if (++this.#blocks > MAX_BLOCKS) throw new PlaceRemains('form', 'More blocks than a picture has.')
      take({ start: at + 1, length })
      at += 1 + length
    }
    return this.#size
  }

  async #cleanText(blocks: readonly Extent[]): Promise<void> {
    const parts: Buffer[] = []
    for (const { start, length } of blocks) parts.push(await this.#read(start, length))
    const text = Buffer.concat(parts).toString('latin1').replaceAll('\0', '')
    if (!(await saysInSlices(text, saysPlace))) return
    for (const { start, length } of blocks) addAll(this.patches, zeros(start, length))
  }

  async #cleanApplication(blocks: readonly Extent[], end: number): Promise<void> {
    const [name, ...rest] = blocks
    const program = name === undefined ? '' : (await this.#read(name.start, name.length)).toString('latin1')
    if (SHOWING.has(program)) return
    if (program !== XMP || name === undefined) {
      for (const { start, length } of rest) addAll(this.patches, zeros(start, length))
      return
    }
    const start = name.start + name.length
    const length = Math.max(0, end - start - XMP_TRAILER_BYTES)
    if (length > MAX_TEXT_BYTES) throw new PlaceRemains('form', 'More XMP than a picture has.')
    const packet = await this.#read(start, length)
    addAll(this.patches, moved(await findXmlPlaces(packet), start))
  }
}

function colorBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1)
}
