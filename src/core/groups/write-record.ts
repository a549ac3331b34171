// The owner's side: a change of members becomes a record in the owner's core, and is applied here in the same transaction.
// Adding is an epoch more: the next secret goes to the newcomers alone. Whoever goes ends the era: all others get fresh secrets.
import { EngineError } from '../contract/errors.ts'
import type { Acquaintances } from '../contacts/index.ts'
import type { OwnCores } from '../cores/index.ts'
import {
  findEra,
  findSecret,
  listEras,
  nextEpochSecret,
  type EraSecrets,
  type GroupFeeds,
} from '../feeds/index.ts'
import { encodeCard, latestBoxKey, type Identity } from '../identity/index.ts'
import type { Reader, Transaction } from '../ledger/index.ts'
import { randomBytes, sealToBox } from '../seal/index.ts'
import { toHex } from '../base/index.ts'
import { applyRecord, type ApplyParts } from './apply-record.ts'
import { groupCoreNamespace } from './group-core.ts'
import { getGroup, listMembers, type GroupRow, type MemberRow } from './group-row.ts'
import {
  boxTag,
  bytesOfMembers,
  encodeBoxes,
  encodeHead,
  encodeRoster,
  encodeSecrets,
  hashHead,
  MAX_DEPARTED,
  sealState,
  type Departed,
  type GroupState,
  type MembershipHead,
  type RecordedMember,
} from './membership-record.ts'
import type { GroupRole, GroupStyle } from './roles.ts'

export interface OwnerParts {
  ownCores: OwnCores
  acquaintances: Acquaintances
  feeds: GroupFeeds
  identity: Identity
}

/** What a record changes; what is not named stays. */
export interface GroupChange {
  name?: string
  style?: GroupStyle
  picture?: Uint8Array | null
  /** New members, or known ones with another role. */
  put?: PutMember[]
  removed?: Uint8Array[]
  /** Who writes the next record. */
  next?: { person: Uint8Array; device: Uint8Array }
}

export interface PutMember {
  person: Uint8Array
  role: GroupRole
  /** A newcomer reads what was announced before they came. */
  seesHistory: boolean
}

/** Above this a full roster is written once, and records name only what has changed since. */
const MAX_INLINE_BYTES = 24 * 1024

/** A group with its owner alone in it. Gives its id. */
export function createGroup(
  tx: Transaction,
  parts: OwnerParts,
  { name, style }: { name: string; style: GroupStyle },
  now: number,
): Uint8Array {
  const { identity, ownCores } = parts
  const secrets = { era: 0, namingSecret: randomBytes(32), epoch: 0, epochSecret: randomBytes(32) }
  const namespace = groupCoreNamespace(secrets.namingSecret, identity.device.publicKey, 0)
  const core = ownCores.create(tx, 'group', namespace)
  const myself: RecordedMember = {
    person: identity.person,
    role: 'owner',
    since: now,
    reads: { era: 0, epoch: 0 },
    postsUntil: null,
    card: identity.cardBytes,
  }
  const state: GroupState = {
    name,
    style,
    picture: null,
    snapshot: null,
    put: [myself],
    removed: [],
    departed: [],
  }
  const head = {
    ...{ group: null, number: 0, era: 0, epoch: 0, previous: null, next: null, at: now },
    ...{ owner: identity.person, device: identity.device.publicKey, boxParts: 0, rosterParts: 0 },
    sealed: sealState(secrets.epochSecret, core, state),
  }
  const block = encodeHead(head)
  const headPosition = ownCores.append(tx, core, () => block)
  const group = hashHead(block)
  const row = insertGroup(tx, {
    group,
    core,
    owner: identity.person,
    device: identity.device.publicKey,
    name,
    style,
    now,
  })
  const record = {
    group,
    core,
    headPosition,
    headHash: group,
    head,
    state,
    snapshot: null,
    secrets: [secrets],
  }
  applyRecord(tx, applyParts(parts), row, record)
  return group
}

