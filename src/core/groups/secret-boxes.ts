// Decides which secrets a record gives to which member. A newcomer gets those of the current epoch,
// or all earlier ones with history. At a new era every remaining member gets fresh secrets.
// The first box of a member in a core is a KEM box, which also gives them a secret. The later ones
// are small boxes under that secret.
import { compareBytes, equalBytes, toHex, u32le } from '../base/index.ts'
import { listEras, type EraSecrets } from '../feeds/index.ts'
import { latestBoxKey } from '../identity/index.ts'
import type { Rows } from '../ledger/index.ts'
import {
  agreeOnce,
  encapsulate,
  hashKemKey,
  sealSmallBox,
  sealWithKem,
  type BoxPlace,
  type SmallBoxKey,
} from '../seal/index.ts'
import type { GroupRow } from './group-row.ts'
import type { MemberBox, MemberBoxes } from './member-boxes.ts'
import { boxTag, firstSecretsForm, encodeSecrets, type SecretsBox } from './membership-record.ts'
import type { NextRoster } from './next-roster.ts'
import type { OwnerParts } from './owner-parts.ts'

/** A box that is not in its block yet. */
export interface PlannedBox {
  box: SecretsBox
  /** For a KEM box: what is remembered of it. */
  first: Omit<MemberBox, 'position'> | null
  /** The KEM key, which the record publishes for the other members. */
  kemKey: Uint8Array | null
}

/** The era and epoch of a record, with their secrets. */
export interface RecordStep extends EraSecrets {
  isNewEra: boolean
}

interface Receiver {
  person: Uint8Array
  /** True if their box key may have changed since the last box. */
  isFresh: boolean
  secrets: readonly EraSecrets[]
  /** The same, encoded once for all who get them. */
  encoded: Uint8Array
}

/** Where the KEM box of a member belongs. */
export function memberPlace(core: Uint8Array, number: number, person: Uint8Array): BoxPlace {
  return { purpose: 'member', place: [core, u32le(number), person] }
}

export function memberBoxKey(second: Uint8Array, core: Uint8Array, number: number): SmallBoxKey {
  return { domain: 'fumikura/member-box/1', second, place: [core, u32le(number)] }
}

/** Returns the boxes of the next record, sorted by their tags. Each is a step. */
export function* sealBoxes(
  rows: Rows,
  parts: OwnerParts,
  row: GroupRow,
  step: RecordStep,
  roster: NextRoster,
  known: MemberBoxes,
): Generator<void, PlannedBox[]> {
  const boxes: PlannedBox[] = []
  for (const receiver of listReceivers(rows, parts, row, step, roster)) {
    boxes.push(sealBox(rows, parts, row, receiver, known.get(toHex(receiver.person)) ?? null))
    yield
  }
  return boxes.sort((one, other) => compareBytes(one.box.tag, other.box.tag))
}

function listReceivers(
  rows: Rows,
  { identity }: OwnerParts,
  row: GroupRow,
  { isNewEra, era, epoch, namingSecret, epochSecret }: RecordStep,
  { members, put, came, again }: NextRoster,
): Receiver[] {
  const newcomers = new Set(came.map(({ person }) => toHex(person)))
  const fresh = new Map([...put, ...again].map((member) => [toHex(member.person), member]))
  const current = { era, epoch, namingSecret, epochSecret }
  const older = listEras(rows, row.groupId)
  // The earliest secret of an era opens all of it.
  const all = older.some(({ era }) => era === current.era) ? older : [...older, current]
  const [ofAll, ofCurrent] = [given(all), given([current])]
  return (isNewEra ? members : [...fresh.values()])
    .filter(({ person }) => !equalBytes(person, identity.person))
    .map(({ person, reads }) => {
      const id = toHex(person)
      const seesHistory = newcomers.has(id) && reads.era === 0 && reads.epoch === 0
      return { person, isFresh: fresh.has(id), ...(seesHistory ? ofAll : ofCurrent) }
    })
}

function given(secrets: readonly EraSecrets[]): Pick<Receiver, 'secrets' | 'encoded'> {
  return { secrets, encoded: encodeSecrets([...secrets]) }
}

function sealBox(
  rows: Rows,
  parts: OwnerParts,
  row: GroupRow,
  receiver: Receiver,
  known: MemberBox | null,
): PlannedBox {
  const { person, isFresh } = receiver
  if (known !== null && !isFresh) return small(sealSmall(parts, row, known, receiver.encoded))
  const kemKey = parts.acquaintances.findKemKey(rows, person)
  if (kemKey === null) return unsealed(row, person)
  if (known !== null && equalBytes(known.kemKey, hashKemKey(kemKey)))
    return small(sealSmall(parts, row, known, receiver.encoded))
  return sealFirst(rows, parts, row, receiver, kemKey)
}

const NOTHING = new Uint8Array(0)

/** A member whose KEM key is not here: the box says so, and they send the key. */
function unsealed({ core, number }: GroupRow, person: Uint8Array): PlannedBox {
  const box = { tag: boxTag(core, number + 1, person), boxNumber: 0, first: null, sealed: NOTHING }
  return { box, first: null, kemKey: null }
}

const small = (box: SecretsBox): PlannedBox => ({ box, first: null, kemKey: null })

/** Seals the encoded secrets of the record after `row` to a member who has a KEM box. */
function sealSmall(
  { identity }: Pick<OwnerParts, 'identity'>,
  { core, number, groupId }: GroupRow,
  { person, kemKey, pairKey, pairNumber, position, number: firstNumber }: MemberBox,
  encoded: Uint8Array,
): SecretsBox {
  const key = memberBoxKey(secondOf(identity, groupId, core, kemKey), core, number + 1)
  return {
    tag: boxTag(core, number + 1, person),
    boxNumber: pairNumber,
    first: { position, number: firstNumber },
    sealed: sealSmallBox(agreeOnce(pairKey), key, encoded),
  }
}

function sealFirst(
  rows: Rows,
  { identity, acquaintances }: OwnerParts,
  { core, number: last, groupId }: GroupRow,
  { person, secrets }: Receiver,
  kemKey: Uint8Array,
): PlannedBox {
  const { number: boxNumber, publicKey: pairKey } = latestBoxKey(acquaintances.findCard(rows, person)!)
  const number = last + 1
  const hash = hashKemKey(kemKey)
  const plaintext = firstSecretsForm.encode({
    second: secondOf(identity, groupId, core, hash),
    eras: [...secrets],
  })
  const sealed = sealWithKem(encapsulate(kemKey), memberPlace(core, number, person), plaintext)
  return {
    box: { tag: boxTag(core, number, person), boxNumber, first: null, sealed },
    first: { person, core, kemKey: hash, pairNumber: boxNumber, pairKey, number },
    kemKey,
  }
}

/** The secret that a member gets with their first box in this core. It is not stored. */
function secondOf(
  { boxKeys }: OwnerParts['identity'],
  group: Uint8Array,
  core: Uint8Array,
  kemKey: Uint8Array,
): Uint8Array {
  return boxKeys.derive('fumikura/member-second/1', group, core, kemKey)
}
