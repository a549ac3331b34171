// The owner's side: a change of members becomes a record in the owner's core, and is applied here in the same transaction.
// Adding is an epoch more: the next secret goes to the newcomers alone. Whoever goes ends the era: all others get fresh secrets.
import { findEra, findSecret, nextEpochSecret, type EraSecrets } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { decodeRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { randomBytes } from '../seal/index.ts'
import { applyRecord, type MembersChange } from './apply-record.ts'
import { ERAS_OF_DESK } from './desk-word.ts'
import { findMember, getGroup, type GroupRow } from './group-row.ts'
import {
  encodeBoxes,
  encodeHead,
  encodeRoster,
  hashHead,
  MAX_REMOVED,
  sealState,
  type GroupState,
  type MembershipHead,
  type RecordedMember,
} from './membership-record.ts'
import {
  changesSince,
  departedBy,
  nextRoster,
  removedSince,
  withCard,
  type NextRoster,
  type RosterChange,
} from './next-roster.ts'
import { applyParts, type OwnerParts } from './owner-parts.ts'
import type { GroupStyle } from './roles.ts'
import { sealBoxes } from './secret-boxes.ts'
import { handOverTitle, titleEncoding } from './title.ts'

/** What a record changes; what is not named stays. */
export interface GroupChange extends RosterChange {
  name?: string
  style?: GroupStyle
  picture?: Uint8Array | null
  /** The person who writes the next record. */
  next?: Uint8Array
  /** Fresh secrets for everybody though nobody goes: the records that held the present ones are lost. */
  isNewEra?: boolean
  /** The first record of another desk: its secrets, and its first era. */
  begins?: EraSecrets
}

/** Above this a full roster is written once, and records name only what has changed since. */
const MAX_INLINE_BYTES = 24 * 1024
const PERSON_BYTES = 32
/** A member beside their card. */
const MEMBER_BYTES = 64

/** The next record of a group that is mine. Gives who came and who went. */
export function writeRecord(
  tx: Transaction,
  parts: OwnerParts,
  group: Uint8Array,
  change: GroupChange,
  now: number,
): MembersChange {
  const row = getGroup(tx, group)
  const step = decideStep(tx, row, change)
  const roster = nextRoster(tx, parts, row, change, { ...step, now })
  const boxes = encodeBoxes(sealBoxes(tx, parts, row, step, roster))
  const said = sayRoster(tx, parts, row, roster, change)
  const parting = said.fullRoster ?? []
  const positions = [...boxes, ...parting].map((block) => parts.ownCores.append(tx, row.core, () => block))
  const state: GroupState = {
    name: change.name ?? row.name,
    style: change.style ?? row.style,
    picture: change.picture === undefined ? row.picture : change.picture,
    snapshot:
      said.key === null
        ? keptSnapshot(row)
        : { start: positions[boxes.length] ?? 0, count: parting.length, key: said.key },
    put: said.put,
    removed: said.removed,
    departed: departedBy(tx, parts, row, change, step.isNewEra),
  }
  const head = makeHead(parts, row, step, change, now, state, [boxes.length, parting.length])
  const block = encodeHead(head)
  parts.ownCores.append(tx, row.core, () => block)
  return applyRecord(tx, applyParts(parts, now), row, {
    ...{ group, core: row.core, headHash: hashHead(block), head, state },
    snapshot: roster.members,
    secrets: step.isNewEra ? [step] : [],
  })
}

function makeHead(
  { identity }: OwnerParts,
  row: GroupRow,
  { era, epoch, epochSecret }: Step,
  { next }: GroupChange,
  now: number,
  state: GroupState,
  [boxParts, rosterParts]: [number, number],
): MembershipHead {
  const title = decodeRecord(titleEncoding, row.title)
  const number = row.number + 1
  return {
    ...{ group: row.groupId, title, number, began: row.began, era, epoch, previous: row.headHash },
    ...{ boxParts, rosterParts },
    at: Math.max(now, row.at),
    next: next === undefined ? null : handOverTitle(title, identity, number, next),
    sealed: sealState(epochSecret, row.core, state),
  }
}

interface Step extends EraSecrets {
  isNewEra: boolean
}

/** Who goes ends the era; who comes makes an epoch; a new name or role is neither. */
function decideStep(
  rows: Rows,
  row: GroupRow,
  { put = [], removed = [], begins, isNewEra = removed.length > 0 }: GroupChange,
): Step {
  if (begins !== undefined) return { ...begins, isNewEra: true }
  if (isNewEra) {
    if (row.era + 1 >= row.began + ERAS_OF_DESK)
      throw new EngineError('TOO_LARGE', 'This group has removed as many as one desk can.')
    const fresh = { namingSecret: randomBytes(32), epochSecret: randomBytes(32) }
    return { era: row.era + 1, epoch: 0, ...fresh, isNewEra }
  }
  const { namingSecret } = findEra(rows, row.groupId, row.era)!
  const secret = findSecret(rows, row.groupId, row)!
  const isAdding = put.some(({ person }) => findMember(rows, row.groupId, person) === null)
  const epochSecret = isAdding ? nextEpochSecret(secret) : secret
  return { era: row.era, epoch: row.epoch + (isAdding ? 1 : 0), namingSecret, epochSecret, isNewEra }
}

interface SaidRoster {
  /** Of a full roster, and its blocks. */
  key: Uint8Array | null
  fullRoster: Uint8Array[] | null
  put: RecordedMember[]
  removed: Uint8Array[]
}

/** Everybody anew, when what has changed since the last full roster has become too much to be said in every record. */
function sayRoster(
  rows: Rows,
  parts: OwnerParts,
  row: GroupRow,
  roster: NextRoster,
  change: RosterChange,
): SaidRoster {
  const changes = changesSince(rows, row, roster)
  const removed = removedSince(rows, row, change.removed ?? [])
  const isShort = changes.length * MEMBER_BYTES + removed.length * PERSON_BYTES <= MAX_INLINE_BYTES
  if (isShort && removed.length <= MAX_REMOVED) {
    const put = changes.map((member) => withCard(rows, parts, member))
    const bytes = put.reduce((sum, { card }) => sum + card.byteLength + MEMBER_BYTES, 0)
    if (bytes + removed.length * PERSON_BYTES <= MAX_INLINE_BYTES)
      return { key: null, fullRoster: null, put, removed }
  }
  const key = randomBytes(32)
  const everyone = roster.members.map((member) => withCard(rows, parts, member))
  return { key, fullRoster: encodeRoster(key, row.core, everyone), put: [], removed: [] }
}

function keptSnapshot(row: GroupRow): GroupState['snapshot'] {
  const { snapshotStart: start, snapshotCount: count, snapshotKey: key } = row
  return start === null || count === null || key === null ? null : { start, count, key }
}
