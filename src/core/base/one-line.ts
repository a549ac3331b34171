// Cleans a text that a stranger may have written, before it is shown among others.

/**
 * Returns one line of well-formed text, without control, format and direction characters, of at
 * most `maxChars` UTF-16 units. '' if nothing is left.
 */
export function oneLine(raw: string, maxChars: number): string {
  return raw
    .slice(0, maxChars)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cn}]|(?![\u200c\u200d])\p{Cf}/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
}
