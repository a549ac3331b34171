// Decides which of the last records of an earlier desk a new desk takes over. Removals always
// count.
// All other changes count only if a member saw them before the owner came back, so no honest change
// is lost, and a thief can add no member.
import { equalBytes, MalformedRecord, toHex } from '../base/index.ts'
import type { Acquaintances } from '../contacts/index.ts'
import { decodeCard } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { findMember, findRemoved, listMembers, type GroupRow } from './group-row.ts'
import type { GroupState, RecordedMember } from './membership-record.ts'
import type { PutMember } from './next-roster.ts'
import type { GroupChange } from './write-record.ts'

/** A record of an earlier desk, as read from its core. */
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
  tx: Transaction,
  parts: MendParts,
  row: GroupRow,
  records: readonly SupersededRecord[],
): GroupChange | null {
  const removed = listRemoved(tx, parts, row, records)
  const gone = new Set(removed.map(toHex))
  const timely = records.filter(({ isTimely }) => isTimely).sort((one, other) => one.at - other.at)
  const put = new Map<string, PutMember>()
  for (const { roster } of timely)
    for (const [id, member] of roster)
      if (!gone.has(id) && isNews(tx, parts, row, member)) put.set(id, toPut(member))
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
  tx: Transaction,
  { acquaintances, me, firstNumber }: MendParts,
  { groupId: group }: GroupRow,
  member: RecordedMember,
): boolean {
  const { person, role } = member
  if (equalBytes(person, me) || role === 'owner') return false
  const known = findMember(tx, group, person)
  if (known !== null) return known.role !== role && known.changedNumber <= firstNumber
  const removed = findRemoved(tx, group, person)
  if (removed !== null && removed.since >= member.since) return false
  return keepCard(tx, acquaintances, member)
}

/** True if a card of this person is stored. No person is added without a card. */
function keepCard(tx: Transaction, acquaintances: Acquaintances, { person, card }: RecordedMember): boolean {
  try {
    const decoded = decodeCard(card)
    if (equalBytes(decoded.person, person)) acquaintances.keep(tx, decoded)
  } catch (error) {
    if (!(error instanceof MalformedRecord)) throw error
  }
  return acquaintances.findCard(tx, person) !== null
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
