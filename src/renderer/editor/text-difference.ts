// Where two versions of a text differ, and where the caret of the old one is in the new one. Pure.
// Two windows may show the same draft; each takes what the other one saved.

export interface Difference {
  from: number
  /** In the old text. */
  to: number
  insert: string
}

/** Returns the one range that differs. */
export function findDifference(old: string, text: string): Difference {
  const shortest = Math.min(old.length, text.length)
  let from = 0
  while (from < shortest && old[from] === text[from]) from++
  let same = 0
  while (same < shortest - from && old[old.length - 1 - same] === text[text.length - 1 - same]) same++
  return { from, to: old.length - same, insert: text.slice(from, text.length - same) }
}

/** Characters before the caret by which its place is found again. */
const LEAD_CHARS = 16

/** Returns the place after the same words; of several such places the nearest. */
export function moveCaret(old: string, at: number, text: string): number {
  const { from, to, insert } = findDifference(old, text)
  if (at <= from) return at
  if (at >= to) return at + text.length - old.length
  for (let length = Math.min(LEAD_CHARS, at); length > 1; length--) {
    const place = nearest(text, old.slice(at - length, at), at - length)
    if (place !== null) return place + length
  }
  return from + Math.min(at - from, insert.length)
}

function nearest(text: string, words: string, to: number): number | null {
  const before = text.lastIndexOf(words, to)
  const after = text.indexOf(words, to)
  if (before === -1 || after === -1) return before === after ? null : Math.max(before, after)
  return to - before <= after - to ? before : after
}
