// apply: writes the content of one membership record into the group's rows, on the owner's device
// and on a member's device alike.
// Only this file adds and removes members; the result says which follow-up work the caller must do.
import { equalBytes, MalformedRecord, toHex } from '../base/index.ts'
import { isBlockedPerson } from '../contacts/index.ts'
import { findEra, keepEra, type EraSecrets } from '../feeds/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { findAnyCard, type DeskParts } from './any-card.ts'
import { hasErrands, removeErrands } from './errands.ts'
import { firstGeneration, groupCoreKey, addRecordCore } from './group-core.ts'
import { getGroup, listMembers, listRemoved, type GroupRow, type MemberRow } from './group-row.ts'
import { MAX_MEMBERS, type GroupState, type MembershipHead, type RosterMember } from './membership-record.ts'
import { titleForm, ownerByTitle, type Title } from './title.ts'

export interface AppliedRecord {
  group: Uint8Array
  core: Uint8Array
  headHash: Uint8Array
  head: MembershipHead
  state: GroupState
  /** The members before the record; read from the rows if the caller has not just read them. */
  before?: readonly MemberRow[]
  /**
   * The whole roster if it was read or written; null if only the changes in `state` are available.
   */
  snapshot: readonly RosterMember[] | null
  secrets: readonly EraSecrets[]
}

export interface ApplyParts extends DeskParts {
  now: number
}

/** The persons whom a record added and removed. */
export interface MembersChange {
  came: Uint8Array[]
  went: Uint8Array[]
  /** The first era in which this record ends feeds that had no end before; null if it ends none. */
  endedSince: number | null
}

/** @throws MalformedRecord if the record names more members than a group may have */
export function applyRecord(
  tx: Transaction,
  parts: ApplyParts,
  known: GroupRow,
  record: AppliedRecord,
): MembersChange {
  const { group, head, state } = record
  for (const secrets of record.secrets) keepEra(tx, group, secrets)
  const members = record.before ?? listMembers(tx, group)
  const before = new Map(members.map((member) => [toHex(member.person), member]))
  const roster = rosterOf(before, record)
  const out = listRemoved(tx, group)
  holdRemoved(record, roster, out)
  if (roster.size > MAX_MEMBERS) throw new MalformedRecord('more members than a group may have')
  writeMembers(tx, known, record, before, roster, new Set(out.map(({ person }) => toHex(person))))
  const endedSince = keepDeparted(tx, record)
  writeGroup(tx, known, record, roster.get(toHex(parts.identity.person)), parts.now)
  if (head.next !== null) handOver(tx, parts, group, head.next)
  const went = personsOnlyIn(before, roster)
  const came = personsOnlyIn(roster, before)
  // A person who joined and left between two records that this device read never appears in
  // `before`.
  const gone = state.removed.map(({ person }) => person)
  if (hasErrands(tx, group))
    for (const person of [...went, ...gone, ...came]) removeErrands(tx, group, person)
  return { came, went, endedSince }
}

type ByPerson = ReadonlyMap<string, { person: Uint8Array }>

function personsOnlyIn(some: ByPerson, others: ByPerson): Uint8Array[] {
  return [...some].flatMap(([id, { person }]) => (others.has(id) ? [] : [person]))
}

/**
 * A record without a snapshot lists all members. With a snapshot, it lists only the changes since
 * that snapshot; a known snapshot is not read again.
 */
function rosterOf(
  before: Map<string, MemberRow>,
  { state, snapshot }: AppliedRecord,
): Map<string, RosterMember> {
  const roster = new Map<string, RosterMember>()
  if (snapshot !== null) for (const member of snapshot) roster.set(toHex(member.person), member)
  else if (state.snapshot !== null) for (const [id, row] of before) roster.set(id, toRosterMember(row))
  for (const { person } of state.removed) roster.delete(toHex(person))
  for (const member of state.put) roster.set(toHex(member.person), member)
  return roster
}

/**
 * A removed person stays removed until a record lists them with a later `since`, because a new desk
 * may not know of the removal.
 */
