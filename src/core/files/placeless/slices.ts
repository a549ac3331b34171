// Searches long texts in slices, so that a file which was made to be slow does not delay the engine.
import { turn } from '../../base/index.ts'

/** The slowest search takes some milliseconds for so much. */
const SLICE_CHARS = 64 * 1024
/** Longer than every pattern for a location. */
const OVERLAP_CHARS = 256

/** True if `says` finds something in the text. Searches it in turns. */
export async function saysInSlices(text: string, says: (text: string) => boolean): Promise<boolean> {
  for (let start = 0; start === 0 || start < text.length; start += SLICE_CHARS) {
    await turn.pass()
    if (says(text.slice(start, start + SLICE_CHARS + OVERLAP_CHARS))) return true
  }
  return false
}
