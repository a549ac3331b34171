// The state of one object for each of its readers, as its author sees it.
// It is the last view of the life of a message and only reads.
import { toHex } from '../base/index.ts'
import { rankOf, type Answer, type ReaderState } from '../contract/reader-states.ts'
import { listTouched } from '../gates/index.ts'
import type { Rows } from '../ledger/index.ts'
import { noMemberships, type Members, type Memberships } from './memberships.ts'
import { situationAt } from './decide.ts'
import { listDoubted } from './doubts.ts'
import { loadAudiences } from './facts.ts'
import type { AudienceRow } from './facts.ts'
import { situateGate } from './rights.ts'
import { findLatestState } from './reader-states.ts'
import { listAllReleased } from './released.ts'
import { STATE_OF_SITUATION } from './transitions.ts'

export interface ReaderStatus {
  readonly person: Uint8Array
  /** The state; after `referenced` the reader's latest own state, if there is one. */
  readonly state: ReaderState
  /** Since when, in ms since the epoch. For `scheduled`: when the notice is due. */
  readonly at: number
  /** When the notice reached them, as their own feed reports. */
  readonly arrivedAt: number | null
  readonly note: string | null
}

/** The number of readers in each state. */
type Tally = Partial<Record<ReaderState, number>>

/**
 * Returns the readers in the order of their keys. Includes members of groups, and persons who have
 * a release though they are no longer readers.
 * Empty if the object was given to no audience or does not exist. A reader with two routes to the
 * object has the better state of the two.
 */
export function statusOf(
  rows: Rows,
  objectId: Uint8Array,
  now: number,
  memberships: Memberships = noMemberships,
): ReaderStatus[] {
  const found = loadAudiences(rows, objectId)
  const doubted = listDoubted(rows, objectId, memberships, found)
  const best = new Map<string, Standing>()
  for (const standing of [
    ...found.flatMap((row) => standingsOf(rows, objectId, row, now, { memberships, doubted })),
    ...listAllReleased(rows, objectId).map(({ person, at }): Standing => ({
      person,
      at,
      state: 'referenced',
    })),
  ]) {
    const id = toHex(standing.person)
    const known = best.get(id)
    if (known === undefined || rankOf(standing.state) > rankOf(known.state)) best.set(id, standing)
  }
  const inOrder = [...best].sort(([one], [other]) => (one < other ? -1 : 1))
  return inOrder.map(([, standing]) => describe(rows, objectId, standing))
}

/** Counts the readers in each state without reading every member of a group. */
export function tallyOf(
  rows: Rows,
  objectId: Uint8Array,
  now: number,
  memberships: Memberships = noMemberships,
): Tally {
  const found = loadAudiences(rows, objectId)
  const [only] = found
  if (found.length === 1 && only?.isUnsettled === false) {
    const members = memberships[only.audience.kind]
    if (members.countAmong !== undefined) return tallyOfMany(rows, objectId, only, now, members)
  }
  const tally: Tally = {}
  for (const { state } of statusOf(rows, objectId, now, memberships)) tally[state] = (tally[state] ?? 0) + 1
  return tally
}

interface Standing {
  person: Uint8Array
  state: ReaderState
  at: number
}

/** The state for a reader of this audience, with what the stations are known to have decided. */
function stateOf(
  rows: Rows,
  objectId: Uint8Array,
  row: AudienceRow,
  now: number,
  member: Uint8Array,
): ReaderState {
  const state = STATE_OF_SITUATION[situationAt(row, now)]
  return state === 'referenced' ? state : (situateGate(rows, objectId, row, now, member)?.state ?? state)
}

/** A person nobody knows of: the state of a member to whom no station released. */
const UNTOUCHED = new Uint8Array(32)

function standingsOf(
  rows: Rows,
  objectId: Uint8Array,
  row: AudienceRow,
  now: number,
  { memberships, doubted }: { memberships: Memberships; doubted: ReadonlySet<string> },
): Standing[] {
  const { audience, since } = row
  const members = memberships[audience.kind]
  const gone = members.listGone(rows, audience.key, since).filter((person) => doubted.has(toHex(person)))
  const untouched = stateOf(rows, objectId, row, now, UNTOUCHED)
  const touched = new Set(listTouched(rows, objectId, audience.key).map(toHex))
  return [...members.list(rows, audience.key, since), ...gone].map((person) => {
    const state = touched.has(toHex(person)) ? stateOf(rows, objectId, row, now, person) : untouched
    const own = doubted.has(toHex(person)) ? doubtful(row, state) : state
    return { person, state: own, at: sinceWhen(row, own) }
  })
}

