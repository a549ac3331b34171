// The owner's side: writes a change of members as a record into the owner's core and applies it in
// the same transaction.
// Adding members starts an epoch. Only newcomers get its secret. Removing a member ends the era.
// All others get fresh secrets.
import { findEra, findSecret, nextEpochSecret, type EraSecrets } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { EngineError } from '../contract/errors.ts'
import { randomBytes } from '../seal/index.ts'
import { applyRecord, type MembersChange } from './apply-record.ts'
import { ERAS_OF_DESK } from './desk-word.ts'
import { findMember, getGroup, type GroupRow } from './group-row.ts'
import {
  encodeHead,
  encodeKeysBlock,
  encodeRoster,
  hashHead,
  MAX_REMOVED,
  packBoxes,
  sealState,
  type GroupState,
  type MembershipHead,
  type RecordedMember,
  type RemovedMember,
} from './membership-record.ts'
import {
  changesSince,
  departedBy,
  nextRoster,
  removedSince,
  withCard,
  withTokens,
  type NextRoster,
  type RosterChange,
} from './next-roster.ts'
import { applyParts, type OwnerParts } from './owner-parts.ts'
import type { GroupStyle } from './roles.ts'
import { listMemberBoxes, noteMemberBox } from './member-boxes.ts'
import { appendKeys, type KeysPoint } from './member-keys-block.ts'
import { sealBoxes, type PlannedBox, type RecordStep } from './secret-boxes.ts'
import { handOverTitle, titleForm } from './title.ts'

/** The contents of a change; fields that are not set stay as they are. */
export interface GroupChange extends RosterChange {
  name?: string
  style?: GroupStyle
  picture?: Uint8Array | null
  /** The person who writes the next record. */
  next?: Uint8Array
  /**
   * Gives every member fresh secrets without a removal, because the records with the current ones
   * are lost.
   */
  isNewEra?: boolean
  /** The secrets and first era of another desk, in its first record. */
  begins?: EraSecrets
}

/** Above this size a full roster is written once, and records name only the changes since then. */
const MAX_INLINE_BYTES = 24 * 1024
const REMOVED_BYTES = 65
/** Beside a full roster, the removed members are listed only because of their tokens. */
const MAX_PROVEN = 256
/** The size of a member without their card. */
const MEMBER_BYTES = 96

/** Writes the next record of a group that this person owns. Returns who was added and removed. */
export function writeRecord(
  tx: Transaction,
  parts: OwnerParts,
  group: Uint8Array,
  change: GroupChange,
  now: number,
): MembersChange {
  const row = getGroup(tx, group)
  const step = decideStep(tx, parts, row, change)
  const known = parts.sealing.boxesOf(row) ?? listMemberBoxes(tx, group, row.core)
  const roster = nextRoster(tx, parts, row, change, { ...step, now, issuesAll: known.size === 0 })
  const boxes = sealBoxes(tx, parts, row, step, roster, known)
  const keys = writeKeys(tx, parts, row, boxes)
  const boxParts = writeBoxes(tx, parts, row, boxes)
  const written = decideRoster(tx, parts, row, roster, change)
  const parting = written.fullRoster ?? []
  const positions = parting.map((block) => parts.ownCores.append(tx, row.core, () => block))
  const state: GroupState = {
    name: change.name ?? row.name,
    style: change.style ?? row.style,
    picture: change.picture === undefined ? row.picture : change.picture,
    snapshot:
      written.key === null
        ? keptSnapshot(row)
        : { start: positions[0] ?? 0, count: parting.length, key: written.key },
    keys: keys.newest,
    put: written.put,
    removed: written.removed,
    departed: departedBy(tx, parts, row, change, step.isNewEra),
  }
  const counts = { keyParts: keys.count, boxParts, rosterParts: parting.length }
  const head = makeHead(parts, row, step, change, now, state, counts)
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
  { era, epoch, epochSecret }: RecordStep,
  { next }: GroupChange,
  now: number,
  state: GroupState,
  counts: Pick<MembershipHead, 'keyParts' | 'boxParts' | 'rosterParts'>,
): MembershipHead {
  const title = titleForm.decode(row.title)
  const number = row.number + 1
  return {
    ...{ group: row.groupId, title, number, began: row.began, era, epoch, previous: row.headHash },
    ...counts,
    at: Math.max(now, row.at),
    next: next === undefined ? null : handOverTitle(title, identity, number, next),
    sealed: sealState(epochSecret, row.core, state),
  }
}

