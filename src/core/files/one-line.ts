// Cleans the texts in a file's metadata. A stranger may have written them.
import { MAX_CAPTION_BYTES } from '../store/index.ts'

/**
 * Returns one line of well-formed text, without control, format and direction characters. Null if
 * nothing is left.
 */
export function oneLine(raw: string): string | null {
  const text = raw
    .slice(0, 2 * MAX_CAPTION_BYTES)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cn}]|(?![\u200c\u200d])\p{Cf}/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
  return text === '' ? null : text
}
