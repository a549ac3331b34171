// Parses the elements of an EBML file (Matroska, WebM): an id, a length, a content. Pure functions
// over bytes in memory.
// Lengths are untrusted, so an element ends at the end of its parent at the latest.

export interface Element {
  id: number
  /** Start of the content. */
  start: number
  end: number
  /**
   * True if the element was written with unknown length, so that it extends to the next element of
   * its kind.
   */
  isEndless: boolean
}

/** An id has at most four bytes, a length at most eight. */
export const MAX_HEAD_BYTES = 12

/**
 * Parses an element whose head is at the start of `head`. `at` is the position of `head`. Null if
 * there is none.
 */
export function readElement(head: Uint8Array, at: number, end: number): Element | null {
  const idBytes = widthOf(head[0])
  const lengthBytes = widthOf(head[idBytes])
  if (idBytes === 0 || idBytes > 4 || lengthBytes === 0) return null
  const start = at + idBytes + lengthBytes
  if (idBytes + lengthBytes > head.byteLength || start > end) return null
  const id = numberIn(head, 0, idBytes)
  const first = head[idBytes]! & (0xff >> lengthBytes)
  const rest = head.subarray(idBytes + 1, idBytes + lengthBytes)
  const isEndless = first === 0xff >> lengthBytes && rest.every((byte) => byte === 0xff)
  const length = rest.reduce((sum, byte) => sum * 256 + byte, first)
  return { id, start, end: isEndless ? end : Math.min(start + length, end), isEndless }
}

/** Returns the elements of a content that is completely in memory. */
export function listElements(content: Uint8Array): Element[] {
  const found: Element[] = []
  for (let at = 0; at < content.byteLength;) {
    const head = content.subarray(at, at + MAX_HEAD_BYTES)
    const element = readElement(head, at, content.byteLength)
    if (element === null) break
    found.push(element)
    at = element.end
  }
  return found
}

/** Returns the number of bytes of a number whose first byte is `first`; 0 if it is not a number. */
function widthOf(first: number | undefined): number {
  return first === undefined || first === 0 ? 0 : Math.clz32(first) - 23
}

function numberIn(bytes: Uint8Array, from: number, to: number): number {
  return bytes.subarray(from, to).reduce((sum, byte) => sum * 256 + byte, 0)
}

/** Returns an unsigned EBML number of any width up to six bytes; null if it is longer. */
export function unsignedOf(content: Uint8Array): number | null {
  return content.byteLength > 6 ? null : numberIn(content, 0, content.byteLength)
}
