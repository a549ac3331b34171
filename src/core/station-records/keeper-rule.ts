// The rule of a set of stations, and the name of the set. The numbers are counted in the contract,
// because the page shows them too.
import { uintForm } from '../base/index.ts'
import type { KeeperRule } from '../contract/station-rule.ts'
import { MAX_KEEPERS, type KeeperSet } from '../identity/index.ts'
import { hash } from '../seal/index.ts'

export { certainAt, type KeeperRule } from '../contract/station-rule.ts'

/** True if a set of `of` stations can have this rule. */
export function isPossibleRule({ need, distrust }: KeeperRule, of: number): boolean {
  const areWhole = [need, distrust, of].every(Number.isInteger)
  return (
    areWhole && of >= 1 && of <= MAX_KEEPERS && need >= 1 && need <= of && distrust >= 0 && distrust < need
  )
}

/** Returns the name of a set. Addresses of its stations may change without a new name. */
export function keeperSetHash({ id, need, distrust, devices }: KeeperSet): Uint8Array {
  const rule = Uint8Array.of(need, distrust)
  return hash('fumikura/keeper-set/1', uintForm.encode(id), rule, ...devices)
}
