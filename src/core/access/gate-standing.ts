// What a letter's gates mean to the rest of access: the state of a reader, whether a reader may
// still get the letter from stations, and what follows when a station's answer arrives.
// It connects the gates with the audiences between notify and state.
import type { LogEntry } from '../station-records/index.ts'
import type { NoticeGate } from '../feeds/index.ts'
import {
  countHandedOver,
  decideGateState,
  decideLetterState,
  endGates,
  findBurnReason,
  findDeciding,
  findGateByHandle,
  insertAct,
  listGates,
  listGatesFor,
  listStationsOf,
  listTouched,
  markReaderHas,
  wasOnRoster,
  type GateCount,
  type GateRow,
  type NewAct,
  type PlaceVotes,
} from '../gates/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'
import { isOnePerson, type Epoch, type ObjectReader } from '../store/index.ts'
import { countRecoveries } from './doubts.ts'
import { EXPIRED_KEY_LIFETIME_MS } from './expiry.ts'
import { findAudience, findContentKey, isReleasedTo, type AudienceRow, type ObjectAudience } from './facts.ts'
import { restoreWithdrawal, keepRelease } from './former-acts.ts'
import { tallyGate, tallyLetter } from './gate-tally.ts'
import { hasAnyRight } from './rights.ts'
import type { WithdrawalKind } from './withdrawal-record.ts'

/** Returns what the notice says about the gate. Null if only the author's own device releases. */
export function findNoticeGate(rows: Rows, { objectId, audience }: ObjectAudience): NoticeGate | null {
  const gates = listGatesFor(rows, { objectId, person: audience.key })
  const gate = gates.find(({ stage }) => stage === 'live')
  if (gate === undefined) return null
  const { number, setHash: set, need, hashes, until } = gate
  return { number, set, need, hashes, until }
}

/** `withdrawn`: the author takes it back from a person whom they forget, and keeps its words. */
export type GateActKind = WithdrawalKind | 'withdrawn'

const ACTS: Readonly<Record<GateActKind, Pick<NewAct, 'kind' | 'why'>>> = {
  recalled: { kind: 'burn', why: 'recalled' },
  expired: { kind: 'burn', why: 'expired' },
  withdrawn: { kind: 'burn', why: 'withdrawn' },
  held: { kind: 'hold' },
  'let-go': { kind: 'let-go' },
}

/**
 * Signs the author's act for the stations, in the transaction of the author's own decision: for
 * each gate by which the letter may still be opened.
 */
export function actOnGate(
  tx: Transaction,
  { objectId, person, kind, at }: ObjectReader & { kind: GateActKind; at: number },
  device: KeyPair,
): void {
  const act = ACTS[kind]
  for (const { handle, stage } of listGatesFor(tx, { objectId, person })) {
    // The shares of an ended gate may be at stations, unless the author has burned it before.
    const isMeant = act.kind === 'burn' ? findBurnReason(tx, handle) === null : stage !== 'ended'
    if (isMeant) addAct(tx, { handle, ...act }, device, at)
  }
}

/** Signs an act for the stations of a gate. A lost device may have numbered acts of its own. */
export function addAct(tx: Transaction, act: Omit<NewAct, 'restored'>, device: KeyPair, at: number): void {
  const gate = findGateByHandle(tx, act.handle)
  const restored = gate === null ? 0 : countRecoveries(tx, gate)
  insertAct(tx, { ...act, restored }, device, at)
}

/** What one station is known to have decided, for its author. */
export interface VoteOfStation {
  readonly station: Uint8Array
  readonly vote: 'released' | 'burned' | 'lost' | 'held' | 'let-go' | null
}

/** The numbers of stations that an author sees for a reader, and what each has decided. */
export interface StationCount extends Pick<
  GateCount,
  'released' | 'burned' | 'held' | 'letGo' | 'sent' | 'need' | 'certainAt'
> {
  readonly of: number
  readonly handedOver: number
  readonly burnedByWord: number
  readonly votes: VoteOfStation[]
}

/** Null if the letter has no gate for this reader. */
export function countStations(rows: Rows, reader: ObjectReader): StationCount | null {
  const { gates, member } = listGatesOf(rows, reader)
  const shown = gates.find(({ stage }) => stage !== 'new')
  if (shown === undefined) return null
  const tallied = tallyLetter(rows, gates, 0, { member })
  const { situation, at } = findDeciding(tallied)
  const { released, burned, held, letGo, byWord, sent, need, certainAt } = situation.count
  const stations = listStationsOf(rows, gates[at]!)
  const { places } = tallied[at]!.facts
  return {
    ...countHandedOver(rows, shown),
    ...{ released, burned, burnedByWord: byWord, held, letGo, sent, need, certainAt },
    votes: places.flatMap((place, i) =>
      place.isSent ? [{ station: stations[i]!, vote: voteOf(place) }] : [],
    ),
  }
}

function voteOf({ hasReleased, hasBurned, isByWord, setting }: PlaceVotes): VoteOfStation['vote'] {
  if (hasReleased) return 'released'
  if (hasBurned) return isByWord === true ? 'lost' : 'burned'
  return setting
}

/**
 * The gates by which a person can open an object: their own, else those of a group. The newest
 * first.
 */
