// The requests of a customer to a station. A missing, malformed or refused answer is null.
import { toHex, type Form } from '../base/index.ts'
import {
  dropForm,
  keepAnswerForm,
  keepForm,
  keptAnswerForm,
  keptForm,
  MAX_CORES_AT_ONCE,
  stationAnswerForm,
  stationCardForm,
  stationJoinForm,
  stationLeftForm,
  watchForm,
  type KeepAnswer,
  type StationAnswer,
} from '../station-records/index.ts'
import type { Peer } from '../network/index.ts'
import { ask, order } from './ask.ts'
import type { DroppedRange } from './cores-at-stations.ts'

const NOTHING = new Uint8Array(0)

function askFor<Answer>(
  peer: Peer,
  method: string,
  request: Uint8Array,
  form: Form<Answer>,
  waitMs?: number,
): Promise<Answer | null> {
  return ask(peer, method, request, form.decode, waitMs)
}

export function requestJoin(
  peer: Peer,
  join: { token: Uint8Array; card: Uint8Array },
  waitMs: number,
): Promise<StationAnswer | null> {
  const request = stationJoinForm.encode(join)
  return askFor(peer, 'station-join', request, stationAnswerForm, waitMs)
}

/** Shows the newest card to a station, so that the devices on it count. */
export function requestCard(peer: Peer, card: Uint8Array): Promise<StationAnswer | null> {
  return askFor(peer, 'station-card', stationCardForm.encode({ card }), stationAnswerForm)
}

export function requestUsage(peer: Peer): Promise<StationAnswer | null> {
  return askFor(peer, 'station-usage', NOTHING, stationAnswerForm)
}

/** True if the station has removed everything. False also if it waits for another own device. */
export async function requestLeave(peer: Peer): Promise<boolean> {
  return (await askFor(peer, 'station-leave', NOTHING, stationLeftForm))?.leavesAt === null
}

/** What a station computes the key of a core from, with the proof if no device of ours signs it. */
export interface KeptName {
  signer: Uint8Array
  namespace: Uint8Array
  proof: Uint8Array | null
}

/** At most `MAX_CORES_AT_ONCE` cores. */
export async function requestKeep(peer: Peer, cores: readonly KeptName[]): Promise<KeepAnswer[] | null> {
  const request = keepForm.encode({ cores })
  return sameLength(cores, (await askFor(peer, 'keep', request, keepAnswerForm))?.answers)
}

/** At most `MAX_CORES_AT_ONCE` cores. */
export async function requestWatch(
  peer: Peer,
  method: 'watch' | 'unwatch',
  cores: readonly Uint8Array[],
): Promise<KeepAnswer[] | null> {
  const request = watchForm.encode({ cores })
  return sameLength(cores, (await askFor(peer, method, request, keepAnswerForm))?.answers)
}

/** Returns the lengths that are on the station's disk, by core in hex. */
export async function requestKept(
  peer: Peer,
  cores: readonly Uint8Array[],
): Promise<Map<string, number> | null> {
  const kept = new Map<string, number>()
  for (const some of inPortions(cores)) {
    const request = keptForm.encode({ cores: some })
    const answer = await askFor(peer, 'kept', request, keptAnswerForm)
    const lengths = sameLength(some, answer?.lengths)
    if (lengths === null) return null
    some.forEach((core, i) => kept.set(toHex(core), lengths[i]!))
  }
  return kept
}

/** True if the station says within this time that it sends nothing more of this core on this day. */
export async function requestIsSpent(peer: Peer, core: Uint8Array, waitMs: number): Promise<boolean> {
  const request = keptForm.encode({ cores: [core] })
  return (await askFor(peer, 'kept', request, keptAnswerForm, waitMs))?.isSpent === true
}

/** At most `MAX_CORES_AT_ONCE` ranges. */
export function requestDrop(peer: Peer, ranges: readonly DroppedRange[]): Promise<boolean> {
  return order(peer, 'drop', dropForm.encode({ ranges }))
}

/** Portions of as many entries as a request may have. */
export function inPortions<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / MAX_CORES_AT_ONCE)
  return Array.from({ length: count }, (_, i) =>
    all.slice(i * MAX_CORES_AT_ONCE, (i + 1) * MAX_CORES_AT_ONCE),
  )
}

function sameLength<T>(asked: readonly unknown[], answers: T[] | undefined): T[] | null {
  return answers?.length === asked.length ? answers : null
}
