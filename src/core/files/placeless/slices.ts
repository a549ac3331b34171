// Searches long texts in slices, so that a file which was made to be slow does not delay the engine.
import { setImmediate } from 'node:timers/promises'

/** The slowest search takes some milliseconds for so much. */
export const SLICE_CHARS = 64 * 1024
/** Longer than every pattern for a location. */
const OVERLAP_CHARS = 256

/** True if `says` finds something in the text. Between two slices, other work runs. */
export async function saysInSlices(text: string, says: (text: string) => boolean): Promise<boolean> {
  for (let start = 0; start === 0 || start < text.length; start += SLICE_CHARS) {
    if (start > 0) await setImmediate()
    if (says(text.slice(start, start + SLICE_CHARS + OVERLAP_CHARS))) return true
  }
  return false
}
