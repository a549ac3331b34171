// How one object stands with each of its readers, as its author may see it.
// The last look of a message's life; it reads, and never records.
import { toHex } from '../base/index.ts'
import type { Rows } from '../ledger/index.ts'
import { noMemberships, type Members, type Memberships } from './audience.ts'
import { situationAt } from './decide.ts'
import { listDoubted } from './doubts.ts'
import { loadAudiences } from './facts.ts'
import type { AudienceRow } from './facts.ts'
import { findLatestState } from './reader-states.ts'
import { listAllReleased } from './released.ts'
import type { ReaderState, ReaderValue } from './states.ts'
import { STATE_OF_SITUATION } from './transitions.ts'

export interface ReaderStatus {
  readonly person: Uint8Array
  /** After `referenced` the reader's own latest state, if there is one. */
  readonly state: ReaderState | ReaderValue
  /** Since when, ms since the epoch; for `scheduled` when the notice is due. */
  readonly at: number
  /** When the notice reached them, once their own feed says so. */
  readonly arrivedAt: number | null
  readonly note: string | null
}

/** How many readers are in which state. */
export type Tally = Partial<Record<ReaderState | ReaderValue, number>>

/**
 * In the order of the readers' keys, members of groups among them, and who has it released though they are none any more; empty for an
 * object that was given to nobody or does not exist. Whoever is reached in two ways stands with the better of them.
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
    ...found.flatMap((row) => standingsOf(rows, row, now, { memberships, doubted })),
    ...listAllReleased(rows, objectId).map(({ person, at }): Standing => ({
      person,
      at,
      state: 'referenced',
    })),
  ]) {
    const id = toHex(standing.person)
    const known = best.get(id)
    if (known === undefined || rankOf(standing) > rankOf(known)) best.set(id, standing)
  }
  const inOrder = [...best].sort(([one], [other]) => (one < other ? -1 : 1))
  return inOrder.map(([, standing]) => describe(rows, objectId, standing))
}

/** How many readers are in which state, without a look at each of a group. */
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

/** More is better for the reader; who may have it comes right before who has. */
const RANKS: readonly ReaderState[] = [
  'recalled',
  'expired',
  'recalling',
  'scheduled',
  'held',
  'notified',
  'unknown',
  'referenced',
]

function rankOf({ state }: Standing): number {
  return RANKS.indexOf(state)
}

function standingsOf(
  rows: Rows,
  row: AudienceRow,
  now: number,
  { memberships, doubted }: { memberships: Memberships; doubted: ReadonlySet<string> },
): Standing[] {
  const state = STATE_OF_SITUATION[situationAt(row, now)]
  const { audience, since } = row
  const members = memberships[audience.kind]
  const gone = members.listGone(rows, audience.key, since).filter((person) => doubted.has(toHex(person)))
  return [...members.list(rows, audience.key, since), ...gone].map((person) => {
    const own = doubted.has(toHex(person)) ? doubtful(row, state) : state
    return { person, state: own, at: sinceWhen(row, own) }
  })
}

/** How it stands with an audience as such; `unknown` while somebody in it is in doubt. */
export function stateOfAudience(row: AudienceRow, now: number): ReaderState {
  const state = STATE_OF_SITUATION[situationAt(row, now)]
  return row.isUnsettled ? doubtful(row, state) : state
}

/** What waits for its author's word does so whatever a lost device did; anything else is not known of who may have it from there. */
function doubtful({ noticedAt }: AudienceRow, state: ReaderState): ReaderState {
  return noticedAt === null && (state === 'held' || state === 'scheduled') ? state : 'unknown'
}

function describe(rows: Rows, objectId: Uint8Array, { person, state, at }: Standing): ReaderStatus {
  const said = findLatestState(rows, objectId, person)
  return {
    person,
    state: said?.value ?? state,
    at: said?.at ?? at,
    arrivedAt: findArrival(rows, objectId, person),
    note: said?.note ?? null,
  }
}

const SAID = `
  SELECT value, count(*) AS count FROM (
    SELECT person, value, row_number() OVER (PARTITION BY person ORDER BY n DESC, device DESC) AS place
    FROM access_states WHERE object = ?
  ) WHERE place = 1 GROUP BY value`

/** Released, and nothing said since. */
const SILENT = `
  SELECT count(*) AS count FROM access_releases r WHERE r.object = ? AND r.audience = ?
    AND NOT EXISTS (SELECT 1 FROM access_states s WHERE s.object = r.object AND s.person = r.person)`

/** Who has it released, or has said something of it. */
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
  const said = rows.all<{ value: ReaderValue; count: number }>(SAID, objectId)
  const silent = rows.get<{ count: number }>(SILENT, objectId, audience.key)?.count ?? 0
  // Who has it and is no member any more is counted above, and is none of the others.
  const opened = members.countAmong?.(rows, audience.key, since, listWhoHave(rows, objectId)) ?? 0
  const others = (members.count(rows, audience.key, since) ?? 0) - opened
  const state = STATE_OF_SITUATION[situationAt(row, now)]
  const counts: [ReaderState | ReaderValue, number][] = [
    ...said.map(({ value, count }): [ReaderValue, number] => [value, count]),
    ['referenced', silent],
    [state, others],
  ]
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

function sinceWhen(row: AudienceRow, state: ReaderState): number {
  const times: Partial<Record<ReaderState, number | null>> = {
    held: row.heldAt,
    notified: row.noticedAt,
    referenced: row.releasedAt,
    recalled: row.recalledAt,
    expired: row.expiredAt ?? row.expiresAt,
  }
  return times[state] ?? row.notBefore
}

function findArrival(rows: Rows, objectId: Uint8Array, person: Uint8Array): number | null {
  const sql = 'SELECT arrived_at AS arrivedAt FROM access_audiences WHERE object = ? AND audience = ?'
  return rows.get<{ arrivedAt: number | null }>(sql, objectId, person)?.arrivedAt ?? null
}
