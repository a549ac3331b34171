// The rows of a group and its members in the ledger. Every rule about a group reads them.
// They are written only by applying membership records (log → apply), the owner's own and received
// ones alike.
import { parseKeyText, toHex, toText } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Members } from '../access/index.ts'
import type { Epoch } from '../store/index.ts'
import { isBlockedPerson } from '../contacts/index.ts'
import type { Rows, SqlValue, Transaction } from '../ledger/index.ts'
import type { GroupRole, GroupStyle } from './roles.ts'

/**
 * `joining`: invited or let in, but no record has arrived yet. `asked`: the owner has not answered
 * yes.
 * `left`, `removed`: no longer a member; opened posts stay. `forgotten`: also hidden; the name
 * stays for objects that came through the group.
 */
export type Membership = 'joining' | 'asked' | 'member' | 'left' | 'removed' | 'forgotten'

export interface GroupRow {
  groupId: Uint8Array
  name: string
  style: GroupStyle
  picture: Uint8Array | null
  owner: Uint8Array
  ownerDevice: Uint8Array
  /** The owner's core of membership records. */
  core: Uint8Array
  generation: number
  /** Number of the last record; -1 before the first has arrived. */
  number: number
  headHash: Uint8Array
  era: number
  epoch: number
  /** The time of that record, by the owner's clock. */
  at: number
  membership: Membership
  since: number
  snapshotNumber: number
  snapshotStart: number | null
  snapshotCount: number | null
  snapshotKey: Uint8Array | null
  /** The newest block of the members' KEM keys in this core, and its key. */
  keysPosition: number | null
  keysKey: Uint8Array | null
  /** The owner's title: the proof that this person owns the group. */
  title: Uint8Array
  /** The first era of the desk that writes the records. */
  began: number
  /** True until a record of that desk has arrived. */
  isMoved: boolean
  /** The desk word of that desk; null for the first desk of a group. */
  word: Uint8Array | null
  /**
   * When this device saw the hand-over to the current owner; 0 if the group had this owner when it
   * became known here.
   */
  ownedAt: number
  /** When this device applied the last record. */
  seenAt: number
  /** Name and picture from before the owner was blocked, if they have changed since; else null. */
  quietName: string | null
  quietPicture: Uint8Array | null
  /**
   * The owner device's signed reason for this generation of the record core; null in the first
   * generation.
   */
  succession: Uint8Array | null
}

export interface MemberRow {
  person: Uint8Array
  role: GroupRole
  since: number
  readsEra: number
  readsEpoch: number
  postsEra: number | null
  postsLength: number | null
  changedNumber: number
  tokenHash: Uint8Array
}

const GROUP_COLUMNS = `
  group_id AS groupId, name, style, picture, owner, owner_device AS ownerDevice, core,
  generation, number, head_hash AS headHash, era, epoch, at, membership, since,
  snapshot_number AS snapshotNumber, snapshot_start AS snapshotStart,
  snapshot_count AS snapshotCount, snapshot_key AS snapshotKey,
  keys_position AS keysPosition, keys_key AS keysKey, title, began,
  is_moved AS isMoved, word, owned_at AS ownedAt, seen_at AS seenAt,
  quiet_name AS quietName, quiet_picture AS quietPicture, succession`

const MEMBER_COLUMNS = `
  person, role, since, reads_era AS readsEra, reads_epoch AS readsEpoch, posts_era AS postsEra,
  posts_length AS postsLength, changed_number AS changedNumber, token_hash AS tokenHash`

function readGroups(rows: Rows, rest: string, ...params: SqlValue[]): GroupRow[] {
  const sql = `SELECT ${GROUP_COLUMNS} FROM groups ${rest}`
  const found = rows.all<Omit<GroupRow, 'isMoved'> & { isMoved: number }>(sql, ...params)
  return found.map((row) => asShown(rows, { ...row, isMoved: row.isMoved === 1 }))
}

export function findGroup(rows: Rows, group: Uint8Array): GroupRow | null {
  return readGroups(rows, 'WHERE group_id = ?', group)[0] ?? null
}

