// Unpacks deflated texts within a file. The bytes that all of them unpack to are limited together,
// and a text that fails costs what it had unpacked to.
import { createInflate } from 'node:zlib'

export interface UnpackBudget {
  /** Bytes that may still be unpacked. */
  left: number
}

/** Unpacks in the thread pool. Null if the text is no deflate, or is longer than a limit. */
export async function unpackWithin(
  packed: Uint8Array,
  budget: UnpackBudget,
  maxBytes: number,
): Promise<Buffer | null> {
  const limit = Math.min(maxBytes, budget.left)
  const pieces: Buffer[] = []
  let bytes = 0
  const unpacking = createInflate()
  unpacking.end(packed)
  try {
    for await (const piece of unpacking as AsyncIterable<Buffer>) {
      bytes += piece.byteLength
      if (bytes > limit) return null
      pieces.push(piece)
    }
    return Buffer.concat(pieces)
  } catch {
    return null
  } finally {
    unpacking.destroy()
    budget.left -= Math.min(bytes, limit)
  }
}
