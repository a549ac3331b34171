// apply: what a membership record says becomes the rows of the group, whether it was written here or came from its owner.
// The one place where members come and go; what follows from it (posts told again, who is dialled) is said in the result.
import { equalBytes, MalformedRecord, toHex } from '../base/index.ts'
import { isBlockedPerson, type Acquaintances } from '../contacts/index.ts'
import { findEra, keepEra, type EraSecrets } from '../feeds/index.ts'
import { decodeCard } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { findAnyCard, type DeskParts } from './any-card.ts'
import { firstGeneration, groupCoreKey, noteRecordCore } from './group-core.ts'
import { findRemoved, getGroup, listMembers, type GroupRow, type MemberRow } from './group-row.ts'
import { MAX_MEMBERS, type GroupState, type MembershipHead, type RosterMember } from './membership-record.ts'
import { encodeTitle, ownerByTitle, type Title } from './title.ts'

export interface AppliedRecord {
  group: Uint8Array
  core: Uint8Array
  headHash: Uint8Array
  head: MembershipHead
  state: GroupState
  /** The whole roster, where one was read or written; else only what changed is known from `state`. */
  snapshot: readonly RosterMember[] | null
  secrets: readonly EraSecrets[]
}

export interface ApplyParts extends DeskParts {
  now: number
}

/** Who came and who went by a record. */
export interface MembersChange {
  came: Uint8Array[]
  went: Uint8Array[]
  /** The first era in which feeds were newly said to end; null when none was. */
  endedSince: number | null
}

/** @throws MalformedRecord for more members than a group can have */
export function applyRecord(
  tx: Transaction,
  parts: ApplyParts,
  known: GroupRow,
  record: AppliedRecord,
): MembersChange {
  const { group, head, state } = record
  for (const secrets of record.secrets) keepEra(tx, group, secrets)
  const before = new Map(listMembers(tx, group).map((member) => [toHex(member.person), member]))
  const roster = rosterOf(before, record)
  holdRemoved(tx, record, roster)
  if (roster.size > MAX_MEMBERS) throw new MalformedRecord('more members than a group has')
  writeMembers(tx, known, record, before, roster)
  for (const member of roster.values()) keepCard(tx, parts.acquaintances, member)
  const endedSince = keepDeparted(tx, record)
  writeGroup(tx, known, record, roster.get(toHex(parts.identity.person)), parts.now)
  if (head.next !== null) handOver(tx, parts, group, head.next)
  const went = [...before.values()].filter(({ person }) => !roster.has(toHex(person)))
  const came = [...roster.values()].filter(({ person }) => !before.has(toHex(person)))
  // Whoever came and went since the last record that was seen here was known to nobody.
  const gone = [...went.map(({ person }) => person), ...state.removed]
  for (const person of [...gone, ...came.map((member) => member.person)])
    tx.run('DELETE FROM group_leaves WHERE group_id = ? AND person = ?', group, person)
  return { came: came.map(({ person }) => person), went: went.map(({ person }) => person), endedSince }
}

/** A record without a snapshot names everybody; with one it names what has changed since, and a snapshot that is known need not be read again. */
function rosterOf(
  before: Map<string, MemberRow>,
  { state, snapshot }: AppliedRecord,
): Map<string, RosterMember> {
  const roster = new Map<string, RosterMember>()
  if (snapshot !== null) for (const member of snapshot) roster.set(toHex(member.person), member)
  else if (state.snapshot !== null) for (const [id, row] of before) roster.set(id, toRosterMember(row))
  for (const person of state.removed) roster.delete(toHex(person))
  for (const member of state.put) roster.set(toHex(member.person), member)
  return roster
}

/** Who was removed stays so until a record puts them there with a later beginning: the desk may not have known of it. */
function holdRemoved(rows: Rows, { group, head }: AppliedRecord, roster: Map<string, RosterMember>): void {
  const owner = getOwner(group, head.title)
  for (const [id, { person, since }] of roster) {
    const removed = findRemoved(rows, group, person)
    if (removed !== null && removed.since >= since && !equalBytes(person, owner)) roster.delete(id)
  }
}

export function toRosterMember(row: MemberRow): RosterMember {
  const { person, role, since, readsEra, readsEpoch, postsEra, postsLength } = row
  return {
    ...{ person, role, since, reads: { era: readsEra, epoch: readsEpoch } },
    postsUntil: postsEra === null ? null : { era: postsEra, length: postsLength ?? 0 },
  }
}

