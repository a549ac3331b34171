// The set of stations that decide about this person's letters. It follows from the stations that the
// person has joined, and from the rule that they chose. It is on the card.
import { wantFirstGates, wantGatesOfSet } from '../access/index.ts'
import { findLeaseDays } from '../gates/index.ts'
import type { UntilDays } from '../contract/station-rule.ts'
import { certainAt, type KeeperRule } from '../station-records/index.ts'
import { currentSet, type KeeperSet } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { KeepersParts } from './parts.ts'
import { chooseKeepers, ruleAfterLoss } from './rule.ts'
import { listStations, type Station } from './station-rows.ts'

export interface ShownRule extends KeeperRule {
  n: number
  /** The number of stations that must confirm a recall before it is certain. */
  certainAt: number
  /** The lease of new letters. */
  untilDays: UntilDays
}

/**
 * Writes rows of stations, and in the same transaction the card that follows from them, and which
 * letters need other gates.
 * @param rule the numbers that the person chose; `lost`: nobody chose this
 */
export async function changeStations(
  { changeCard, identity, isSetInUse }: KeepersParts,
  write: (tx: Transaction) => void,
  rule: KeeperRule | 'lost' | null,
): Promise<void> {
  await changeCard((tx) => {
    write(tx)
    const { keepers } = identity.card
    const before = currentSet(keepers)
    const mailboxes = listStations(tx)
    const deciding = decidingAmong(mailboxes)
    const chosen = chooseKeepers(keepers, {
      devices: deciding.map(({ device }) => device),
      mailboxes: mailboxes.map(({ device }) => device),
      rule: rule === 'lost' ? before && ruleAfterLoss(before, deciding.length) : rule,
      isInUse: (set) => isSetInUse(tx, set),
    })
    wantOtherGates(tx, before, currentSet(chosen))
    return chosen
  })
}

/** A station that has lost decisions decides about no new letter, unless there is no other one. */
export function decidingAmong(stations: readonly Station[]): readonly Station[] {
  const sound = stations.filter(({ isFenced }) => !isFenced)
  return sound.length > 0 ? sound : stations
}

function wantOtherGates(tx: Transaction, before: KeeperSet | null, after: KeeperSet | null): void {
  if (before !== null && after !== null && before.id === after.id) return
  wantGatesOfSet(tx, after)
  if (before === null) wantFirstGates(tx)
}

export function describeRule(rows: Rows, { devices, need, distrust }: KeeperSet): ShownRule {
  const n = devices.length
  const untilDays = findLeaseDays(rows)
  return { n, need, distrust, certainAt: certainAt({ need, distrust }, n), untilDays }
}