/**
 * Publishes the KEM keys that this record seals to for the first time, and the owner's own one in
 * the first record of a core that has boxes.
 */
function writeKeys(
  tx: Transaction,
  { ownCores, identity }: OwnerParts,
  row: GroupRow,
  boxes: readonly PlannedBox[],
): { newest: KeysPoint | null; count: number } {
  const { core } = row
  const before = keptKeys(row)
  const fresh = boxes.flatMap(({ kemKey }) => kemKey ?? [])
  const keys = before === null && fresh.length > 0 ? [identity.boxKeys.kemKey, ...fresh] : fresh
  return appendKeys(core, keys, before, (sealed) => ownCores.append(tx, core, () => encodeKeysBlock(sealed)))
}

function keptKeys({ keysPosition: position, keysKey: key }: GroupRow): KeysPoint | null {
  return position === null || key === null ? null : { position, key }
}

/** Returns the number of parts. */
function writeBoxes(
  tx: Transaction,
  { ownCores }: OwnerParts,
  { groupId, core }: GroupRow,
  planned: readonly PlannedBox[],
): number {
  const parts = packBoxes(planned)
  for (const { block, boxes } of parts) {
    const position = ownCores.append(tx, core, () => block)
    for (const { first } of boxes) if (first !== null) noteMemberBox(tx, groupId, { ...first, position })
  }
  return parts.length
}

const NOTHING_READY: RecordStep['ready'] = new Map()

/** A removal ends the era, an addition starts an epoch; a new name or role does neither. */
function decideStep(
  rows: Rows,
  { sealing }: OwnerParts,
  row: GroupRow,
  { put = [], removed = [], begins, isNewEra = removed.length > 0 }: GroupChange,
): RecordStep {
  if (begins !== undefined) return { ...begins, isNewEra: true, ready: NOTHING_READY }
  if (isNewEra) {
    if (row.era + 1 >= row.began + ERAS_OF_DESK)
      throw new EngineError('TOO_LARGE', 'One desk cannot remove more members from this group.')
    const { secrets, boxes } = sealing.nextEra(row)
    return { ...secrets, isNewEra, ready: boxes }
  }
  const { namingSecret } = findEra(rows, row.groupId, row.era)!
  const secret = findSecret(rows, row.groupId, row)!
  const isAdding = put.some(({ person }) => findMember(rows, row.groupId, person) === null)
  const epochSecret = isAdding ? nextEpochSecret(secret) : secret
  const epoch = row.epoch + (isAdding ? 1 : 0)
  return { era: row.era, epoch, namingSecret, epochSecret, isNewEra, ready: NOTHING_READY }
}

interface WrittenRoster {
  /** The key and the blocks of a full roster. */
  key: Uint8Array | null
  fullRoster: Uint8Array[] | null
  put: RecordedMember[]
  removed: RemovedMember[]
}

/**
 * Decides how to write the roster: as a full one if the changes since the last full roster no
 * longer fit into each record.
 */
function decideRoster(
  rows: Rows,
  parts: OwnerParts,
  row: GroupRow,
  roster: NextRoster,
  change: RosterChange,
): WrittenRoster {
  const changes = changesSince(rows, row, roster)
  const now = withTokens(rows, parts, row, change.removed ?? [])
  const removed = removedSince(rows, row, now)
  const isShort = changes.length * MEMBER_BYTES + removed.length * REMOVED_BYTES <= MAX_INLINE_BYTES
  if (isShort && removed.length <= MAX_REMOVED) {
    const put = changes.map((member) => withCard(rows, parts, member))
    const bytes = put.reduce((sum, { card }) => sum + card.byteLength + MEMBER_BYTES, 0)
    if (bytes + removed.length * REMOVED_BYTES <= MAX_INLINE_BYTES)
      return { key: null, fullRoster: null, put, removed }
  }
  const key = randomBytes(32)
  const everyone = roster.members.map((member) => withCard(rows, parts, member))
  return {
    key,
    fullRoster: encodeRoster(key, row.core, everyone),
    put: [],
    removed: now.slice(0, MAX_PROVEN),
  }
}

function keptSnapshot(row: GroupRow): GroupState['snapshot'] {
  const { snapshotStart: start, snapshotCount: count, snapshotKey: key } = row
  return start === null || count === null || key === null ? null : { start, count, key }
}