/** A blocked owner must not be able to say something through the name of a group. */
function asShown(rows: Rows, row: GroupRow): GroupRow {
  const { quietName: name, quietPicture: picture, owner } = row
  return name === null || !isBlockedPerson(rows, owner) ? row : { ...row, name, picture }
}

/** @throws NOT_FOUND */
export function getGroup(rows: Rows, group: Uint8Array): GroupRow {
  const row = findGroup(rows, group)
  if (row === null) throw new EngineError('NOT_FOUND', 'This group is not known here.')
  return row
}

export function listGroups(rows: Rows): GroupRow[] {
  return readGroups(rows, 'ORDER BY name COLLATE NOCASE, group_id')
}

export function findMember(rows: Rows, group: Uint8Array, person: Uint8Array): MemberRow | null {
  const sql = `SELECT ${MEMBER_COLUMNS} FROM group_members WHERE group_id = ? AND person = ?`
  return rows.get<MemberRow & Record<string, never>>(sql, group, person) ?? null
}

export function listMembers(rows: Rows, group: Uint8Array): MemberRow[] {
  const sql = `SELECT ${MEMBER_COLUMNS} FROM group_members WHERE group_id = ? ORDER BY person`
  return rows.all<MemberRow & Record<string, never>>(sql, group)
}

/** Returns the members of a group, in the order of their keys. */
export function listMemberKeys(rows: Rows, group: Uint8Array): Uint8Array[] {
  const sql = 'SELECT person FROM group_members WHERE group_id = ? ORDER BY person'
  return rows.all<{ person: Uint8Array }>(sql, group).map(({ person }) => person)
}

/** True if this person was a member and is not any more, for whatever reason. */
export function wasRemoved(rows: Rows, group: Uint8Array, person: Uint8Array | null): boolean {
  if (person === null || findMember(rows, group, person) !== null) return false
  const sql = 'SELECT 1 FROM group_removed WHERE group_id = ? AND person = ?'
  return rows.get(sql, group, person) !== undefined
}

/** Returns the `since` of a removed member, 0 or less if unknown; null for any other person. */
export function findRemoved(rows: Rows, group: Uint8Array, person: Uint8Array): { since: number } | null {
  const sql = 'SELECT since FROM group_removed WHERE group_id = ? AND person = ?'
  return rows.get<{ since: number }>(sql, group, person) ?? null
}

/** Returns everybody who was removed, with their `since` as `findRemoved` gives it. */
export function listRemoved(rows: Rows, group: Uint8Array): { person: Uint8Array; since: number }[] {
  return rows.all('SELECT person, since FROM group_removed WHERE group_id = ?', group)
}

/**
 * Clears the roster before it is read again from its owner. Until then it is open which members
 * left meanwhile and which posts they could read. So all members count as gone and return with the
 * next record.
 * `since` -1 means that no record removed them, because any later entry has a greater `since`.
 */
export function clearRoster(tx: Transaction, group: Uint8Array): void {
  tx.run(
    `INSERT OR REPLACE INTO group_removed (group_id, person, number, since, gone_era, reads_era, reads_epoch)
     SELECT m.group_id, m.person, g.number, -1, g.era + 1, m.reads_era, m.reads_epoch
     FROM group_members m JOIN groups g USING (group_id) WHERE m.group_id = ?`,
    group,
  )
  tx.run('DELETE FROM group_members WHERE group_id = ?', group)
}

export function countMembers(rows: Rows, group: Uint8Array): number {
  const sql = 'SELECT count(*) AS count FROM group_members WHERE group_id = ?'
  return rows.get<{ count: number }>(sql, group)?.count ?? 0
}

/** Returns the groups of which both this person and the user are members. */
export function listCommonGroups(rows: Rows, person: Uint8Array): GroupRow[] {
  const shared = 'group_id IN (SELECT group_id FROM group_members WHERE person = ?)'
  return readGroups(rows, `WHERE ${shared} AND membership IN ('member', 'left')`, person)
}

