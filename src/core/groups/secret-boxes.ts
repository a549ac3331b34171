// Decides which secrets a record gives to which member. A newcomer gets those of the current epoch,
// or all earlier ones with history.
// At a new era every remaining member gets fresh secrets.
import { equalBytes, toHex } from '../base/index.ts'
import { listEras, type EraSecrets } from '../feeds/index.ts'
import { latestBoxKey } from '../identity/index.ts'
import type { Rows } from '../ledger/index.ts'
import { sealToBox } from '../seal/index.ts'
import type { GroupRow } from './group-row.ts'
import { boxTag, encodeSecrets, type SecretsBox } from './membership-record.ts'
import type { NextRoster } from './next-roster.ts'
import type { OwnerParts } from './owner-parts.ts'

export function sealBoxes(
  rows: Rows,
  { identity, acquaintances }: OwnerParts,
  row: GroupRow,
  { isNewEra, ...current }: EraSecrets & { isNewEra: boolean },
  { members, came }: NextRoster,
): SecretsBox[] {
  const newcomers = new Set(came.map(({ person }) => toHex(person)))
  const receivers = (isNewEra ? members : came).filter(({ person }) => !equalBytes(person, identity.person))
  const older = listEras(rows, row.groupId)
  // The earliest secret of an era opens all of it.
  const all = older.some(({ era }) => era === current.era) ? older : [...older, current]
  return receivers.flatMap(({ person, reads }) => {
    const card = acquaintances.findCard(rows, person)
    if (card === null) return []
    const seesHistory = newcomers.has(toHex(person)) && reads.era === 0 && reads.epoch === 0
    const { number, publicKey } = latestBoxKey(card)
    return {
      tag: boxTag(row.core, row.number + 1, person),
      boxNumber: number,
      sealed: sealToBox(publicKey, encodeSecrets(seesHistory ? all : [current])),
    }
  })
}
