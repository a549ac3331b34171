// The basic types of the location search: random access to a file, and patches that replace bytes.
// A file keeps its length, so a location is replaced by as many zeros or spaces.

/** Reads any part of a file. The result is shorter only at the end of the file. */
export type ReadPart = (start: number, bytes: number) => Promise<Buffer>

/** Bytes that replace those at `start`. */
export interface Patch {
  start: number
  bytes: Uint8Array
}

/** All patches of zeros or spaces share these arrays, so that a large patch costs no memory. */
const SHARED_BYTES = 64 * 1024
const ZEROS = new Uint8Array(SHARED_BYTES)
const SPACES = new Uint8Array(SHARED_BYTES).fill(0x20)

export const zeros = (start: number, count: number): Patch[] => fill(start, count, ZEROS)
export const spaces = (start: number, count: number): Patch[] => fill(start, count, SPACES)

function fill(start: number, count: number, from: Uint8Array): Patch[] {
  const patches: Patch[] = []
  for (let done = 0; done < count; done += SHARED_BYTES)
    patches.push({ start: start + done, bytes: from.subarray(0, Math.min(SHARED_BYTES, count - done)) })
  return patches
}

export function moved(patches: readonly Patch[], by: number): Patch[] {
  return patches.map(({ start, bytes }) => ({ start: start + by, bytes }))
}

/**
 * Pushes one by one, because a call with hundreds of thousands of arguments throws a RangeError.
 */
export function addAll(patches: Patch[], more: readonly Patch[]): void {
  for (const patch of more) patches.push(patch)
}

/**
 * Sorted by start. The sort is stable, so of two patches with the same start the later one still
 * wins.
 */
export function inOrder(patches: readonly Patch[]): Patch[] {
  return patches.toSorted((a, b) => a.start - b.start)
}

/** Reads bytes in memory like a file. */
export function readerOf(bytes: Uint8Array): ReadPart {
  return async (start, count) => Buffer.from(bytes.subarray(start, start + count))
}

/** Reads a part of a file like a file of its own. */
export function partOf(read: ReadPart, start: number, end: number): ReadPart {
  return (from, bytes) => read(start + from, Math.max(0, Math.min(bytes, end - start - from)))
}

/**
 * Applies patches to a piece of the file that begins at `at`. Returns the piece itself if nothing
 * changes, else a copy.
 */
export function patched(piece: Uint8Array, at: number, patches: readonly Patch[]): Uint8Array {
  const end = at + piece.byteLength
  const touching = patches.filter(({ start, bytes }) => start < end && start + bytes.byteLength > at)
  if (touching.length === 0) return piece
  const copy = Uint8Array.from(piece)
  for (const { start, bytes } of touching) {
    const from = Math.max(start, at)
    const to = Math.min(start + bytes.byteLength, end)
    copy.set(bytes.subarray(from - start, to - start), from - at)
  }
  return copy
}