function applyParts({ acquaintances, feeds, identity }: OwnerParts): ApplyParts {
  return { acquaintances, feeds, me: identity.person }
}

/** A row before any record of it was applied. */
export function insertGroup(
  tx: Transaction,
  first: {
    group: Uint8Array
    core: Uint8Array
    owner: Uint8Array
    device: Uint8Array
    name: string
    style: GroupStyle
    now: number
    membership?: GroupRow['membership']
  },
): GroupRow {
  const { group, core, owner, device, name, style, now, membership = 'joining' } = first
  tx.run(
    `INSERT OR REPLACE INTO groups (group_id, name, style, picture, owner, owner_device, core, generation, number, head_hash, era, epoch, at,
       membership, since) VALUES (?, ?, ?, NULL, ?, ?, ?, 0, -1, ?, 0, 0, ?, ?, ?)`,
    ...[group, name, style, owner, device, core, group, now, membership, now],
  )
  return getGroup(tx, group)
}

/** The next record of a group that is mine. Gives who came and who went. */
export function writeRecord(
  tx: Transaction,
  parts: OwnerParts,
  group: Uint8Array,
  change: GroupChange,
  now: number,
): { came: Uint8Array[]; went: Uint8Array[] } {
  const row = getGroup(tx, group)
  const step = decideStep(tx, row, change)
  const { members, put } = changedRoster(tx, parts, row, change, step, now)
  const departed = departedBy(tx, parts, group, change)
  const snapshot = decideSnapshot(tx, row, put, change)
  const boxes = boxesFor(tx, parts, row, step, members, put)
  const boxBlocks = encodeBoxes(boxes)
  const isNew = snapshot === 'new'
  const key = isNew ? randomBytes(32) : null
  const rosterBlocks = key === null ? [] : encodeRoster(key, row.core, members)
  const starts = appendBlocks(tx, parts, row.core, [...boxBlocks, ...rosterBlocks])
  const rosterStart = starts + boxBlocks.length
  const state: GroupState = {
    name: change.name ?? row.name,
    style: change.style ?? row.style,
    picture: change.picture === undefined ? row.picture : change.picture,
    snapshot: key === null ? keptSnapshot(row) : { start: rosterStart, count: rosterBlocks.length, key },
    put: isNew ? [] : changesSince(tx, row, put, members),
    removed: isNew ? [] : removedSince(tx, row, change),
    departed: [...departed, ...knownDeparted(tx, group, departed)].slice(0, MAX_DEPARTED),
  }
  const head: MembershipHead = {
    group,
    number: row.number + 1,
    era: step.era,
    epoch: step.epoch,
    previous: row.head_hash,
    owner: parts.identity.person,
    device: parts.identity.device.publicKey,
    at: now,
    boxParts: boxBlocks.length,
    rosterParts: rosterBlocks.length,
    next: change.next ?? null,
    sealed: sealState(step.epochSecret, row.core, state),
  }
  const block = encodeHead(head)
  const headPosition = parts.ownCores.append(tx, row.core, () => block)
  const record = { group, core: row.core, headPosition, headHash: hashHead(block), head, state }
  return applyRecord(tx, applyParts(parts), row, {
    ...record,
    snapshot: isNew ? members : null,
    secrets: step.isNewEra ? [step] : [],
  })
}

interface Step extends EraSecrets {
  isNewEra: boolean
}

/** Who goes ends the era; who comes makes an epoch; a new name or role is neither. */
function decideStep(reader: Reader, row: GroupRow, { put = [], removed = [] }: GroupChange): Step {
  const known = new Set(listMembers(reader, row.group_id).map(({ person }) => toHex(person)))
  if (removed.length > 0)
    return {
      era: row.era + 1,
      epoch: 0,
      namingSecret: randomBytes(32),
      epochSecret: randomBytes(32),
      isNewEra: true,
    }
  const { namingSecret } = findEra(reader, row.group_id, row.era)!
  const secret = findSecret(reader, row.group_id, row)!
  const isAdding = put.some(({ person }) => !known.has(toHex(person)))
  const epochSecret = isAdding ? nextEpochSecret(secret) : secret
  return { era: row.era, epoch: row.epoch + (isAdding ? 1 : 0), namingSecret, epochSecret, isNewEra: false }
}

