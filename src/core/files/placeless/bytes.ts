// What the search for places works on: any part of a file, and what is to stand in it instead.
// A file stays as long as it was: what is taken out leaves zeros or spaces of the same number.

/** Any part of a file; shorter only at its end. */
export type ReadPart = (start: number, bytes: number) => Promise<Buffer>

/** Bytes that stand at `start` of the file from now on. */
export interface Patch {
  start: number
  bytes: Uint8Array
}

export const zeros = (start: number, count: number): Patch => ({ start, bytes: new Uint8Array(count) })
export const spaces = (start: number, count: number): Patch => ({
  start,
  bytes: new Uint8Array(count).fill(0x20),
})

export function moved(patches: readonly Patch[], by: number): Patch[] {
  return patches.map(({ start, bytes }) => ({ start: start + by, bytes }))
}

/** A piece of the file that stands at `at`, patched: a copy where anything changes. */
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
