// The desk that this device starts: its eras begin after all others, with fresh secrets, in a core
// of its own.
import type { EraSecrets } from '../feeds/index.ts'
import type { Identity } from '../identity/index.ts'
import { randomBytes } from '../seal/index.ts'
import { firstEra, signDeskWord } from './desk-word.ts'
import { firstGeneration, groupCoreKey } from './group-core.ts'
import type { GroupRow } from './group-row.ts'
import type { DeskPosition } from './present-desk.ts'
import { titleForm } from './title.ts'

export interface NextDesk extends DeskPosition {
  begins: EraSecrets
}

/** @param behind an era of another desk that this one starts behind, too */
export function nextDesk(identity: Identity, row: GroupRow, behind: number): NextDesk {
  const { device, attestation, card, person } = identity
  const title = titleForm.decode(row.title)
  const began = firstEra(card.desk.term, Math.max(row.began, behind))
  const begins = { era: began, epoch: 0, namingSecret: randomBytes(32), epochSecret: randomBytes(32) }
  const generation = firstGeneration(title)
  const core = groupCoreKey(begins.namingSecret, device.publicKey, generation)
  const position = { began, core, generation }
  const bytes = signDeskWord(device, {
    ...{ group: row.groupId, path: attestation, term: card.desk.term, ...position },
    ...{ after: row.era, number: Math.max(row.number, 0) },
  })
  return { device: device.publicKey, ...position, bytes, owner: person, title, begins }
}