/** The whole roster as it is after the change, and what of it the change put there. */
function changedRoster(
  tx: Transaction,
  parts: OwnerParts,
  row: GroupRow,
  { put = [], removed = [] }: GroupChange,
  step: Step,
  now: number,
): { members: RecordedMember[]; put: RecordedMember[] } {
  const gone = new Set(removed.map(toHex))
  const known = new Map(listMembers(tx, row.group_id).map((member) => [toHex(member.person), member]))
  const recorded = put.map(({ person, role, seesHistory }): RecordedMember => {
    const before = known.get(toHex(person))
    const card = cardOf(tx, parts, person)
    if (card.byteLength === 0) throw new EngineError('NOT_FOUND', 'Nothing is known of this person.')
    if (before !== undefined)
      return { ...toRecorded(before, card), role, postsUntil: demotedAt(tx, parts, row, before, role) }
    const reads = seesHistory ? { era: 0, epoch: 0 } : { era: step.era, epoch: step.epoch }
    return { person, role, since: now, reads, postsUntil: null, card }
  })
  const replaced = new Set(recorded.map(({ person }) => toHex(person)))
  const kept = [...known.values()].filter(
    ({ person }) => !gone.has(toHex(person)) && !replaced.has(toHex(person)),
  )
  return {
    members: [...kept.map((member) => toRecorded(member, cardOf(tx, parts, member.person))), ...recorded],
    put: recorded,
  }
}

/** Of one who may post no more, what they have posted so far still counts. */
function demotedAt(
  reader: Reader,
  { feeds, acquaintances }: OwnerParts,
  row: GroupRow,
  before: MemberRow,
  role: GroupRole,
): RecordedMember['postsUntil'] {
  if (role !== 'reader') return null
  if (before.role === 'reader')
    return before.posts_era === null ? null : { era: before.posts_era, length: before.posts_length ?? 0 }
  const device = acquaintances.findCard(reader, before.person)?.signedBy
  const lengths = device === undefined ? null : feeds.lengthsOf(reader, row.group_id, device)
  return { era: row.era, length: lengths?.get(row.era) ?? 0 }
}

function toRecorded(member: MemberRow, card: Uint8Array): RecordedMember {
  const { person, role, since, reads_era, reads_epoch, posts_era, posts_length } = member
  return {
    ...{ person, role, since, card, reads: { era: reads_era, epoch: reads_epoch } },
    postsUntil: posts_era === null ? null : { era: posts_era, length: posts_length ?? 0 },
  }
}

const NO_CARD = new Uint8Array(0)

function cardOf(reader: Reader, { identity, acquaintances }: OwnerParts, person: Uint8Array): Uint8Array {
  if (toHex(person) === toHex(identity.person)) return identity.cardBytes
  const card = acquaintances.findCard(reader, person)
  return card === null ? NO_CARD : encodeCard(card)
}

/** How much of the feeds of those who go counts: as far as they have come here. */
function departedBy(
  reader: Reader,
  { acquaintances, feeds }: OwnerParts,
  group: Uint8Array,
  { removed = [] }: GroupChange,
): Departed[] {
  return removed.flatMap((person) => {
    const devices = acquaintances.findCard(reader, person)?.devices.devices ?? []
    return devices.flatMap(({ device }) => {
      const lengths = [...feeds.lengthsOf(reader, group, device)]
      return lengths.length === 0
        ? [{ device, era: 0, length: 0 }]
        : lengths.map(([era, length]) => ({ device, era, length }))
    })
  })
}

