// The list of 2048 words from which the 24 are taken. Loaded when a user types their words.
import { loadPart } from '../bridge/parts.ts'

export async function loadWordList(): Promise<readonly string[]> {
  return (await loadPart(() => import('bip39-mnemonic/wordlist/english.json'))).default
}

/**
 * Splits typed or pasted text into words. Ignores numbers, points and capitals of a written list.
 */
export function splitWords(text: string): string[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
}

/** A longer list of candidates does not help. */
const MAX_OFFERED = 8

/** Returns the words with this start; empty while there are too many. */
export function completionsOf(list: readonly string[], typed: string): string[] {
  const start = typed.trim().toLowerCase()
  if (start.length < 2) return []
  const found = list.filter((word) => word.startsWith(start))
  return found.length > MAX_OFFERED ? [] : found
}
