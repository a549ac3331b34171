// How much of a letter is here while it is fetched. A short letter arrives in one piece, so only its
// size is known. Reference step.
import { f, m } from '../messages/messages.svelte.ts'

export function fetchedWords(fetched: number, size: number): string {
  return fetched === 0
    ? f.bytes(size)
    : m.letter.opening.fetched(f.bytes(Math.min(fetched, size)), f.bytes(size))
}
