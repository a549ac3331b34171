// Walks the boxes of an ISO media file (MP4, QuickTime) in place. Only heads are read; a content is
// read on request.
// Lengths are untrusted, so a box ends at the end of its parent at the latest, and the number of
// boxes is limited.
import type { ReadPart } from '../placeless/patches.ts'

export interface Box {
  /** Four bytes in latin1. */
  type: string
  /** Position of the box's head. */
  at: number
  /** Start of the content. */
  start: number
  end: number
}

const SHORT_HEAD_BYTES = 8
export const LONG_HEAD_BYTES = 16
/** Limit for one file. */
const MAX_BOXES = 5000
/** Limit for one content that is read. */
const MAX_CONTENT_BYTES = 64 * 1024

export class IsoBoxes {
  readonly #read: ReadPart
  #left = MAX_BOXES

  constructor(read: ReadPart) {
    this.#read = read
  }

  async *list({ start, end }: Pick<Box, 'start' | 'end'>): AsyncGenerator<Box, void> {
    for (let at = start; at + SHORT_HEAD_BYTES <= end && this.#left > 0; this.#left--) {
      const box = readHead(await this.#read(at, LONG_HEAD_BYTES), at, end)
      if (box === null) return
      yield box
      at = box.end
    }
  }

  /** Returns the first box of this type; null if there is none. */
  async find(within: Pick<Box, 'start' | 'end'>, type: string): Promise<Box | null> {
    for await (const box of this.list(within)) if (box.type === type) return box
    return null
  }

  /** Returns the content of a box, at most MAX_CONTENT_BYTES. */
  content({ start, end }: Box): Promise<Buffer> {
    return this.#read(start, Math.min(end - start, MAX_CONTENT_BYTES))
  }
}

/** Parses the box whose head is at `at`; null if there is none. */
export function readHead(head: Buffer, at: number, end: number): Box | null {
  if (head.byteLength < SHORT_HEAD_BYTES) return null
  const type = head.toString('latin1', 4, 8)
  const short = head.readUInt32BE(0)
  if (short === 0) return { type, at, start: at + SHORT_HEAD_BYTES, end }
  if (short !== 1) return short < SHORT_HEAD_BYTES ? null : boxOf(type, at, SHORT_HEAD_BYTES, short, end)
  if (head.byteLength < LONG_HEAD_BYTES) return null
  const long = Number(head.readBigUInt64BE(8))
  return long < LONG_HEAD_BYTES ? null : boxOf(type, at, LONG_HEAD_BYTES, long, end)
}

const boxOf = (type: string, at: number, headBytes: number, bytes: number, end: number): Box => ({
  type,
  at,
  start: Math.min(at + headBytes, end),
  end: Math.min(at + bytes, end),
})
