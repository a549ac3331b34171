// Which chips of a group are shown: those with the most entries, and a pressed one in any case.

/** Two lines on a wide screen. Mails bring more people than anybody reads through. */
const MOST = 12

interface Counted {
  count?: number
  isOn?: boolean
}

/** Keeps the order. */
export function mostOf<Chip extends Counted>(chips: readonly Chip[]): Chip[] {
  const most = new Set(chips.toSorted((one, other) => (other.count ?? 0) - (one.count ?? 0)).slice(0, MOST))
  return chips.filter((chip) => most.has(chip) || chip.isOn === true)
}
