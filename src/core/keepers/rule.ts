// How many stations must release a letter, and how many may lie: the limits of a choice, and the
// sets of stations on the card that follow from it.
import { EngineError } from '../contract/errors.ts'
import { presetFor } from '../contract/station-rule.ts'
import { equalBytes } from '../base/index.ts'
import { certainAt, type KeeperRule } from '../station-records/index.ts'
import { MAX_KEEPER_SETS, type Keepers, type KeeperSet } from '../identity/index.ts'

/** @throws INVALID with the reason */
export function checkRule(n: number, rule: KeeperRule): void {
  const { need, distrust } = rule
  if (n === 0) throw new EngineError('INVALID', 'There is no station yet.')
  if (need < 1 || need > n)
    throw new EngineError('INVALID', `The number that must release is from 1 to ${n}.`)
  if (distrust < 0 || distrust >= need)
    throw new EngineError('INVALID', `The number that may lie is from 0 to ${need - 1}.`)
  if (certainAt(rule, n) > n)
    throw new EngineError(
      'INVALID',
      `A recall would be certain at ${certainAt(rule, n)} of ${n} stations, which cannot happen.`,
    )
}

interface Choice {
  /** The stations that decide about new letters, in the order of their places. */
  devices: readonly Uint8Array[]
  /** The joined stations, if not all of them decide. */
  mailboxes?: readonly Uint8Array[]
  /** Null keeps the numbers of the newest set while the number of stations stays. */
  rule: KeeperRule | null
  /** True if an open gate names this set. */
  isInUse: (set: KeeperSet) => boolean
}

/**
 * Returns the numbers for the stations that remain after some were lost. They stay as they are if
 * they can, because nobody chose that fewer must open a letter. Null for the preset.
 */
export function ruleAfterLoss({ need, distrust }: KeeperRule, n: number): KeeperRule | null {
  const isPossible = need <= n && certainAt({ need, distrust }, n) <= n
  return isPossible ? { need, distrust } : null
}

/**
 * Returns what the card says after a choice. The joined stations are one new set and the mailboxes.
 * An older set stays only while an open gate names it.
 * @throws TOO_LARGE if open gates name as many sets as a card can have
 */
export function chooseKeepers(
  { sets }: Keepers,
  { devices, mailboxes = devices, rule, isInUse }: Choice,
): Keepers {
  const wanted = devices.length === 0 ? null : nextSet(sets, devices, rule)
  const older = sets.filter((set) => set !== wanted && isInUse(set))
  const chosen = wanted === null ? older : [wanted, ...older]
  if (chosen.length > MAX_KEEPER_SETS)
    throw new EngineError('TOO_LARGE', 'Letters that are not opened yet name too many earlier choices.')
  return { sets: chosen, mailboxes: [...mailboxes] }
}

/** Returns the newest set if nothing about it changes. */
function nextSet(
  sets: readonly KeeperSet[],
  devices: readonly Uint8Array[],
  rule: KeeperRule | null,
): KeeperSet {
  const newest = sets[0]
  const kept = newest?.devices.length === devices.length ? newest : presetFor(devices.length)
  const { need, distrust } = rule ?? kept
  if (newest !== undefined && isSame(newest, { need, distrust, devices })) return newest
  return { id: (newest?.id ?? 0) + 1, need, distrust, devices: [...devices] }
}

function isSame(set: KeeperSet, other: KeeperRule & { devices: readonly Uint8Array[] }): boolean {
  return (
    set.need === other.need &&
    set.distrust === other.distrust &&
    set.devices.length === other.devices.length &&
    set.devices.every((device, i) => equalBytes(device, other.devices[i]!))
  )
}
