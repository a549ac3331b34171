// Computes the roster after a change and the contents of its record: new and changed members,
// removed ones, and feed ends.
// Looks up cards only for members whom the record names, because in a large group these are few.
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { FeedHead } from '../feeds/index.ts'
import { listDevices } from '../identity/index.ts'
import type { Rows } from '../ledger/index.ts'
import { toRosterMember } from './apply-record.ts'
import { findMember, findRemoved, listMembers, type GroupRow, type MemberRow } from './group-row.ts'
import {
  MAX_DEPARTED,
  type Departed,
  type RecordedMember,
  type RemovedMember,
  type RosterMember,
} from './membership-record.ts'
import { findCardBytes, type OwnerParts } from './owner-parts.ts'
import { issueToken, issueTokenHash } from './removal-token.ts'
import type { GroupRole } from './roles.ts'

export interface PutMember {
  person: Uint8Array
  role: GroupRole
  /** A newcomer with this right may read what was announced before they joined. */
  seesHistory: boolean
  /**
   * The person was a member by a record that this desk missed: since when, and from which epoch
   * they may read.
   */
  as?: Pick<RosterMember, 'since' | 'reads'>
}

export interface RosterChange {
  /** New members, and known ones with another role. */
  put?: PutMember[]
  /** Members who have another box key, or whose KEM key has arrived. */
  again?: Uint8Array[]
  removed?: Uint8Array[]
}

export interface NextRoster {
  /** The members before the change. */
  before: MemberRow[]
  members: RosterMember[]
  /** The members whom the change added or changed. */
  put: RosterMember[]
  came: RosterMember[]
  /** The members who get a box again, if their box key is another one. */
  again: RosterMember[]
}

const NOT_ISSUED = new Uint8Array(32)

/**
 * Each member is a step. `issuesAll`: the record is the first in its core, so another desk may have issued the tokens.
 * @throws NOT_FOUND for a person without a card
 */
export function* nextRoster(
  rows: Rows,
  parts: OwnerParts,
  row: GroupRow,
  { put = [], removed = [], again = [] }: RosterChange,
  step: { era: number; epoch: number; now: number; issuesAll: boolean },
): Generator<void, NextRoster> {
  const before = listMembers(rows, row.groupId)
  const known = new Map(before.map((member) => [toHex(member.person), member]))
  const changed: RosterMember[] = []
  for (const member of put) {
    const former = known.get(toHex(member.person))
    changed.push(
      former === undefined
        ? newMember(rows, parts, row, member, step)
        : withRole(rows, parts, row, former, member.role),
    )
    yield
  }
  const came = changed.filter(({ person }) => !known.has(toHex(person)))
  for (const person of removed) known.delete(toHex(person))
  for (const { person } of changed) known.delete(toHex(person))
  const issue = (member: RosterMember): RosterMember => ({
    ...member,
    tokenHash: issueTokenHash(parts.identity, row.groupId, member),
  })
  const kept = [...known.values()].map(toRosterMember)
  const issued: RosterMember[] = []
  for (const member of [...(step.issuesAll ? kept : []), ...changed]) {
    issued.push(issue(member))
    yield
  }
  const fresh = issued.slice(issued.length - changed.length)
  const members = step.issuesAll ? issued : [...kept, ...fresh]
  const boxed = new Set(again.map(toHex))
  return {
    ...{ before, members, put: fresh, came },
    again: members.filter(({ person }) => boxed.has(toHex(person))),
  }
}

function newMember(
  rows: Rows,
  parts: OwnerParts,
  row: GroupRow,
  member: PutMember,
  step: { era: number; epoch: number; now: number },
): RosterMember {
  const { person, role, seesHistory } = member
  if (findCardBytes(rows, parts, person) === null)
    throw new EngineError('NOT_FOUND', 'Nothing is known of this person.')
  const now = { era: step.era, epoch: step.epoch }
  const reads = seesHistory ? { era: 0, epoch: 0 } : (member.as?.reads ?? now)
  const since = sinceOf(rows, row, member, step.now)
  return { person, role, since, reads, postsUntil: null, tokenHash: NOT_ISSUED }
}

/**
 * Returns a time later than the person's removal, so that devices which saw the removal accept the
 * person again.
 */
function sinceOf(rows: Rows, row: GroupRow, { person, as }: PutMember, now: number): number {
  const removed = findRemoved(rows, row.groupId, person)
  return Math.max(as?.since ?? now, removed === null ? 0 : removed.since + 1)
}

