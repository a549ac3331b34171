// The words of a letter as its row of the full-text index has them: bounded, and made in turns.
// The text of a letter of others decides neither how long the thread is busy nor how much is
// stored.
import type { Turn } from '../base/index.ts'
import { tokensByPiece } from './tokenizer.ts'

/** Where the words of a text end. */
export interface WordLimits {
  words: number
  /** Each of them is a place of its own in the full-text index, so these cost the most. */
  different: number
  /** In all words together. */
  chars: number
}

/**
 * For the text of a letter that is own or was opened. One letter is one row, and one row is one
 * statement: these words take some 50 ms.
 */
export const OPENED_LIMITS: WordLimits = { words: 100_000, different: 10_000, chars: 1_000_000 }

/** For a text that came with its notice, which this person did not ask for. */
const UNASKED_WORDS = 4_000

/** For a title, which everybody can send. */
export const TITLE_LIMITS = limitsOf(128)

/** For the names of all files. */
export const NAMES_LIMITS = limitsOf(1_000)

/**
 * NFKC makes 18 characters of one of three bytes. Without such ones, no text has more words than
 * one for two of its bytes.
 */
export function unaskedLimits(text: string): WordLimits {
  return limitsOf(Math.min(UNASKED_WORDS, Math.max(64, Buffer.byteLength(text) / 2)))
}

function limitsOf(words: number): WordLimits {
  return { words: Math.ceil(words), different: Math.ceil(words), chars: words * 64 }
}

/** No text of words is longer, and others must not decide how much of a text is read. */
const CHARS_OF_A_WORD = 20

export interface Words {
  /** The tokens for the full-text index, joined by spaces. */
  text: string
  /** How many of them differ, or more. */
  different: number
  /** True if the text has more words. */
  isCut: boolean
}

export async function collectWords(text: string, limits: WordLimits, turn: Turn): Promise<Words> {
  const words: string[] = []
  const most = limits.words * CHARS_OF_A_WORD
  let chars = 0
  let seen: Set<string> | null = null
  const add = (word: string): boolean => {
    if (words.length >= limits.different) {
      seen ??= new Set(words)
      if (seen.size >= limits.different && !seen.has(word)) return false
      seen.add(word)
    }
    chars += word.length
    return words.length < limits.words && chars <= limits.chars && words.push(word) > 0
  }
  let isCut = text.length > most
  for (const tokens of tokensByPiece(isCut ? text.slice(0, most) : text)) {
    if (!tokens.every(add)) {
      isCut = true
      break
    }
    await turn.pass()
  }
  return { text: words.join(' '), different: (seen as Set<string> | null)?.size ?? words.length, isCut }
}
