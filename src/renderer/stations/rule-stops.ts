// What the choices of a rule are. Pure; the law itself is in the contract.
import { certainAt, presetFor, type KeeperRule, type StationRule } from '../../core/contract/index.ts'

/** From three stations on, one that lies or forgets is allowed for. */
const USUAL_DISTRUST = 1
const MANY = 3

/** The rule of each position of the slider, the one that opens most easily first. */
export function stopsOf(n: number): StationRule[] {
  return Array.from({ length: n }, (_, at) => {
    const need = at + 1
    const preset = presetFor(n)
    const distrust = n < MANY ? 0 : Math.min(need - 1, USUAL_DISTRUST)
    return ruleOf(n, need === preset.need ? preset : { need, distrust })
  })
}

export function ruleOf(n: number, { need, distrust }: KeeperRule): StationRule {
  return { n, need, distrust, certainAt: certainAt({ need, distrust }, n) }
}