function knownDeparted(reader: Reader, group: Uint8Array, fresh: readonly Departed[]): Departed[] {
  const named = new Set(fresh.map(({ device, era }) => `${toHex(device)} ${era}`))
  const sql = 'SELECT device, era, length FROM group_departed WHERE group_id = ? ORDER BY number DESC LIMIT ?'
  const rows = reader.all<Departed & Record<string, never>>(sql, group, MAX_DEPARTED)
  return rows.filter(({ device, era }) => !named.has(`${toHex(device)} ${era}`))
}

/** `new` when what changed since the last one has become too much to be said in every record. */
function decideSnapshot(
  reader: Reader,
  row: GroupRow,
  put: readonly RecordedMember[],
  { removed = [], next }: GroupChange,
): 'new' | 'kept' {
  if (next !== undefined) return 'kept'
  const sql = 'SELECT count(*) AS count FROM group_members WHERE group_id = ? AND changed_number > ?'
  const changed = reader.get<{ count: number }>(sql, row.group_id, row.snapshot_number)?.count ?? 0
  const bytes = bytesOfMembers(put) + (changed - put.length) * 700 + removed.length * 32
  return bytes > MAX_INLINE_BYTES ? 'new' : 'kept'
}

function keptSnapshot(row: GroupRow): GroupState['snapshot'] {
  const { snapshot_start: start, snapshot_count: count, snapshot_key: key } = row
  return start === null || count === null || key === null ? null : { start, count, key }
}

/** Everyone who changed since the snapshot, as they are now. */
function changesSince(
  reader: Reader,
  row: GroupRow,
  put: readonly RecordedMember[],
  members: readonly RecordedMember[],
): RecordedMember[] {
  const sql = 'SELECT person FROM group_members WHERE group_id = ? AND changed_number > ?'
  const rows = reader.all<{ person: Uint8Array }>(sql, row.group_id, row.snapshot_number)
  const changed = new Set([...rows, ...put].map(({ person }) => toHex(person)))
  return members.filter(({ person }) => changed.has(toHex(person)))
}

function removedSince(reader: Reader, row: GroupRow, { removed = [] }: GroupChange): Uint8Array[] {
  if (row.snapshot_number < 0) return [...removed]
  const sql = 'SELECT person FROM group_removed WHERE group_id = ? AND number > ?'
  const rows = reader.all<{ person: Uint8Array }>(sql, row.group_id, row.snapshot_number)
  return [...rows.map(({ person }) => person), ...removed]
}

/** Newcomers get the secrets of their epoch, and of all before where they see the history; at a new era everybody does. */
function boxesFor(
  reader: Reader,
  { identity, acquaintances }: OwnerParts,
  row: GroupRow,
  step: Step,
  members: readonly RecordedMember[],
  put: readonly RecordedMember[],
) {
  const known = new Set(listMembers(reader, row.group_id).map(({ person }) => toHex(person)))
  const receivers = step.isNewEra ? members : put.filter(({ person }) => !known.has(toHex(person)))
  const { era, namingSecret, epoch, epochSecret } = step
  const current = { era, namingSecret, epoch, epochSecret }
  return receivers.flatMap(({ person, reads }) => {
    const card = acquaintances.findCard(reader, person)
    if (card === null || toHex(person) === toHex(identity.person)) return []
    const isNewcomer = !known.has(toHex(person))
    const seesHistory = isNewcomer && (reads.era < era || reads.epoch < epoch)
    // The earliest secret of an era reaches all of it.
    const older = seesHistory ? listEras(reader, row.group_id) : []
    const secrets = older.some((one) => one.era === era) ? older : [...older, current]
    const { number, publicKey } = latestBoxKey(card)
    return {
      tag: boxTag(row.core, row.number + 1, person),
      boxNumber: number,
      sealed: sealToBox(publicKey, encodeSecrets(secrets)),
    }
  })
}

/** Gives where the first of them stands, or would stand. */
function appendBlocks(
  tx: Transaction,
  { ownCores }: OwnerParts,
  core: Uint8Array,
  blocks: Uint8Array[],
): number {
  const positions = blocks.map((block) => ownCores.append(tx, core, () => block))
  return positions[0] ?? 0
}
