// Texts that a file says of itself, made harmless: whoever wrote them is a stranger.
import { MAX_CAPTION_BYTES } from '../store/index.ts'

/** One line of well-formed text without what turns or ends it; null when nothing is left. */
export function oneLine(raw: string): string | null {
  const text = raw
    .slice(0, 2 * MAX_CAPTION_BYTES)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cn}]|(?![\u200c\u200d])\p{Cf}/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
  return text === '' ? null : text
}
