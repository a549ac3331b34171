// Chooses three of the 24 words to ask for: one from each third, so that half of a torn page is not
// enough.
const WORDS = 24
const ASKED = 3

/** Returns positions in ascending order, from 1. `random` returns numbers in [0, 1). */
export function choosePositions(random: () => number = Math.random): number[] {
  const span = WORDS / ASKED
  return Array.from({ length: ASKED }, (_, third) => third * span + 1 + Math.floor(random() * span))
}
