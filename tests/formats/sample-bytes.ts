// Bytes and names for samples of records: the same in every run, all different.
import type { Ref } from '../../src/core/store/index.ts'

export const AT = 1_764_000_000_123

export const filled = (byte: number, length = 32): Uint8Array => Buffer.alloc(length, byte)

export const signature = filled(0xee, 64)

export function refOf(first: number): Ref {
  return {
    ...{ cipherRoot: filled(first), keyCommit: filled(first + 1), person: filled(first + 2) },
    ...{ device: filled(first + 3), core: filled(first + 4), start: 70_000, chunkCount: 3 },
  }
}