/** Finds a group by its id, or by its name if only one group has this name. @throws AMBIGUOUS */
export function findNamedGroup(rows: Rows, who: string): Uint8Array | null {
  const folded = foldName(who)
  const groups = listGroups(rows).filter(
    ({ number, membership }) => number >= 0 && membership !== 'forgotten',
  )
  const byId = groups.find(({ groupId }) => toText(groupId) === who.trim())
  if (byId !== undefined) return byId.groupId
  if (parseKeyText(who) !== null) return null
  const named = groups.filter(({ name }) => foldName(name) === folded)
  // If a joined group has this name, groups that were left are found only by their id.
  const joined = named.filter(({ membership }) => membership === 'member')
  const [only, another] = joined.length > 0 ? joined : named
  if (only === undefined) return null
  if (another === undefined) return only.groupId
  const ids = [only, another].map(({ groupId }) => toText(groupId))
  throw new EngineError('AMBIGUOUS', `Several groups are called ${who}.`, { details: { groups: ids } })
}

const foldName = (name: string): string => name.normalize('NFKC').trim().toLowerCase()

/** Returns the name that is shown for a group; a short form of the id if the name is unknown. */
export function nameOfGroup(rows: Rows, group: Uint8Array): string {
  const row = findGroup(rows, group)
  return row === null || row.name === '' ? `(${toText(group).slice(0, 8)})` : row.name
}

const MAY_READ = '(reads_era < ? OR (reads_era = ? AND reads_epoch <= ?))'

function since({ era, epoch }: Epoch): number[] {
  return [era, era, epoch]
}

/**
 * Which members may read which epoch, by the rosters that are known here. The lists and counts
 * leave out `me`, who is the author of their own posts.
 */
export function createGroupMembers(me: Uint8Array): Members {
  return {
    mayRead(rows, group, person, epoch) {
      const sql = `SELECT 1 FROM group_members WHERE group_id = ? AND person = ? AND ${MAY_READ}`
      return rows.get(sql, group, person, ...since(epoch)) !== undefined
    },
    list(rows, group, epoch) {
      const sql = `SELECT person FROM group_members WHERE group_id = ? AND ${MAY_READ} ORDER BY person`
      const found = rows.all<{ person: Uint8Array }>(sql, group, ...since(epoch))
      return found.map(({ person }) => person).filter((person) => toHex(person) !== toHex(me))
    },
    count(rows, group, epoch) {
      const sql = `SELECT count(*) AS count FROM group_members WHERE group_id = ? AND person <> ? AND ${MAY_READ}`
      return rows.get<{ count: number }>(sql, group, me, ...since(epoch))?.count ?? 0
    },
    countAmong(rows, group, epoch, persons) {
      const sql = `SELECT count(*) AS count FROM group_members WHERE group_id = ? AND person <> ? AND ${MAY_READ}
        AND person IN (SELECT unhex(value) FROM json_each(?))`
      const named = JSON.stringify(persons.map(toHex))
      return rows.get<{ count: number }>(sql, group, me, ...since(epoch), named)?.count ?? 0
    },
    listGone(rows, group, epoch) {
      const sql = `SELECT person FROM group_removed WHERE group_id = ? AND gone_era > ? AND ${MAY_READ} ORDER BY person`
      const found = rows.all<{ person: Uint8Array }>(sql, group, epoch.era, ...since(epoch))
      return found.map(({ person }) => person).filter((person) => toHex(person) !== toHex(me))
    },
  }
}

/** Returns the number of groups in this ledger. */
export function countGroups(rows: Rows): number {
  return rows.get<{ count: number }>('SELECT count(*) AS count FROM groups')!.count
}

/** Drops the join requests of a former device and revokes its links. */
export function retireGroupDevice(tx: Transaction, now: number): void {
  tx.run("UPDATE groups SET membership = 'forgotten' WHERE membership IN ('joining', 'asked')")
  tx.run('UPDATE group_links SET revoked_at = ? WHERE revoked_at IS NULL', now)
}