/** Only what is not so already: in a large group a record changes a few of many. */
function writeMembers(
  tx: Transaction,
  known: GroupRow,
  { group, head, state }: AppliedRecord,
  before: Map<string, MemberRow>,
  roster: Map<string, RosterMember>,
): void {
  const named = new Set(state.removed.map(toHex))
  for (const [id, { person, since, readsEra, readsEpoch }] of before) {
    if (roster.has(id)) continue
    tx.run('DELETE FROM group_members WHERE group_id = ? AND person = ?', group, person)
    // A desk that is new here may only not know them yet: that holds nobody off.
    const isSaid = !known.isMoved || named.has(id)
    tx.run(
      `INSERT OR REPLACE INTO group_removed (group_id, person, number, since, gone_era, reads_era, reads_epoch)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...[group, person, head.number, isSaid ? since : 0, head.era, readsEra, readsEpoch],
    )
  }
  for (const [id, member] of roster) {
    const row = before.get(id)
    if (row !== undefined && isAs(row, member)) continue
    const { person, role, since, reads, postsUntil } = member
    tx.run(
      'INSERT OR REPLACE INTO group_members VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[group, person, role, since, reads.era, reads.epoch],
      ...[postsUntil?.era ?? null, postsUntil?.length ?? null, head.number],
    )
    if (row === undefined)
      tx.run('DELETE FROM group_removed WHERE group_id = ? AND person = ?', group, person)
  }
  for (const person of state.removed)
    if (!roster.has(toHex(person)))
      tx.run(
        'INSERT OR IGNORE INTO group_removed (group_id, person, number) VALUES (?, ?, ?)',
        ...[group, person, head.number],
      )
}

function isAs(row: MemberRow, { role, since, reads, postsUntil }: RosterMember): boolean {
  return (
    row.role === role &&
    row.since === since &&
    row.readsEra === reads.era &&
    row.readsEpoch === reads.epoch &&
    row.postsEra === (postsUntil?.era ?? null) &&
    row.postsLength === (postsUntil?.length ?? null)
  )
}

/** A card that does not hold makes its member no less a member: it is only not known who their devices are. */
function keepCard(tx: Transaction, acquaintances: Acquaintances, { person, card }: RosterMember): void {
  if (card === undefined || acquaintances.isKnownCard(tx, person, card)) return
  try {
    const decoded = decodeCard(card)
    if (equalBytes(decoded.person, person)) acquaintances.keep(tx, decoded)
  } catch (error) {
    if (!(error instanceof MalformedRecord)) throw error
  }
}

/** Up to where the feeds count of those who went, and of those who post no more the feeds of earlier eras. The first word holds. */
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
  // No record of a desk is earlier than the one before it, whatever its owner's clock says.
  const isFirst = known.number < 0 || known.isMoved
  // Kept until somebody who is no more blocked says what it is called.
  const isQuiet = known.number >= 0 && isBlockedPerson(tx, getOwner(group, head.title))
  tx.run(
    `UPDATE groups SET name = ?, style = ?, picture = ?, owner = ?, core = ?, number = ?, head_hash = ?, began = ?, era = ?,
       epoch = ?, at = ?, seen_at = ?, is_moved = 0, membership = ?, since = ?, title = ?, snapshot_number = ?,
       snapshot_start = ?, snapshot_count = ?, snapshot_key = ?, quiet_name = ?, quiet_picture = ?
     WHERE group_id = ?`,
    ...[state.name, state.style, state.picture, getOwner(group, head.title), core, head.number, headHash],
    ...[head.began, head.era, head.epoch, isFirst ? head.at : Math.max(head.at, known.at), now, membership],
    ...[myself?.since ?? known.since, encodeTitle(head.title)],
    isNewSnapshot ? head.number : snapshot === null ? -1 : known.snapshotNumber,
    ...[snapshot?.start ?? null, snapshot?.count ?? null, snapshot?.key ?? null],
    ...(isQuiet ? [known.name, known.picture] : [null, null]),
    group,
  )
}

/** @throws MalformedRecord for a title that is none */
export function getOwner(group: Uint8Array, title: Title): Uint8Array {
  const owner = ownerByTitle(group, title)
  if (owner === null) throw new MalformedRecord('a title to another group, or one nobody signed')
  return owner
}

/** Nobody’s: the next owner’s own word says where they write. */
const NO_DEVICE = new Uint8Array(32)

/** The next record is somebody else's: it is looked for in a core of theirs, which everybody can compute, and says everything anew. */
function handOver(tx: Transaction, parts: ApplyParts, group: Uint8Array, next: Title): void {
  const { era } = getGroup(tx, group)
  const person = getOwner(group, next)
  const device = findAnyCard(tx, parts, person)?.desk.device ?? NO_DEVICE
  const generation = firstGeneration(next)
  const core = groupCoreKey(findEra(tx, group, era)!.namingSecret, device, generation)
  tx.run(
    `UPDATE groups SET owner = ?, owner_device = ?, core = ?, generation = ?, title = ?, owned_at = ?, word = NULL,
       succession = NULL WHERE group_id = ?`,
    ...[person, device, core, generation, encodeTitle(next), parts.now, group],
  )
  forgetSnapshot(tx, group)
  noteRecordCore(tx, group, core)
}

/** The next record lies in another core: what it does not say itself cannot be read there. */
export function forgetSnapshot(tx: Transaction, group: Uint8Array): void {
  tx.run(
    `UPDATE groups SET snapshot_number = -1, snapshot_start = NULL, snapshot_count = NULL, snapshot_key = NULL WHERE group_id = ?`,
    group,
  )
}

function isSameKey(one: Uint8Array, other: Uint8Array | null): boolean {
  return other !== null && equalBytes(one, other)
}
