// What one version of a note changed, short enough for a list. Pure.
import { findDifference } from '../editor/text-difference.ts'

export interface Change {
  /** Unchanged words before and after it. */
  before: string
  removed: string
  added: string
  after: string
}

const AROUND_CHARS = 40
const CHANGED_CHARS = 160

/** Null if the texts are equal. */
export function findChange(old: string, text: string): Change | null {
  if (old === text) return null
  const { from, to, insert } = findDifference(old, text)
  const start = Math.max(0, from - AROUND_CHARS)
  const end = Math.min(old.length, to + AROUND_CHARS)
  return {
    // It begins with a whole word.
    before: start === 0 ? old.slice(0, from) : `…${old.slice(start, from).replace(/^\S*(?=\s)/u, '')}`,
    removed: clip(old.slice(from, to)),
    added: clip(insert),
    after: `${old.slice(to, end)}${end < old.length ? '…' : ''}`,
  }
}

const clip = (words: string): string =>
  words.length > CHANGED_CHARS ? `${words.slice(0, CHANGED_CHARS)}…` : words
