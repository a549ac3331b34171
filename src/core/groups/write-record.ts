// The owner's side: plans a change of members as a record, and writes it into the owner's core and
// applies it in one transaction.
// Adding members starts an epoch. Only newcomers get its secret. Removing a member ends the era.
// All others get fresh secrets.
import { equalBytes } from '../base/index.ts'
import { findCoreMark } from '../cores/index.ts'
import { findEra, findSecret, nextEpochSecret, type EraSecrets } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { EngineError } from '../contract/errors.ts'
import { randomBytes } from '../seal/index.ts'
import { applyRecord, type AppliedRecord, type MembersChange } from './apply-record.ts'
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
import { encodeBoxes, listMemberBoxes, recordMemberBoxes, type EncodedBoxes } from './member-boxes.ts'
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

/** Above this size a roster is written once, and records name only the changes since then. */
const MAX_INLINE_BYTES = 24 * 1024
const REMOVED_BYTES = 65
/** Beside a roster, the removed members are listed only because of their tokens. */
const MAX_PROVEN = 256
/** The size of a member without their card. */
const MEMBER_BYTES = 96

/** A record that is computed and not written: it holds for the rows that it was computed from. */
export interface PlannedRecord {
  row: GroupRow
  /** Where the core ends before the record. */
  start: number
  blocks: readonly Uint8Array[]
  /** Boxes that members get for the first time in this core. */
  boxes: EncodedBoxes
  applied: AppliedRecord
}

/**
 * Computes the next record of a group that this person owns, in short steps: a thousand boxes hold
 * no other work.
 */
export function* planRecord(
  rows: Rows,
  parts: OwnerParts,
  row: GroupRow,
  change: GroupChange,
  now: number,
): Generator<void, PlannedRecord> {
  const { core } = row
  const step = decideStep(rows, row, change)
  const known = listMemberBoxes(rows, row.groupId, core)
  yield
  const roster = yield* nextRoster(rows, parts, row, change, { ...step, now, issuesAll: known.size === 0 })
  const sealed = yield* sealBoxes(rows, parts, row, step, roster, known)
  const start = findCoreMark(rows, core) ?? 0
  const blocks: Uint8Array[] = []
  const append = (block: Uint8Array): number => start + blocks.push(block) - 1
  const keys = yield* appendKeys(...[core, freshKeys(parts, row, sealed), keptKeys(row)], (sealedKeys) =>
    append(encodeKeysBlock(sealedKeys)),
  )
  const packed = packBoxes(sealed)
  const boxes = packed.flatMap((part) => {
    const position = append(part.block)
    return part.boxes.flatMap(({ first }) => (first === null ? [] : [{ ...first, position }]))
  })
  yield
  const written = yield* decideRoster(rows, parts, row, roster, change)
  const positions = written.roster.map(append)
  const state: GroupState = {
    name: change.name ?? row.name,
    style: change.style ?? row.style,
    picture: change.picture === undefined ? row.picture : change.picture,
    snapshot:
      written.key === null
        ? keptSnapshot(row)
        : { start: positions[0] ?? 0, count: positions.length, key: written.key },
    keys: keys.newest,
    put: written.put,
    removed: written.removed,
    departed: departedBy(rows, parts, row, change, step.isNewEra),
  }
  const counts = { keyParts: keys.count, boxParts: packed.length, rosterParts: positions.length }
  const head = makeHead(parts, row, step, change, now, state, counts)
  const block = encodeHead(head)
  append(block)
  return {
    ...{ row, start, blocks, boxes: encodeBoxes(boxes) },
    applied: {
      ...{ group: row.groupId, core, headHash: hashHead(block), head, state },
      before: roster.before,
      snapshot: roster.members,
      secrets: step.isNewEra ? [step] : [],
    },
  }
}

/** False if the group is not as it was `before` the record, or the core has grown. */
export function isNext(rows: Rows, before: GroupRow, { row, start }: PlannedRecord): boolean {
  const { core, headHash } = getGroup(rows, row.groupId)
  const isSame = equalBytes(headHash, before.headHash) && equalBytes(core, before.core)
  return isSame && (findCoreMark(rows, row.core) ?? 0) === start
}

