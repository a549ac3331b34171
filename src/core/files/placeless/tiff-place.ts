// The place in a TIFF, which is what EXIF is: the directory that the GPS tag points to becomes an empty one.
// Offsets of a stranger are followed within the bytes that are here, and only so often.
import { zeros, type Patch } from './bytes.ts'

const GPS_TAG = 0x8825
const ENTRY_BYTES = 12
const MAX_DIRECTORIES = 16
const MAX_ENTRIES = 1024
/** Bytes of one value of each type. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]

/** Patches by their place in `tiff`; none where it is no TIFF or says no place. */
export function findTiffPlace(tiff: Uint8Array): Patch[] {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  const order = tiff.byteLength < 8 ? 0 : view.getUint16(0)
  if (order !== 0x4949 && order !== 0x4d4d) return []
  const reader = new Tiff(view, order === 0x4949)
  return reader
    .listDirectories()
    .flatMap((at) =>
      reader
        .listEntries(at)
        .flatMap(({ tag, value }) => (tag === GPS_TAG ? reader.emptyDirectory(value) : [])),
    )
}

interface Entry {
  tag: number
  type: number
  count: number
  /** An offset, or the value itself. */
  value: number
}

class Tiff {
  readonly #view: DataView
  readonly #isLittle: boolean

  constructor(view: DataView, isLittle: boolean) {
    this.#view = view
    this.#isLittle = isLittle
  }

  #short(at: number): number {
    return at + 2 <= this.#view.byteLength ? this.#view.getUint16(at, this.#isLittle) : 0
  }

  #long(at: number): number {
    return at + 4 <= this.#view.byteLength ? this.#view.getUint32(at, this.#isLittle) : 0
  }

  /** One after the other; a chain that comes back is followed no further. */
  listDirectories(): number[] {
    const found: number[] = []
    let at = this.#long(4)
    while (at >= 8 && !found.includes(at) && found.length < MAX_DIRECTORIES) {
      found.push(at)
      at = this.#long(at + 2 + this.#count(at) * ENTRY_BYTES)
    }
    return found
  }

  #count(at: number): number {
    return Math.min(this.#short(at), MAX_ENTRIES)
  }

  listEntries(directory: number): Entry[] {
    return Array.from({ length: this.#count(directory) }, (_, i) => {
      const at = directory + 2 + i * ENTRY_BYTES
      return {
        tag: this.#short(at),
        type: this.#short(at + 2),
        count: this.#long(at + 4),
        value: this.#long(at + 8),
      }
    })
  }

  /** No entries any more, and nothing where their values stood. */
  emptyDirectory(at: number): Patch[] {
    const count = this.#count(at)
    if (at < 8 || count === 0) return []
    const values = this.listEntries(at).flatMap(({ type, count: many, value }) => {
      const bytes = (TYPE_BYTES[type] ?? 0) * many
      return bytes > 4 ? this.#within(value, bytes) : []
    })
    return [...this.#within(at, 2 + count * ENTRY_BYTES), ...values]
  }

  #within(start: number, bytes: number): Patch[] {
    const end = Math.min(start + bytes, this.#view.byteLength)
    return start >= 8 && end > start ? [zeros(start, end - start)] : []
  }
}