function holdRemoved(
  { group, head }: AppliedRecord,
  roster: Map<string, RosterMember>,
  out: readonly { person: Uint8Array; since: number }[],
): void {
  const owner = getOwner(group, head.title)
  for (const removed of out) {
    const id = toHex(removed.person)
    const member = roster.get(id)
    if (member !== undefined && removed.since >= member.since && !equalBytes(member.person, owner))
      roster.delete(id)
  }
}

export function toRosterMember(row: MemberRow): RosterMember {
  const { person, role, since, readsEra, readsEpoch, postsEra, postsLength, tokenHash } = row
  return {
    ...{ person, role, since, reads: { era: readsEra, epoch: readsEpoch }, tokenHash },
    postsUntil: postsEra === null ? null : { era: postsEra, length: postsLength ?? 0 },
  }
}

/**
 * Writes only rows that differ, because in a large group one record changes few members. One
 * statement writes them: a first record has a thousand.
 */
function writeMembers(
  tx: Transaction,
  known: GroupRow,
  { group, head, state }: AppliedRecord,
  before: Map<string, MemberRow>,
  roster: Map<string, RosterMember>,
  out: ReadonlySet<string>,
): void {
  const named = new Map(state.removed.map(({ person, token }) => [toHex(person), token]))
  for (const [id, { person, since, readsEra, readsEpoch }] of before) {
    if (roster.has(id)) continue
    tx.run('DELETE FROM group_members WHERE group_id = ? AND person = ?', group, person)
    // A new desk may simply not know these members yet. `since` 0 lets any later record add them
    // again.
    const isExplicit = !known.isMoved || named.has(id)
    tx.run(
      `INSERT OR REPLACE INTO group_removed (group_id, person, number, since, gone_era, reads_era, reads_epoch, token)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[group, person, head.number, isExplicit ? since : 0, head.era, readsEra, readsEpoch],
      named.get(id) ?? null,
    )
  }
  const changed = [...roster].filter(([id, member]) => {
    const row = before.get(id)
    return row === undefined || !isAs(row, member)
  })
  const values = changed.map(([id, { role, since, reads, postsUntil, tokenHash }]) => [
    ...[id, role, since, reads.era, reads.epoch],
    ...[postsUntil?.era ?? null, postsUntil?.length ?? null, toHex(tokenHash)],
  ])
  tx.run(
    `INSERT OR REPLACE INTO group_members
     SELECT ?, unhex(value ->> 0), value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, ?,
       unhex(value ->> 7) FROM json_each(?)`,
    ...[group, head.number, JSON.stringify(values)],
  )
  for (const [id, { person }] of changed)
    if (out.has(id)) tx.run('DELETE FROM group_removed WHERE group_id = ? AND person = ?', group, person)
  for (const { person, token } of state.removed)
    if (!roster.has(toHex(person)))
      tx.run(
        'INSERT OR IGNORE INTO group_removed (group_id, person, number, token) VALUES (?, ?, ?, ?)',
        ...[group, person, head.number, token],
      )
}

function isAs(row: MemberRow, { role, since, reads, postsUntil, tokenHash }: RosterMember): boolean {
  return (
    equalBytes(row.tokenHash, tokenHash) &&
    row.role === role &&
    row.since === since &&
    row.readsEra === reads.era &&
    row.readsEpoch === reads.epoch &&
    row.postsEra === (postsUntil?.era ?? null) &&
    row.postsLength === (postsUntil?.length ?? null)
  )
}

/**
 * Stores where the feeds of departed members end, and where the earlier feeds of members end who
 * may no longer post. The first recorded end is final.
 */
function keepDeparted(tx: Transaction, { group, head, state }: AppliedRecord): number | null {
  const fresh = state.departed.filter(({ device, era, generation, length }) => {
    const sql = 'INSERT OR IGNORE INTO group_departed VALUES (?, ?, ?, ?, ?, ?)'
    return tx.run(sql, group, device, era, generation, length, head.number).changes > 0
  })
  return fresh.length === 0 ? null : Math.min(...fresh.map(({ era }) => era))
}

function writeGroup(
  tx: Transaction,
  known: GroupRow,
  record: AppliedRecord,
  myself: RosterMember | undefined,
  now: number,
): void {
  const { group, core, headHash, head, state } = record
  const membership = myself === undefined ? 'removed' : known.membership === 'left' ? 'left' : 'member'
  const { snapshot } = state
  const isNewSnapshot = snapshot !== null && !isSameKey(snapshot.key, known.snapshotKey)
  // Within one desk the record time never decreases, even if the owner's clock moves back.
  const isFirst = known.number < 0 || known.isMoved
  // The name and picture from before the block stay visible while the owner is blocked.
  const isQuiet = known.number >= 0 && isBlockedPerson(tx, getOwner(group, head.title))
  tx.run(
    `UPDATE groups SET name = ?, style = ?, picture = ?, owner = ?, core = ?, number = ?, head_hash = ?, began = ?, era = ?,
       epoch = ?, at = ?, seen_at = ?, is_moved = 0, membership = ?, since = ?, title = ?, snapshot_number = ?,
       snapshot_start = ?, snapshot_count = ?, snapshot_key = ?, keys_position = ?, keys_key = ?, quiet_name = ?, quiet_picture = ?
     WHERE group_id = ?`,
    ...[state.name, state.style, state.picture, getOwner(group, head.title), core, head.number, headHash],
    ...[head.began, head.era, head.epoch, isFirst ? head.at : Math.max(head.at, known.at), now, membership],
    ...[myself?.since ?? known.since, titleForm.encode(head.title)],
    isNewSnapshot ? head.number : snapshot === null ? -1 : known.snapshotNumber,
    ...[snapshot?.start ?? null, snapshot?.count ?? null, snapshot?.key ?? null],
    ...[state.keys?.position ?? null, state.keys?.key ?? null],
    ...(isQuiet ? [known.name, known.picture] : [null, null]),
    group,
  )
}

/** @throws MalformedRecord if the title belongs to another group or has an invalid signature */
export function getOwner(group: Uint8Array, title: Title): Uint8Array {
  const owner = ownerByTitle(group, title)
  if (owner === null) throw new MalformedRecord('the title is of another group, or a signature is invalid')
  return owner
}

/** A placeholder until the next owner's desk word names the device that writes the records. */
const NO_DEVICE = new Uint8Array(32)

/**
 * The next owner writes the next record into a core whose key every member can compute. That record
 * is complete and does not refer to earlier ones.
 */
function handOver(tx: Transaction, parts: ApplyParts, group: Uint8Array, next: Title): void {
  const { era } = getGroup(tx, group)
  const person = getOwner(group, next)
  const device = findAnyCard(tx, parts, person)?.desk.device ?? NO_DEVICE
  const generation = firstGeneration(next)
  const core = groupCoreKey(findEra(tx, group, era)!.namingSecret, device, generation)
  tx.run(
    `UPDATE groups SET owner = ?, owner_device = ?, core = ?, generation = ?, title = ?, owned_at = ?, word = NULL,
       succession = NULL WHERE group_id = ?`,
    ...[person, device, core, generation, titleForm.encode(next), parts.now, group],
  )
  forgetSnapshot(tx, group)
  addRecordCore(tx, group, core)
}

/** The columns that `forgetSnapshot` writes. */
export const NO_SNAPSHOT = {
  ...{ snapshotNumber: -1, snapshotStart: null, snapshotCount: null, snapshotKey: null },
  ...{ keysPosition: null, keysKey: null },
}

/** The next record is in another core, so it cannot refer to a snapshot or to keys in this one. */
export function forgetSnapshot(tx: Transaction, group: Uint8Array): void {
  tx.run(
    `UPDATE groups SET snapshot_number = -1, snapshot_start = NULL, snapshot_count = NULL, snapshot_key = NULL,
       keys_position = NULL, keys_key = NULL WHERE group_id = ?`,
    group,
  )
}

function isSameKey(one: Uint8Array, other: Uint8Array | null): boolean {
  return other !== null && equalBytes(one, other)
}
