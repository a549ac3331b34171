// How many of a person's stations open a letter, and from how many answers on a recall is certain.
// Between "store" and "reference", author, stations and readers count by this rule.
import { encodeRecord, uint } from '../base/index.ts'
import { MAX_KEEPERS, type KeeperSet } from '../identity/index.ts'
import { hash } from '../seal/index.ts'

export interface KeeperRule {
  /** The number of stations that open a letter. */
  readonly need: number
  /**
   * The number of stations that may lie, or may have lost their latest decisions unnoticed, before
   * a certain recall can be wrong.
   */
  readonly distrust: number
}

/** True if a set of `of` stations can have this rule. */
export function isPossibleRule({ need, distrust }: KeeperRule, of: number): boolean {
  const areWhole = [need, distrust, of].every(Number.isInteger)
  return (
    areWhole && of >= 1 && of <= MAX_KEEPERS && need >= 1 && need <= of && distrust >= 0 && distrust < need
  )
}

/**
 * Returns the number of burns that make a recall certain, if `of` stations have a share. With fewer
 * burns, the reader may still get `need` shares: from stations that did not burn, and from
 * `distrust` stations that answered so and did not. It is 0 if too few have a share for opening.
 */
export function certainAt({ need, distrust }: KeeperRule, of: number): number {
  return of < need ? 0 : of - need + 1 + distrust
}

/** Returns the name of a set. Addresses of its stations may change without a new name. */
export function keeperSetHash({ id, need, distrust, devices }: KeeperSet): Uint8Array {
  const rule = Uint8Array.of(need, distrust)
  return hash('fumikura/keeper-set/1', encodeRecord(uint, id), rule, ...devices)
}