/**
 * Returns the state of an audience as a whole: `unknown` while one of its readers is in doubt, and
 * not certain before all of them are.
 */
export function stateOfAudience(
  rows: Rows,
  objectId: Uint8Array,
  row: AudienceRow,
  now: number,
): ReaderState {
  const untouched = stateOf(rows, objectId, row, now, UNTOUCHED)
  const half = listTouched(rows, objectId, row.audience.key).map((person) =>
    stateOf(rows, objectId, row, now, person),
  )
  const state = UNCERTAIN.find((one) => half.includes(one)) ?? untouched
  return row.isUnsettled ? doubtful(row, state) : state
}

const UNCERTAIN: readonly ReaderState[] = ['unknown', 'recalling', 'holding', 'letting-go']

/**
 * Returns the state while there is a doubt. An object whose notice is not out waits for its author,
 * whatever a lost device did. In all other cases it is unknown whether the lost device released it.
 */
function doubtful({ noticedAt }: AudienceRow, state: ReaderState): ReaderState {
  return noticedAt === null && (state === 'held' || state === 'scheduled') ? state : 'unknown'
}

function describe(rows: Rows, objectId: Uint8Array, { person, state, at }: Standing): ReaderStatus {
  const latest = findLatestState(rows, objectId, person)
  return {
    person,
    state: latest?.value ?? state,
    at: latest?.at ?? at,
    arrivedAt: findArrival(rows, objectId, person),
    note: latest?.note ?? null,
  }
}

const STATED = `
  SELECT value, count(*) AS count FROM (
    SELECT person, value, row_number() OVER (PARTITION BY person ORDER BY n DESC, device DESC) AS place
    FROM access_states WHERE object = ?
  ) WHERE place = 1 GROUP BY value`

/** Readers with a release and without an own state. */
const SILENT = `
  SELECT count(*) AS count FROM access_releases r WHERE r.object = ? AND r.audience = ?
    AND NOT EXISTS (SELECT 1 FROM access_states s WHERE s.object = r.object AND s.person = r.person)`

/** Returns persons who have a release, or reported a state. */
function listWhoHave(rows: Rows, objectId: Uint8Array): Uint8Array[] {
  const sql = `SELECT person FROM access_releases WHERE object = ?
    UNION SELECT person FROM access_states WHERE object = ?`
  return rows.all<{ person: Uint8Array }>(sql, objectId, objectId).map(({ person }) => person)
}

function tallyOfMany(
  rows: Rows,
  objectId: Uint8Array,
  row: AudienceRow,
  now: number,
  members: Members,
): Tally {
  const { audience, since } = row
  const byValue = rows.all<{ value: Answer; count: number }>(STATED, objectId)
  const silent = rows.get<{ count: number }>(SILENT, objectId, audience.key)?.count ?? 0
  // Former members who have it are counted in the two queries above, and not in `others`.
  const whoHave = listWhoHave(rows, objectId)
  const opened = members.countAmong?.(rows, audience.key, since, whoHave) ?? 0
  const have = new Set(whoHave.map(toHex))
  const half = listTouched(rows, objectId, audience.key).filter(
    (person) => !have.has(toHex(person)) && members.mayRead(rows, audience.key, person, since),
  )
  const others = (members.count(rows, audience.key, since) ?? 0) - opened - half.length
  const counts: [ReaderState, number][] = [
    ...byValue.map(({ value, count }): [Answer, number] => [value, count]),
    ['referenced', silent],
    ...half.map((person): [ReaderState, number] => [stateOf(rows, objectId, row, now, person), 1]),
    [stateOf(rows, objectId, row, now, UNTOUCHED), others],
  ]
  const tally: Tally = {}
  for (const [state, count] of counts) if (count > 0) tally[state] = (tally[state] ?? 0) + count
  return tally
}

function sinceWhen(row: AudienceRow, state: ReaderState): number {
  const times: Partial<Record<ReaderState, number | null>> = {
    held: row.heldAt,
    holding: row.heldAt,
    notified: row.noticedAt,
    'letting-go': row.noticedAt,
    referenced: row.releasedAt,
    recalled: row.recalledAt,
    recalling: row.recalledAt,
    expired: row.expiredAt ?? row.expiresAt,
  }
  return times[state] ?? row.notBefore
}

function findArrival(rows: Rows, objectId: Uint8Array, person: Uint8Array): number | null {
  const sql = 'SELECT arrived_at AS arrivedAt FROM access_audiences WHERE object = ? AND audience = ?'
  return rows.get<{ arrivedAt: number | null }>(sql, objectId, person)?.arrivedAt ?? null
}
