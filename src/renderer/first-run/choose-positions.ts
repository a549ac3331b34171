// Which three of the 24 words are asked for: one from each third, so that a page torn in half does not pass.
const WORDS = 24
const ASKED = 3

/** Ascending, from 1. `random` gives numbers in [0, 1). */
export function choosePositions(random: () => number = Math.random): number[] {
  const span = WORDS / ASKED
  return Array.from({ length: ASKED }, (_, third) => third * span + 1 + Math.floor(random() * span))
}