function listGatesOf(rows: Rows, reader: ObjectReader): { gates: GateRow[]; member: Uint8Array | null } {
  const own = listGatesFor(rows, reader)
  if (own.length > 0) return { gates: own, member: null }
  const group = listGates(rows, reader.objectId).find(({ since }) => since !== null)
  const gates = group === undefined ? [] : listGatesFor(rows, group)
  return { gates, member: reader.person }
}

/**
 * After a recovery: restores a recall or expiry that only the lost device knew from the log of a
 * station. It counts when more stations have burned than may lie, and is sent to all of them again.
 */
export function restoreBurn(
  tx: Transaction,
  { handle, why, at }: Pick<LogEntry, 'handle' | 'why' | 'at'>,
  { device, ...how }: { device: KeyPair; now: number; keepsKey: boolean },
): void {
  const isOfAuthor = why === 'recalled' || why === 'expired' || why === 'withdrawn'
  const gate = isOfAuthor ? findGateByHandle(tx, handle) : null
  const row = gate && findAudience(tx, gate.objectId, gate.person)
  if (gate === null || row?.isUnsettled !== true || !isOnePerson(row.audience)) return
  const { burned } = decideGateState(tallyGate(tx, gate, 0)).count
  if (burned <= gate.distrust) return
  const { objectId, person } = gate
  const act = why as 'recalled' | 'expired' | 'withdrawn'
  actOnGate(tx, { objectId, person, kind: act, at }, device)
  const kind = act === 'withdrawn' ? 'recalled' : act
  const keepsKey = how.keepsKey || act === 'withdrawn'
  restoreWithdrawal(tx, { objectId, kind, at }, row.audience, { ...how, keepsKey })
}

/**
 * Does what follows from a station's answer: enough releases are the release of the letter, and
 * enough burns end the content key, after its words were saved.
 * @param keepsKey true if the author reads the object without an audience
 * @returns the object, whose state may have changed
 */
export function applyGateAnswers(
  tx: Transaction,
  handle: Uint8Array,
  { now, keepsKey }: { now: number; keepsKey: (object: Uint8Array) => boolean },
): Uint8Array | null {
  const gate = findGateByHandle(tx, handle)
  const row = gate && findAudience(tx, gate.objectId, gate.person)
  if (gate === null || row === null) return null
  const gates = listGatesFor(tx, gate)
  if (gate.since !== null) restoreMemberReleases(tx, gate, gates, now)
  const { state } = decideLetterState(tallyLetter(tx, gates, now))
  if (state === 'referenced') keepReleased(tx, gate, { at: now, keptAt: null })
  else if (ENDS_KEY.has(state) && findBurnReason(tx, handle) !== 'withdrawn')
    doomKey(tx, row, gate.objectId, { now, keepsKey })
  return gate.objectId
}

const ENDS_KEY: ReadonlySet<string> = new Set(['recalled', 'expired'])

/** Enough releases to one member are the release to that member. */
function restoreMemberReleases(tx: Transaction, gate: GateRow, gates: readonly GateRow[], now: number): void {
  const { objectId, person: group } = gate
  for (const person of listTouched(tx, objectId, group)) {
    if (isReleasedTo(tx, { objectId, person })) continue
    const { state } = decideLetterState(tallyLetter(tx, gates, now, { member: person }))
    if (state === 'referenced') keepReleased(tx, { objectId, person }, { group, at: now, keptAt: null })
  }
}

/**
 * Records that a reader reports having a letter that stations may have released. Returns
 * false if the letter has no gate for them, or too few stations ever had a share.
 */
export function restoreGateReport(tx: Transaction, reader: ObjectReader, at: number): boolean {
  const { gates: all, member } = listGatesOf(tx, reader)
  const group =
    member === null ? null : all.find(({ since, person }) => isOfMember(tx, person, since, member))
  if (group === undefined) return false
  const gates = tallyLetter(tx, all, at, { member })
  const isPossible = gates.some(
    ({ facts: { places, need } }) => places.filter(({ isSent }) => isSent).length >= need,
  )
  if (!isPossible) return false
  if (group === null) {
    markReaderHas(tx, reader, at)
    endGates(tx, reader)
  }
  keepReleased(tx, reader, { group: group?.person, at, keptAt: at })
  return true
}

/** True if a station may have known this person as a member of the group. */
function isOfMember(rows: Rows, group: Uint8Array, since: Epoch | null, member: Uint8Array): boolean {
  return since !== null && wasOnRoster(rows, { group, era: since.era }, member)
}

function keepReleased(
  tx: Transaction,
  { objectId, person }: ObjectReader,
  { group = person, at, keptAt }: { group?: Uint8Array; at: number; keptAt: number | null },
): void {
  keepRelease(tx, { objectId, person }, { audience: group, at, record: null, keptAt })
  tx.run('UPDATE access_keys SET destroy_at = NULL WHERE object = ?', objectId)
}

function doomKey(
  tx: Transaction,
  { expiredAt }: AudienceRow,
  objectId: Uint8Array,
  { now, keepsKey }: { now: number; keepsKey: (object: Uint8Array) => boolean },
): void {
  if (findContentKey(tx, objectId) === null || hasAnyRight(tx, objectId) || keepsKey(objectId)) return
  const at = expiredAt === null ? now : Math.max(now, expiredAt + EXPIRED_KEY_LIFETIME_MS)
  tx.run('UPDATE access_keys SET destroy_at = ? WHERE object = ? AND destroy_at IS NULL', at, objectId)
}
