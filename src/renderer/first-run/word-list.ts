// The 2048 words of which everybody's 24 are some, loaded when somebody types theirs.
import { loadPart } from '../bridge/parts.ts'

export async function loadWordList(): Promise<readonly string[]> {
  return (await loadPart(() => import('bip39-mnemonic/wordlist/english.json'))).default
}

/** What was typed or pasted, as words: numbers, points and capitals of a written list do not count. */
export function splitWords(text: string): string[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
}

/** How many come into question before a list is of help. */
const MAX_OFFERED = 8

/** Words that begin so; none before there are few. */
export function completionsOf(list: readonly string[], typed: string): string[] {
  const start = typed.trim().toLowerCase()
  if (start.length < 2) return []
  const found = list.filter((word) => word.startsWith(start))
  return found.length > MAX_OFFERED ? [] : found
}
