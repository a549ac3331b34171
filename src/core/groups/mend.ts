// Decides which of the last records of an earlier desk a new desk takes over. Removals always
// count.
// All other changes count only if a member saw them before the owner came back, so no honest change
// is lost, and a thief can add no member.
import { equalBytes, toHex } from '../base/index.ts'
import type { Acquaintances } from '../contacts/index.ts'
import type { Rows } from '../ledger/index.ts'
import { findMember, findRemoved, listMembers, type GroupRow } from './group-row.ts'
import type { GroupState, RecordedMember } from './membership-record.ts'
import type { PutMember } from './next-roster.ts'
import type { GroupChange } from './write-record.ts'

/** A record of an earlier desk, as read from its core. The cards of its roster are kept. */
export interface SupersededRecord {
  at: number
  /** True if a member had it before the owner came back. */
  isTimely: boolean
  state: GroupState
  roster: ReadonlyMap<string, RecordedMember>
  /** The first era of the desk that wrote it. */
  began: number
}

export interface MendParts {
  acquaintances: Acquaintances
  me: Uint8Array
  /** When the owner came back. Members who were added later stay. */
  since: number
  /** The number of this desk's first record. What its later records changed stays. */
  firstNumber: number
}

/** Returns the change that makes up for these records; null if they contain nothing new. */
export function decideMend(
  rows: Rows,
  parts: MendParts,
  row: GroupRow,
  records: readonly SupersededRecord[],
): GroupChange | null {
  const removed = listRemoved(rows, parts, row, records)
  const gone = new Set(removed.map(toHex))
  const timely = records.filter(({ isTimely }) => isTimely).sort((one, other) => one.at - other.at)
  const put = new Map<string, PutMember>()
  for (const { roster } of timely)
    for (const [id, member] of roster)
      if (!gone.has(id) && isNews(rows, parts, row, member)) put.set(id, toPut(member))
  const latest = timely.at(-1)
  const change: GroupChange = { removed, put: [...put.values()] }
  if (latest !== undefined && row.number <= parts.firstNumber)
    Object.assign(change, changedFacts(row, latest.state))
  const isNothing = removed.length === 0 && put.size === 0 && Object.keys(change).length === 2
  return isNothing ? null : change
}

function listRemoved(
  rows: Rows,
  { me, since }: MendParts,
  row: GroupRow,
  records: readonly SupersededRecord[],
): Uint8Array[] {
  const stays = ({ person, since: came }: { person: Uint8Array; since: number }): boolean =>
    equalBytes(person, me) || came >= since || !records.some((record) => isOut(record, person, came))
  return listMembers(rows, row.groupId)
    .filter((member) => !stays(member) && !records.some((record) => isBack(record, member)))
    .map(({ person }) => person)
}

function isOut({ roster, state, at }: SupersededRecord, person: Uint8Array, came: number): boolean {
  if (roster.has(toHex(person))) return false
  return came <= at || state.removed.some((one) => equalBytes(one.person, person))
}

/** True if the person was removed and then added again before the owner came back. */
function isBack(
  { isTimely, roster }: SupersededRecord,
  { person, since }: { person: Uint8Array; since: number },
): boolean {
  const there = roster.get(toHex(person))
  return isTimely && there !== undefined && there.since > since
}

function isNews(
  rows: Rows,
  { acquaintances, me, firstNumber }: MendParts,
  { groupId: group }: GroupRow,
  member: RecordedMember,
): boolean {
  const { person, role } = member
  if (equalBytes(person, me) || role === 'owner') return false
  const known = findMember(rows, group, person)
  if (known !== null) return known.role !== role && known.changedNumber <= firstNumber
  const removed = findRemoved(rows, group, person)
  if (removed !== null && removed.since >= member.since) return false
  // No person is added without a card.
  return acquaintances.findCard(rows, person) !== null
}

function toPut({ person, role, since, reads }: RecordedMember): PutMember {
  return { person, role, seesHistory: reads.era === 0 && reads.epoch === 0, as: { since, reads } }
}

function changedFacts(row: GroupRow, { name, style, picture }: GroupState): GroupChange {
  return {
    ...(name === row.name ? {} : { name }),
    ...(style === row.style ? {} : { style }),
    ...(isSame(picture, row.picture) ? {} : { picture }),
  }
}

function isSame(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one === null || other === null ? one === other : equalBytes(one, other)
}
