// The law by which stations open a letter and make a recall certain, with the usual numbers.
// Author, stations, readers and the page count by it. It is used between "store" and "reference".

export interface KeeperRule {
  /** The number of stations that open a letter. */
  readonly need: number
  /**
   * The number of stations that may lie, or may have lost their latest decisions unnoticed, before
   * a certain recall can be wrong.
   */
  readonly distrust: number
}

/**
 * Returns the number of burns that make a recall certain, if `of` stations have a share. With fewer
 * burns, the reader may still get `need` shares: from stations that did not burn, and from
 * `distrust` stations that answered so and did not. It is 0 if too few have a share for opening.
 */
export function certainAt({ need, distrust }: KeeperRule, of: number): number {
  return of < need ? 0 : of - need + 1 + distrust
}

const EASY: KeeperRule = { need: 1, distrust: 0 }
const BALANCED: KeeperRule = { need: 2, distrust: 1 }
/** From this number of stations on, two of them decide, and one may lie. */
const BALANCED_FROM = 3

/** For how many days stations may open a letter while its author is away. */
export const UNTIL_DAYS = [90, 365] as const

export type UntilDays = (typeof UNTIL_DAYS)[number]

/** Returns the rule for a number of stations until the person chooses another. */
export function presetFor(n: number): KeeperRule {
  return n < BALANCED_FROM ? EASY : BALANCED
}
