// Cuts long work into slices, so that other work of the engine is not delayed.
import { setImmediate } from 'node:timers/promises'

/** Converting so many characters or bytes takes about a millisecond. */
export const SLICE_SIZE = 64 * 1024

/** Yields the slices of a text, and lets other work run between them. No character is split. */
export async function* inSlices(text: string): AsyncGenerator<string> {
  for (let at = 0, end = 0; at < text.length; at = end) {
    if (at > 0) await setImmediate()
    end = Math.min(at + SLICE_SIZE, text.length)
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end--
    yield text.slice(at, end)
  }
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff
