// The secrets of groups that an attacker finds: in the boxes of membership records, and in the
// offers that members make to an owner who has come back.
import { equalBytes, toHex } from '../../src/core/base/index.ts'
import { epochSecretAt, type EraSecrets } from '../../src/core/feeds/index.ts'
import {
  decodeBoxes,
  firstSecretsForm,
  decodeHead,
  decodeSecrets,
  openState,
  type MembershipHead,
  type SecretsBox,
} from '../../src/core/groups/membership-record.ts'
import { deskOfferForm, sealedOfferForm, offerPlace } from '../../src/core/groups/offer-message.ts'
import { memberBoxKey, memberPlace } from '../../src/core/groups/secret-boxes.ts'
import type { Attacker } from './attacker.ts'
import type { CapturedCore } from './captured.ts'

export interface BrokenEra extends EraSecrets {
  group: Uint8Array
}

const HEAD = 0
const BOXES = 1

/** Returns the secrets of all eras of which the attacker opens a box of anybody, and the names. */
export function breakGroups(attacker: Attacker): { eras: BrokenEra[]; names: string[] } {
  const cores = [...attacker.captured.cores.values()].filter(({ kind }) => kind === 'group')
  const eras = keepEarliest([
    ...cores.flatMap((core) => breakBoxes(attacker, core)),
    ...breakOffers(attacker),
  ])
  const names = cores.flatMap(({ key, blocks }) =>
    blocks.flatMap((block) => (block[0] === HEAD ? (readName(eras, key, decodeHead(block)!) ?? []) : [])),
  )
  return { eras, names }
}

/** Each member has a box with the same secrets. Those of the earliest epoch open a whole era. */
function keepEarliest(found: readonly BrokenEra[]): BrokenEra[] {
  const earliest = new Map<string, BrokenEra>()
  for (const one of found) {
    const name = toHex(one.namingSecret)
    if (one.epoch < (earliest.get(name)?.epoch ?? Infinity)) earliest.set(name, one)
  }
  return [...earliest.values()]
}

function breakBoxes(attacker: Attacker, { key: core, blocks }: CapturedCore): BrokenEra[] {
  const seconds: Uint8Array[] = []
  const found: BrokenEra[] = []
  let boxes: SecretsBox[] = []
  for (const block of blocks) {
    if (block[0] === BOXES) boxes.push(...decodeBoxes(block))
    if (block[0] !== HEAD) continue
    const { group, number } = decodeHead(block)!
    for (const { first, sealed } of boxes) {
      const opened =
        first === null
          ? openFirst(attacker, { core, number, seconds }, sealed)
          : openLater(attacker, { core, number, seconds }, sealed)
      found.push(...opened.map((era) => ({ group, ...era })))
    }
    boxes = []
  }
  return found
}

interface At {
  core: Uint8Array
  number: number
  /** Those that the boxes before gave. */
  seconds: Uint8Array[]
}

function openFirst(attacker: Attacker, { core, number, seconds }: At, sealed: Uint8Array): EraSecrets[] {
  const places = attacker.captured.persons.map((person) => memberPlace(core, number, person))
  const opened = attacker.openKem(places, sealed)
  if (opened === null) return []
  const { second, eras } = firstSecretsForm.decode(opened.plaintext)
  seconds.push(second)
  return eras
}

function openLater(attacker: Attacker, { core, number, seconds }: At, sealed: Uint8Array): EraSecrets[] {
  const plain = attacker.openSmall(memberBoxKey(new Uint8Array(32), core, number), seconds, sealed)
  return plain === null ? [] : decodeSecrets(plain)
}

function breakOffers(attacker: Attacker): BrokenEra[] {
  const { recording, persons } = attacker.captured
  return recording.callsOf('group-offer').flatMap(({ request }) => {
    const offer = sealedOfferForm.decode(request)
    const places = persons.flatMap((from) => persons.map((to) => offerPlace(offer, from, to)))
    const opened = attacker.openKem(places, offer.sealed)
    if (opened === null) return []
    return deskOfferForm.decode(opened.plaintext).eras.map((era) => ({ group: offer.group, ...era }))
  })
}

function readName(eras: readonly BrokenEra[], core: Uint8Array, head: MembershipHead): string | null {
  for (const secrets of eras) {
    if (secrets.era !== head.era || !equalBytes(secrets.group, head.group)) continue
    const secret = epochSecretAt(secrets, head.epoch)
    if (secret !== null) return openState(secret, core, head.sealed).name
  }
  return null
}
