// How one object stands with each of its readers, as its author may see it.
// The last look of a message's life; it reads, and never records.
import type { Reader } from '../ledger/index.ts'
import { situationAt } from './decide.ts'
import { loadAudiences } from './facts.ts'
import type { AudienceRow } from './facts.ts'
import { findLatestState } from './reader-states.ts'
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

/** In the order of the readers' keys; empty for an object that was given to nobody or does not exist. */
export function statusOf(reader: Reader, objectId: Uint8Array, now: number): ReaderStatus[] {
  return loadAudiences(reader, objectId).map((row) => describe(reader, objectId, row, now))
}

function describe(reader: Reader, objectId: Uint8Array, row: AudienceRow, now: number): ReaderStatus {
  const { person } = row
  const said = findLatestState(reader, objectId, person)
  const state = STATE_OF_SITUATION[situationAt(row, now)]
  return {
    person,
    state: said?.value ?? state,
    at: said?.at ?? sinceWhen(row, state),
    arrivedAt: findArrival(reader, objectId, person),
    note: said?.note ?? null,
  }
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

function findArrival(reader: Reader, objectId: Uint8Array, person: Uint8Array): number | null {
  const sql = 'SELECT arrived_at FROM access_arrivals WHERE object = ? AND person = ?'
  return reader.get<{ arrived_at: number }>(sql, objectId, person)?.arrived_at ?? null
}
