// What the choices of a rule are, and what each of them means on a day on which some stations are
// off. Pure; the law itself is in the contract.
import { certainAt, presetFor, type KeeperRule, type StationRule } from '../../core/contract/index.ts'

/** One cheat is allowed for wherever that is possible. */
const USUAL_DISTRUST = 1

/** The rule of each position of the slider, the one that opens most easily first. */
export function stopsOf(n: number): StationRule[] {
  return Array.from({ length: n }, (_, at) => {
    const need = at + 1
    const preset = presetFor(n)
    return ruleOf(n, need === preset.need ? preset : { need, distrust: Math.min(need - 1, USUAL_DISTRUST) })
  })
}

export function ruleOf(n: number, { need, distrust }: KeeperRule): StationRule {
  return { n, need, distrust, certainAt: certainAt({ need, distrust }, n) }
}

export function isPreset({ n, need, distrust }: StationRule): boolean {
  const preset = presetFor(n)
  return need === preset.need && distrust === preset.distrust
}

/** What happens while `down` stations are off, and this computer too. */
export interface RuleOutcome {
  down: number
  opens: boolean
  /** How many of those that are off a recall still needs; 0 if it is certain at once. */
  missing: number
}

export function outcomesOf({ n, need, certainAt: needed }: StationRule): RuleOutcome[] {
  return Array.from({ length: n + 1 }, (_, down) => ({
    down,
    opens: n - down >= need,
    missing: Math.max(0, needed - (n - down)),
  }))
}
