// Finds an entry by the letters with which it begins, as menus and lists do. Pure, except for the
// pause that ends a word.
const PAUSE_MS = 700

/**
 * Returns the index of the entry that begins with the typed text; -1 if none does. One letter,
 * repeated or not, moves to the next entry that begins with it. More letters keep the current entry
 * while it fits.
 */
export function findTyped(typed: string, labels: readonly string[], at: number): number {
  const isOneLetter = typed === typed.slice(0, 1).repeat(typed.length)
  const wanted = (isOneLetter ? typed.slice(0, 1) : typed).toLowerCase()
  const first = isOneLetter ? at + 1 : Math.max(0, at)
  const places = labels.map((_, step) => (first + step) % labels.length)
  return places.find((place) => labels[place]!.trim().toLowerCase().startsWith(wanted)) ?? -1
}

export class TypeAhead {
  #typed = ''
  #timer: ReturnType<typeof setTimeout> | undefined

  /**
   * If no entry fits the longer text, the letter starts a new search.
   * @param at index of the current entry; -1 for none
   */
  find(letter: string, labels: readonly string[], at: number): number {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => (this.#typed = ''), PAUSE_MS)
    if (findTyped(this.#typed + letter, labels, at) === -1) this.#typed = ''
    this.#typed += letter
    return findTyped(this.#typed, labels, at)
  }
}
