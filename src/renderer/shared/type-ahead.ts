// Finding an entry by the letters it begins with, as lists do everywhere. Pure but for the pause that ends a word.
const PAUSE_MS = 700

/**
 * Where the entry stands that begins with what was typed; -1 where none does. One letter leads to the next that begins with it, and the
 * same once more to the one after; more letters stay where they already fit.
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

  /** What fits nowhere as more of the same word begins another. @param at where one is among the labels; -1 nowhere */
  find(letter: string, labels: readonly string[], at: number): number {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => (this.#typed = ''), PAUSE_MS)
    if (findTyped(this.#typed + letter, labels, at) === -1) this.#typed = ''
    this.#typed += letter
    return findTyped(this.#typed, labels, at)
  }
}
