// A group and its members as the ledger holds them: what every rule about a group is decided by.
// Written from membership records, one's own and others' alike (log → apply), and read by everything else here.
import { parseKeyText, toHex, toText } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Epoch, Members } from '../access/index.ts'
import { isBlockedPerson } from '../contacts/index.ts'
import type { Rows, SqlValue, Transaction } from '../ledger/index.ts'
import type { GroupRole, GroupStyle } from './roles.ts'

/**
 * `joining`: told or let in, and no record has come yet. `asked`: its owner has not said yes. `left`, `removed`: no member any more; what
 * was opened stays. `forgotten`: nor is it shown; its name stays for what came through it.
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
  /** Of the last record; -1 before the first has come. */
  number: number
  headHash: Uint8Array
  era: number
  epoch: number
  /** When that record was made, by its owner's clock. */
  at: number
  membership: Membership
  since: number
  snapshotNumber: number
  snapshotStart: number | null
  snapshotCount: number | null
  snapshotKey: Uint8Array | null
  /** By what right its owner owns it. */
  title: Uint8Array
  /** The first era of the desk that writes its records. */
  began: number
  /** True while no record of that desk has come. */
  isMoved: boolean
  /** By which the desk says so; null for the first desk of a group. */
  word: Uint8Array | null
  /** When a hand-over to its owner was seen here; 0 for the owner it had when it came here. */
  ownedAt: number
  /** When the last record was applied here. */
  seenAt: number
  /** What it was called and looked like when its owner was blocked, where they have said otherwise since; null where not. */
  quietName: string | null
  quietPicture: Uint8Array | null
  /** Why the records lie in this generation of the core, signed by the owner's device; null in the first. */
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
}

const GROUP_COLUMNS = `
  group_id AS groupId, name, style, picture, owner, owner_device AS ownerDevice, core,
  generation, number, head_hash AS headHash, era, epoch, at, membership, since,
  snapshot_number AS snapshotNumber, snapshot_start AS snapshotStart,
  snapshot_count AS snapshotCount, snapshot_key AS snapshotKey, title, began,
  is_moved AS isMoved, word, owned_at AS ownedAt, seen_at AS seenAt,
  quiet_name AS quietName, quiet_picture AS quietPicture, succession`

const MEMBER_COLUMNS = `
  person, role, since, reads_era AS readsEra, reads_epoch AS readsEpoch, posts_era AS postsEra,
  posts_length AS postsLength, changed_number AS changedNumber`

function readGroups(rows: Rows, rest: string, ...params: SqlValue[]): GroupRow[] {
  const sql = `SELECT ${GROUP_COLUMNS} FROM groups ${rest}`
  const found = rows.all<Omit<GroupRow, 'isMoved'> & { isMoved: number }>(sql, ...params)
  return found.map((row) => asShown(rows, { ...row, isMoved: row.isMoved === 1 }))
}

export function findGroup(rows: Rows, group: Uint8Array): GroupRow | null {
  return readGroups(rows, 'WHERE group_id = ?', group)[0] ?? null
}

/** Somebody blocked says nothing here, nor by the name of a group. */
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

/** The persons in it, in the order of their keys. */
export function listMemberKeys(rows: Rows, group: Uint8Array): Uint8Array[] {
  const sql = 'SELECT person FROM group_members WHERE group_id = ? ORDER BY person'
  return rows.all<{ person: Uint8Array }>(sql, group).map(({ person }) => person)
}

/** Whether this person was in it and is no more, by their own will or not. */
export function wasRemoved(rows: Rows, group: Uint8Array, person: Uint8Array | null): boolean {
  if (person === null || findMember(rows, group, person) !== null) return false
  const sql = 'SELECT 1 FROM group_removed WHERE group_id = ? AND person = ?'
  return rows.get(sql, group, person) !== undefined
}

/** How long somebody had been in it who was removed, as far as it is known; null for anybody else. */
export function findRemoved(rows: Rows, group: Uint8Array, person: Uint8Array): { since: number } | null {
  const sql = 'SELECT since FROM group_removed WHERE group_id = ? AND person = ?'
  return rows.get<{ since: number }>(sql, group, person) ?? null
}

/**
 * The roster is read anew from its owner. Until it is there, and of members who went meanwhile, posts
 * that they could read are still in doubt: they stay as gone, and come back with the next record.
 * Nobody removed them, so any beginning of theirs is later than -1.
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

/** The groups that both this person and I are members of. */
export function listCommonGroups(rows: Rows, person: Uint8Array): GroupRow[] {
  const shared = 'group_id IN (SELECT group_id FROM group_members WHERE person = ?)'
  return readGroups(rows, `WHERE ${shared} AND membership IN ('member', 'left')`, person)
}

/** A group of mine by its id, or by its name where only one is called so. @throws AMBIGUOUS */
export function findNamedGroup(rows: Rows, who: string): Uint8Array | null {
  const folded = foldName(who)
  const groups = listGroups(rows).filter(
    ({ number, membership }) => number >= 0 && membership !== 'forgotten',
  )
  const byId = groups.find(({ groupId }) => toText(groupId) === who.trim())
  if (byId !== undefined) return byId.groupId
  if (parseKeyText(who) !== null) return null
  const named = groups.filter(({ name }) => foldName(name) === folded)
  // One that is left goes by its id where another of that name is lived in.
  const lived = named.filter(({ membership }) => membership === 'member')
  const [only, another] = lived.length > 0 ? lived : named
  if (only === undefined) return null
  if (another === undefined) return only.groupId
  const ids = [only, another].map(({ groupId }) => toText(groupId))
  throw new EngineError('AMBIGUOUS', `Several groups are called ${who}.`, { details: { groups: ids } })
}

const foldName = (name: string): string => name.normalize('NFKC').trim().toLowerCase()

/** The name a group is shown by; one that is not known by a short form of its id. */
export function nameOfGroup(rows: Rows, group: Uint8Array): string {
  const row = findGroup(rows, group)
  return row === null || row.name === '' ? `(${toText(group).slice(0, 8)})` : row.name
}

const MAY_READ = '(reads_era < ? OR (reads_era = ? AND reads_epoch <= ?))'

function since({ era, epoch }: Epoch): number[] {
  return [era, era, epoch]
}

/** Who may read what, by the rosters that are known here. `me` is never counted among the readers of my own posts. */
/** Who is in the groups of this home. */
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

/** How many groups are known here. */
export function countGroups(rows: Rows): number {
  return rows.get<{ count: number }>('SELECT count(*) AS count FROM groups')!.count
}

/** What a former device asked for is asked for no longer, and its links let nobody in. */
export function retireGroupDevice(tx: Transaction, now: number): void {
  tx.run("UPDATE groups SET membership = 'forgotten' WHERE membership IN ('joining', 'asked')")
  tx.run('UPDATE group_links SET revoked_at = ? WHERE revoked_at IS NULL', now)
}
