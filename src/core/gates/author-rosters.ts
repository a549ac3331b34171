// The author's copy of their rosters at stations: which members of a group were told to which
// station, under which key. A station's log names keys, and this says which member that is. It is
// used between notify and state. The noun that knows the members supplies them.
import { equalBytes, toHex } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'

/**
 * `stage` of a member: `new` is to be told to the station, `told` is there, `gone` is to be struck,
 * `struck` may not ask any longer. A row stays, because the log of the station names its key.
 */
export const ROSTER_TABLES = `
  CREATE TABLE gate_rosters (
    roster BLOB PRIMARY KEY,
    group_id BLOB NOT NULL,
    era INTEGER NOT NULL,
    station BLOB NOT NULL
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX gate_rosters_by_station ON gate_rosters (station, group_id, era);
  CREATE INDEX gate_rosters_by_group ON gate_rosters (group_id, era);

  CREATE TABLE roster_members (
    roster BLOB NOT NULL,
    key BLOB NOT NULL,
    person BLOB NOT NULL,
    own_box INTEGER NOT NULL,
    box INTEGER NOT NULL,
    token_hash BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('new', 'told', 'gone', 'struck')),
    PRIMARY KEY (roster, key)
  ) WITHOUT ROWID;
  CREATE INDEX roster_members_by_person ON roster_members (person, key);
  CREATE INDEX roster_members_untold ON roster_members (roster) WHERE stage IN ('new', 'gone');
`

export interface Roster {
  readonly roster: Uint8Array
  readonly group: Uint8Array
  readonly era: number
  readonly station: Uint8Array
}

/** A member as a roster must have them. */
export interface WantedMember {
  readonly person: Uint8Array
  /** The numbers of the author's and the member's box key, from which their key is agreed. */
  readonly ownBox: number
  readonly box: number
  readonly tokenHash: Uint8Array
  /** The member reads posts of this epoch and later ones. */
  readonly epoch: number
}

interface RosterMember extends WantedMember {
  readonly key: Uint8Array
}

/** Records the roster that a new gate names at a station. */
export function recordRoster(tx: Transaction, { roster, group, era, station }: Roster): void {
  tx.run('INSERT OR IGNORE INTO gate_rosters VALUES (?, ?, ?, ?)', roster, group, era, station)
}

export function findRosterName(
  rows: Rows,
  { group, era, station }: Omit<Roster, 'roster'>,
): Uint8Array | null {
  const sql = 'SELECT roster FROM gate_rosters WHERE station = ? AND group_id = ? AND era = ?'
  return rows.get<{ roster: Uint8Array }>(sql, station, group, era)?.roster ?? null
}

/** Of a roster `r`: a gate needs it that may still be opened. */
export const IS_IN_USE = `EXISTS (
  SELECT 1 FROM gates g WHERE g.audience = r.group_id AND g.era = r.era AND g.stage <> 'ended')`

/** Returns the rosters of a station that are in use. */
export function listRosters(rows: Rows, station: Uint8Array): Roster[] {
  const sql = `SELECT roster, group_id AS "group", era, station FROM gate_rosters r WHERE station = ?
    AND ${IS_IN_USE}`
  return rows.all<Roster & Record<string, never>>(sql, station)
}

const MEMBERS = `
  SELECT key, person, own_box AS ownBox, box, token_hash AS tokenHash, epoch FROM roster_members
  WHERE roster = ?`

/**
 * Notes what a station must be told, so that its roster has exactly these members.
 * @param keyOf computes the key of a member; null if they cannot have one
 */
export function planRoster(
  tx: Transaction,
  roster: Uint8Array,
  wanted: readonly WantedMember[],
  keyOf: (member: WantedMember) => Uint8Array | null,
): void {
  const known = tx.all<RosterMember & Record<string, never>>(
    `${MEMBERS} AND stage IN ('new', 'told')`,
    roster,
  )
  const byPerson = new Map(known.map((member) => [toHex(member.person), member]))
  const kept = new Set<string>()
  for (const member of wanted) {
    const before = byPerson.get(toHex(member.person))
    if (before !== undefined && isSame(before, member)) kept.add(toHex(before.key))
    else {
      const key = keyOf(member)
      if (key === null) continue
      kept.add(toHex(key))
      keepMember(tx, roster, { ...member, key })
    }
  }
  for (const { key } of known)
    if (!kept.has(toHex(key)))
      tx.run("UPDATE roster_members SET stage = 'gone' WHERE roster = ? AND key = ?", roster, key)
}