/** Writes and applies a record that is next. Returns who was added and removed. */
export function writeRecord(
  tx: Transaction,
  parts: OwnerParts,
  { row, blocks, boxes, applied }: PlannedRecord,
  now: number,
): MembersChange {
  for (const block of blocks) parts.ownCores.append(tx, row.core, () => block)
  recordMemberBoxes(tx, row.groupId, row.core, boxes)
  return applyRecord(tx, applyParts(parts, now), row, applied)
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
 * The KEM keys that this record seals to for the first time, and the owner's own one in the first
 * record of a core that has boxes. The record publishes them.
 */
function freshKeys(
  { identity }: OwnerParts,
  row: GroupRow,
  boxes: readonly PlannedBox[],
): readonly Uint8Array[] {
  const fresh = boxes.flatMap(({ kemKey }) => kemKey ?? [])
  return keptKeys(row) === null && fresh.length > 0 ? [identity.boxKeys.kemKey, ...fresh] : fresh
}

function keptKeys({ keysPosition: position, keysKey: key }: GroupRow): KeysPoint | null {
  return position === null || key === null ? null : { position, key }
}

/** A removal ends the era, an addition starts an epoch; a new name or role does neither. */
function decideStep(
  rows: Rows,
  row: GroupRow,
  { put = [], removed = [], begins, isNewEra = removed.length > 0 }: GroupChange,
): RecordStep {
  if (begins !== undefined) return { ...begins, isNewEra: true }
  if (isNewEra) {
    if (row.era + 1 >= row.began + ERAS_OF_DESK)
      throw new EngineError('TOO_LARGE', 'One desk cannot remove more members from this group.')
    const era = { era: row.era + 1, epoch: 0 }
    return { ...era, namingSecret: randomBytes(32), epochSecret: randomBytes(32), isNewEra }
  }
  const { namingSecret } = findEra(rows, row.groupId, row.era)!
  const secret = findSecret(rows, row.groupId, row)!
  const isAdding = put.some(({ person }) => findMember(rows, row.groupId, person) === null)
  const epochSecret = isAdding ? nextEpochSecret(secret) : secret
  const epoch = row.epoch + (isAdding ? 1 : 0)
  return { era: row.era, epoch, namingSecret, epochSecret, isNewEra }
}

interface WrittenRoster {
  /** The key and the blocks of a roster. */
  key: Uint8Array | null
  roster: Uint8Array[]
  put: RecordedMember[]
  removed: RemovedMember[]
}

/**
 * Decides how to write the roster: in blocks of its own if the changes since the last one no longer
 * fit into each record. If they are only the newcomers of this record, the blocks name these and the
 * last roster, which would otherwise be written again for each group of newcomers.
 */
function* decideRoster(
  rows: Rows,
  parts: OwnerParts,
  row: GroupRow,
  roster: NextRoster,
  change: RosterChange,
): Generator<void, WrittenRoster> {
  const changes = changesSince(rows, row, roster)
  const now = withTokens(rows, parts, row, change.removed ?? [])
  const removed = removedSince(rows, row, now)
  const isShort = changes.length * MEMBER_BYTES + removed.length * REMOVED_BYTES <= MAX_INLINE_BYTES
  if (isShort && removed.length <= MAX_REMOVED) {
    const put = changes.map((member) => withCard(rows, parts, member))
    const bytes = put.reduce((sum, { card }) => sum + card.byteLength + MEMBER_BYTES, 0)
    if (bytes + removed.length * REMOVED_BYTES <= MAX_INLINE_BYTES)
      return { key: null, roster: [], put, removed }
  }
  const isOnlyMore = changes.length === roster.came.length && removed.length === 0
  const before = isOnlyMore ? keptSnapshot(row) : null
  const key = randomBytes(32)
  const members: RecordedMember[] = []
  for (const member of before === null ? roster.members : roster.came) {
    members.push(withCard(rows, parts, member))
    yield
  }
  return {
    key,
    roster: encodeRoster(key, row.core, { before, members }),
    put: [],
    removed: now.slice(0, MAX_PROVEN),
  }
}

function keptSnapshot(row: GroupRow): GroupState['snapshot'] {
  const { snapshotStart: start, snapshotCount: count, snapshotKey: key } = row
  return start === null || count === null || key === null ? null : { start, count, key }
}
