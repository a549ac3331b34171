// apply: what a membership record says becomes the rows of the group, whether it was written here or came from its owner.
// The one place where members come and go; what follows from it (feeds that end, posts told again) is said in the result.
import { equalBytes, MalformedRecord, toHex } from '../base/index.ts'
import { findEra, keepEra, type EraSecrets, type GroupFeeds } from '../feeds/index.ts'
import type { Acquaintances } from '../contacts/index.ts'
import { decodeCard } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { groupCoreKey } from './group-core.ts'
import { getGroup, listMembers, type GroupRow } from './group-row.ts'
import type { GroupState, MembershipHead, RecordedMember } from './membership-record.ts'

export interface AppliedRecord {
  group: Uint8Array
  core: Uint8Array
  /** Where the head stands in it, and its hash. */
  headPosition: number
  headHash: Uint8Array
  head: MembershipHead
  state: GroupState
  /** The whole roster, where a snapshot was read; else only what changed is known from `state`. */
  snapshot: readonly RecordedMember[] | null
  secrets: readonly EraSecrets[]
}

export interface ApplyParts {
  acquaintances: Acquaintances
  feeds: GroupFeeds
  me: Uint8Array
}

/** Gives who came and who went. */
export function applyRecord(
  tx: Transaction,
  { acquaintances, feeds, me }: ApplyParts,
  known: GroupRow,
  record: AppliedRecord,
): { came: Uint8Array[]; went: Uint8Array[] } {
  const { group, head, state } = record
  for (const secrets of record.secrets) keepEra(tx, group, secrets)
  const before = new Map(listMembers(tx, group).map((member) => [toHex(member.person), member.person]))
  const roster = rosterOf(tx, record)
  writeMembers(tx, record, roster)
  for (const member of roster.values()) keepCard(tx, acquaintances, member)
  for (const { device, era, length } of state.departed)
    tx.run(
      'INSERT OR REPLACE INTO group_departed VALUES (?, ?, ?, ?, ?)',
      group,
      device,
      era,
      length,
      head.number,
    )
  endFeeds(tx, feeds, record)
  writeGroup(tx, known, record, roster.get(toHex(me)))
  if (head.next !== null) handOver(tx, group, head.next)
  const came = [...roster.values()].filter(({ person }) => !before.has(toHex(person)))
  const went = [...before].filter(([id]) => !roster.has(id)).map(([, person]) => person)
  return { came: came.map(({ person }) => person), went }
}

/** A record without a snapshot names everybody; with one it names what has changed since, and a snapshot that is known need not be read again. */
function rosterOf(tx: Transaction, { group, state, snapshot }: AppliedRecord): Map<string, RecordedMember> {
  const roster = new Map<string, RecordedMember>()
  if (snapshot !== null) for (const member of snapshot) roster.set(toHex(member.person), member)
  else if (state.snapshot !== null)
    for (const member of listMembers(tx, group))
      roster.set(toHex(member.person), { ...unpack(member), card: EMPTY })
  for (const person of state.removed) roster.delete(toHex(person))
  for (const member of state.put) roster.set(toHex(member.person), member)
  return roster
}

const EMPTY = new Uint8Array(0)

function unpack(member: ReturnType<typeof listMembers>[0]): Omit<RecordedMember, 'card'> {
  const { person, role, since, reads_era, reads_epoch, posts_era, posts_length } = member
  return {
    person,
    role,
    since,
    reads: { era: reads_era, epoch: reads_epoch },
    postsUntil: posts_era === null ? null : { era: posts_era, length: posts_length ?? 0 },
  }
}

