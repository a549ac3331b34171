// The elements of an EBML file (Matroska, WebM): an id, a length, a content. Pure, over bytes that are here.
// Lengths are a stranger's: an element ends where its parent does at the latest.

export interface Element {
  id: number
  /** Of its content. */
  start: number
  end: number
  /** Written while its length was not known: it goes on to the next one of its kind. */
  isEndless: boolean
}

/** An id has at most four bytes, a length eight. */
export const MAX_HEAD_BYTES = 12

/** The element whose head stands at the beginning of `head`, which stands at `at`; null where none does. */
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

/** What stands in a content that is here as a whole. */
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

/** How many bytes a number takes that begins with this one; 0 where it is none. */
function widthOf(first: number | undefined): number {
  return first === undefined || first === 0 ? 0 : Math.clz32(first) - 23
}

function numberIn(bytes: Uint8Array, from: number, to: number): number {
  return bytes.subarray(from, to).reduce((sum, byte) => sum * 256 + byte, 0)
}

/** An unsigned number as EBML writes it: as many bytes as it takes, at most six here. */
export function unsignedOf(content: Uint8Array): number | null {
  return content.byteLength > 6 ? null : numberIn(content, 0, content.byteLength)
}
