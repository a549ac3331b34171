// Compares byte arrays at once. Vitest compares them byte by byte, which took seconds for a file.
import { expect } from 'vitest'

/** Files of tests share a process, and testers stay in it. */
const DONE = Symbol.for('fumikura tests: equal bytes')
const shared = globalThis as { [DONE]?: true }

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array

function areEqualBytes(one: unknown, other: unknown): boolean | undefined {
  // Of two classes, vitest decides: strictly, a Buffer is no Uint8Array.
  if (!isBytes(one) || !isBytes(other) || one.constructor !== other.constructor) return undefined
  return Buffer.compare(one, other) === 0
}

if (shared[DONE] !== true) expect.addEqualityTesters([areEqualBytes])
shared[DONE] = true
