// The words of a letter, ready for the full-text index: made in turns before the transaction that
// writes them.
// For a later deletion FTS5 needs the same words again, so they are stored too, compressed if they
// are long.
import { promisify } from 'node:util'
import { deflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Turn } from '../base/index.ts'
import { excerptOf } from './excerpt.ts'
import type { LetterEntry } from './letter-rows.ts'
import {
  NAMES_LIMITS,
  OPENED_LIMITS,
  collectWords,
  TITLE_LIMITS,
  unaskedLimits,
  type Words,
} from './letter-words.ts'

/** Words as they are, or compressed if they are long. */
export type PackedWords = string | Uint8Array

export interface ReadyWords {
  /** In the order of WORD_COLUMNS. */
  columns: string[]
  packed: PackedWords
  /** How many words differ, or more. */
  different: number
}

/** What the row of a letter has of its text. */
export interface ReadyText {
  words: ReadyWords
  excerpt: string | null
  textFrom: TextState
}

/**
 * What the index has of a text, besides what its entry says: `part` if the text came with its notice
 * and some of its words are missing until the letter is opened.
 */
export type TextState = LetterEntry['textFrom'] | 'part'

/**
 * @param text null if it cannot be read. Then only the title is known here.
 */
export async function readyText(entry: LetterEntry, text: string | null, turn: Turn): Promise<ReadyText> {
  const { subject, textFrom, fileNames } = entry
  const title = await collectWords(subject ?? '', TITLE_LIMITS, turn)
  if (text === null) return { words: await pack([title, NONE, NONE]), excerpt: null, textFrom: '' }
  const isUnasked = textFrom === 'told' || textFrom === 'beyond'
  const limits = isUnasked ? unaskedLimits(text) : OPENED_LIMITS
  const body = textFrom === 'beyond' ? { ...NONE, isCut: true } : await collectWords(text, limits, turn)
  const files = await collectWords(fileNames.join('\n'), NAMES_LIMITS, turn)
  return {
    words: await pack([title, body, files]),
    excerpt: excerptOf(text),
    textFrom: isUnasked && body.isCut ? 'part' : textFrom,
  }
}

export const NO_WORDS: ReadyWords = { columns: ['', '', ''], packed: '', different: 0 }
const NONE: Words = { text: '', different: 0, isCut: false }

/** A separator that no word contains. */
const BETWEEN = '\n'

/** In characters. To compress a title costs more time than the saved bytes are worth. */
const MIN_COMPRESSED = 256
/** More characters are compressed in another thread. */
const MAX_COMPRESSED_HERE = 64 * 1024
const LEVEL = { level: 1 }
const compressElsewhere = promisify<string, typeof LEVEL, Uint8Array>(deflateRaw)

async function pack(words: readonly Words[]): Promise<ReadyWords> {
  const columns = words.map(({ text }) => text)
  const different = words.reduce((sum, one) => sum + one.different, 0)
  return { columns, packed: await compress(columns.join(BETWEEN)), different }
}

async function compress(joined: string): Promise<PackedWords> {
  if (joined.length < MIN_COMPRESSED) return joined
  return joined.length > MAX_COMPRESSED_HERE
    ? compressElsewhere(joined, LEVEL)
    : deflateRawSync(joined, LEVEL)
}

export function unpackWords(packed: PackedWords): string[] {
  const joined = typeof packed === 'string' ? packed : inflateRawSync(packed).toString()
  return joined.split(BETWEEN)
}