function writeMembers(
  tx: Transaction,
  { group, head, state }: AppliedRecord,
  roster: Map<string, RecordedMember>,
): void {
  const kept = new Map(listMembers(tx, group).map((member) => [toHex(member.person), member]))
  const changed = new Set(state.put.map(({ person }) => toHex(person)))
  for (const id of kept.keys())
    if (!roster.has(id))
      tx.run('DELETE FROM group_members WHERE group_id = ? AND person = ?', group, kept.get(id)!.person)
  for (const [id, { person, role, since, reads, postsUntil }] of roster) {
    const number = changed.has(id) ? head.number : (kept.get(id)?.changed_number ?? head.number)
    tx.run(
      'INSERT OR REPLACE INTO group_members VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[group, person, role, since, reads.era, reads.epoch],
      ...[postsUntil?.era ?? null, postsUntil?.length ?? null, number],
    )
    tx.run('DELETE FROM group_removed WHERE group_id = ? AND person = ?', group, person)
  }
  for (const person of state.removed)
    tx.run('INSERT OR REPLACE INTO group_removed VALUES (?, ?, ?)', group, person, head.number)
}

/** A card that does not hold makes its member no less a member: it is only not known who their devices are. */
function keepCard(tx: Transaction, acquaintances: Acquaintances, { person, card }: RecordedMember): void {
  if (card.byteLength === 0) return
  try {
    const decoded = decodeCard(card)
    if (equalBytes(decoded.person, person)) acquaintances.keep(tx, decoded)
  } catch (error) {
    if (!(error instanceof MalformedRecord)) throw error
  }
}

/** Nothing more counts of whoever went: what they write into the feeds of their eras afterwards is read by nobody. */
function endFeeds(tx: Transaction, feeds: GroupFeeds, { group, state }: AppliedRecord): void {
  const lengths = new Map<string, { device: Uint8Array; byEra: Map<number, number> }>()
  for (const { device, era, length } of state.departed) {
    const known = lengths.get(toHex(device)) ?? { device, byEra: new Map<number, number>() }
    known.byEra.set(era, length)
    lengths.set(toHex(device), known)
  }
  for (const { device, byEra } of lengths.values()) feeds.endAt(tx, group, device, byEra)
}

function writeGroup(
  tx: Transaction,
  known: GroupRow,
  record: AppliedRecord,
  myself: RecordedMember | undefined,
): void {
  const { group, core, headHash, head, state } = record
  const membership = myself === undefined ? 'removed' : known.membership === 'left' ? 'left' : 'member'
  const { snapshot } = state
  const isNewSnapshot = snapshot !== null && !isSameKey(snapshot.key, known.snapshot_key)
  tx.run(
    `UPDATE groups SET name = ?, style = ?, picture = ?, owner = ?, owner_device = ?, core = ?, number = ?, head_hash = ?, era = ?,
       epoch = ?, at = ?, membership = ?, since = ?, snapshot_number = ?, snapshot_start = ?, snapshot_count = ?, snapshot_key = ?
     WHERE group_id = ?`,
    ...[
      state.name,
      state.style,
      state.picture,
      head.owner,
      head.device,
      core,
      head.number,
      headHash,
      head.era,
    ],
    ...[head.epoch, head.at, membership, myself?.since ?? known.since],
    isNewSnapshot ? head.number : snapshot === null ? -1 : known.snapshot_number,
    ...[snapshot?.start ?? null, snapshot?.count ?? null, snapshot?.key ?? null, group],
  )
}

/** The next record is somebody else's: it is looked for in a core of theirs, which everybody can compute, and says everything anew. */
function handOver(
  tx: Transaction,
  group: Uint8Array,
  { person, device }: NonNullable<MembershipHead['next']>,
): void {
  const { era } = getGroup(tx, group)
  const core = groupCoreKey(findEra(tx, group, era)!.namingSecret, device, 0)
  tx.run(
    `UPDATE groups SET owner = ?, owner_device = ?, core = ?, generation = 0, snapshot_number = -1, snapshot_start = NULL,
       snapshot_count = NULL, snapshot_key = NULL WHERE group_id = ?`,
    ...[person, device, core, group],
  )
}

function isSameKey(one: Uint8Array, other: Uint8Array | null): boolean {
  return other !== null && equalBytes(one, other)
}
