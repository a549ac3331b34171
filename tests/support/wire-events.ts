// Waits for events on wires: the next wire, received bytes, a condition.
// Every wait has its own deadline, so that a test fails at the place where it hangs.
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type { Wire, WireSource } from '../../src/core/network/wires/wire.ts'
import { PATIENCE_MS } from './patience.ts'

export function settle(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

export function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} did not happen within ${ms} ms`)), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** Resolves with the next wire that the source emits. */
export function nextWire(source: WireSource): Promise<Wire> {
  let off = (): void => undefined
  const next = new Promise<Wire>((resolve) => {
    off = source.events.on('wire', resolve)
  })
  return within(PATIENCE_MS, 'a wire', next).finally(off)
}

export function nextClose(wire: Wire): Promise<void> {
  if (wire.stream.destroyed) return Promise.resolve()
  return within(PATIENCE_MS, 'a close', new Promise<void>((resolve) => wire.stream.once('close', resolve)))
}

/** Polls every few milliseconds. Resolves when `isSo` is true. */
export async function eventually(what: string, isSo: () => boolean): Promise<void> {
  const startedAt = performance.now()
  while (!isSo()) {
    if (performance.now() - startedAt > PATIENCE_MS)
      throw new Error(`${what} did not happen within ${PATIENCE_MS} ms`)
    await settle(5)
  }
}

export interface Received {
  text(): string
  /** Resolves when `bytes` bytes have arrived. */
  until(bytes: number): Promise<void>
}

/** Collects the bytes that a stream receives from now on. */
export function collect(stream: NoiseSecretStream): Received {
  const parts: Uint8Array[] = []
  let size = 0
  stream.on('data', (bytes) => {
    parts.push(bytes)
    size += bytes.byteLength
  })
  return {
    text: () => Buffer.concat(parts).toString('utf8'),
    until: (bytes) => eventually(`${bytes} bytes`, () => size >= bytes),
  }
}