/** If a member may no longer post, their posts so far still count. */
function withRole(
  rows: Rows,
  parts: OwnerParts,
  row: GroupRow,
  before: MemberRow,
  role: GroupRole,
): RosterMember {
  const member = { ...toRosterMember(before), role }
  if (role !== 'reader') return { ...member, postsUntil: null }
  if (before.role === 'reader') return member
  const current = headsOf(rows, parts, row.groupId, before.person).filter(({ era }) => era === row.era)
  const length = Math.max(0, ...current.map((head) => head.length))
  return { ...member, postsUntil: { era: row.era, length } }
}

/** Returns the heads of a person's feeds, as far as they have arrived here. */
function headsOf(
  rows: Rows,
  { acquaintances, feeds }: OwnerParts,
  group: Uint8Array,
  person: Uint8Array,
): FeedHead[] {
  const card = acquaintances.findCard(rows, person)
  const devices = card === null ? [] : listDevices(card.devices)
  return devices.flatMap((device) => feeds.listHeadsOf(rows, group, device))
}

/**
 * Where feeds end: all feeds of members who leave, and feeds of earlier eras of members who may no
 * longer post. Honest members write nothing to those earlier eras now.
 * A new era also ends the feeds of devices that their persons have lost.
 * Feeds of a device that is neither named nor a member's are not read any further.
 */
export function departedBy(
  rows: Rows,
  parts: OwnerParts,
  row: GroupRow,
  { put = [], removed = [] }: RosterChange,
  isNewEra: boolean,
): Departed[] {
  const gone = removed.flatMap((person) => headsOf(rows, parts, row.groupId, person))
  const silenced = put
    .filter(({ role }) => role === 'reader')
    .flatMap(({ person }) => headsOf(rows, parts, row.groupId, person))
    .filter(({ era }) => era < row.era)
  const lost = isNewEra ? parts.feeds.listHeadsOfLost(rows, row.groupId) : []
  const fresh = [...gone, ...silenced, ...lost].map(({ device, era, generation, length }) => ({
    ...{ device, era, generation, length },
  }))
  return [...fresh, ...listRecordedEnds(rows, row.groupId, fresh)].slice(0, MAX_DEPARTED)
}

function listRecordedEnds(rows: Rows, group: Uint8Array, fresh: readonly Departed[]): Departed[] {
  const nameOf = ({ device, era, generation }: Departed): string => `${toHex(device)} ${era} ${generation}`
  const named = new Set(fresh.map(nameOf))
  const sql = `SELECT device, era, generation, length FROM group_departed WHERE group_id = ? ORDER BY number DESC LIMIT ?`
  const found = rows.all<Departed & Record<string, never>>(sql, group, MAX_DEPARTED)
  return found.filter((one) => !named.has(nameOf(one)))
}

/** Returns every member who changed since the last full roster, in their current state. */
export function changesSince(rows: Rows, row: GroupRow, { members, put }: NextRoster): RosterMember[] {
  const sql = 'SELECT person FROM group_members WHERE group_id = ? AND changed_number > ?'
  const found = rows.all<{ person: Uint8Array }>(sql, row.groupId, row.snapshotNumber)
  const changed = new Set([...found, ...put].map(({ person }) => toHex(person)))
  return members.filter(({ person }) => changed.has(toHex(person)))
}

/** Adds the token that proves the removal. */
export function withTokens(
  rows: Rows,
  { identity }: Pick<OwnerParts, 'identity'>,
  { groupId: group }: GroupRow,
  removed: readonly Uint8Array[],
): RemovedMember[] {
  return removed.map((person) => {
    const member = findMember(rows, group, person)
    return { person, token: member === null ? null : issueToken(identity, group, member) }
  })
}

/** Returns every person who was removed since then and has not returned, with those removed now. */
export function removedSince(rows: Rows, row: GroupRow, now: readonly RemovedMember[]): RemovedMember[] {
  if (row.snapshotNumber < 0) return [...now]
  const sql = 'SELECT person, token FROM group_removed WHERE group_id = ? AND number > ?'
  const found = rows.all<RemovedMember & Record<string, never>>(sql, row.groupId, row.snapshotNumber)
  return [...found.map(({ person, token }) => ({ person, token })), ...now]
}

const NO_CARD = new Uint8Array(0)

export function withCard(rows: Rows, parts: OwnerParts, member: RosterMember): RecordedMember {
  return { ...member, card: findCardBytes(rows, parts, member.person) ?? NO_CARD }
}