/** No station may take this person for a member any longer. A later `planRoster` may add them again. */
export function strikeFromRosters(tx: Transaction, person: Uint8Array): void {
  const sql = "UPDATE roster_members SET stage = 'gone' WHERE person = ? AND stage IN ('new', 'told')"
  tx.run(sql, person)
}

function isSame(one: WantedMember, other: WantedMember): boolean {
  const isSameKey = one.ownBox === other.ownBox && one.box === other.box
  return isSameKey && one.epoch === other.epoch && equalBytes(one.tokenHash, other.tokenHash)
}

function keepMember(tx: Transaction, roster: Uint8Array, member: RosterMember): void {
  const { key, person, ownBox, box, tokenHash, epoch } = member
  const sql = "INSERT OR REPLACE INTO roster_members VALUES (?, ?, ?, ?, ?, ?, ?, 'new')"
  tx.run(sql, roster, key, person, ownBox, box, tokenHash, epoch)
}

export interface RosterChanges {
  readonly members: RosterMember[]
  /** Keys that may not ask any longer. */
  readonly struck: Uint8Array[]
}

/** Returns what this roster's station was not told yet. */
export function listUntold(rows: Rows, roster: Uint8Array, limit: number): RosterChanges {
  const list = (stage: 'new' | 'gone'): RosterMember[] =>
    rows.all<RosterMember & Record<string, never>>(`${MEMBERS} AND stage = '${stage}' LIMIT ?`, roster, limit)
  return { members: list('new'), struck: list('gone').map(({ key }) => key) }
}

export function markTold(tx: Transaction, roster: Uint8Array, { members, struck }: RosterChanges): void {
  const sql = 'UPDATE roster_members SET stage = ? WHERE roster = ? AND key = ? AND stage = ?'
  for (const { key } of members) tx.run(sql, 'told', roster, key, 'new')
  for (const key of struck) tx.run(sql, 'struck', roster, key, 'gone')
}

/** True if a member has or had this key on the roster. */
export function isOnRoster(rows: Rows, roster: Uint8Array | null, key: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM roster_members WHERE roster = ? AND key = ?', roster, key) !== undefined
}

/** True if this member is or was on a roster of the gate's group and era. */
export function wasOnRoster(
  rows: Rows,
  { group, era }: Pick<Roster, 'group' | 'era'>,
  person: Uint8Array,
): boolean {
  const sql = `SELECT 1 FROM roster_members m JOIN gate_rosters r ON r.roster = m.roster
    WHERE m.person = ? AND r.group_id = ? AND r.era = ? LIMIT 1`
  return rows.get(sql, person, group, era) !== undefined
}

/** Returns the members of a group to whom a station released a share of this object. */
export function listTouched(rows: Rows, object: Uint8Array, group: Uint8Array): Uint8Array[] {
  return rows.all<{ person: Uint8Array }>(TOUCHED, object, group).map(({ person }) => person)
}

const TOUCHED = `
  SELECT DISTINCT m.person FROM gates g
  JOIN gate_votes v ON v.handle = g.handle AND v.vote = 'released'
  JOIN gate_rosters r ON r.group_id = g.audience AND r.era = g.era
  JOIN roster_members m ON m.roster = r.roster AND m.key = v.reader
  WHERE g.object = ? AND g.audience = ?`

/** After a recovery every station is told again. */
export function restoreRosters(tx: Transaction): void {
  tx.run("UPDATE roster_members SET stage = 'new' WHERE stage = 'told'")
  tx.run("UPDATE roster_members SET stage = 'gone' WHERE stage = 'struck'")
}
