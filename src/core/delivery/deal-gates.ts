// store: splits the grant of each reader into shares for the author's stations, in the transaction
// that gives the object. It splits the very grant that the author's own device releases, so a
// station and the home can never give two different keys.
import {
  addAct,
  countRecoveries,
  findContentKey,
  type AccessMode,
  type AudienceGrant,
  type DueNotice,
} from '../access/index.ts'
import {
  endOfLease,
  insertGate,
  listGatesFor,
  nextGateNumber,
  recordRoster,
  setStage,
  type GateRow,
} from '../gates/index.ts'
import { gateHandle, rosterName, slotKeyPair } from '../station-records/index.ts'
import { currentSet, type KeeperSet } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { splitSecret } from '../seal/index.ts'
import { isOnePerson, type Epoch } from '../store/index.ts'
import type { DeliveryParts } from './parts.ts'

interface Gated {
  readonly objectId: Uint8Array
  readonly mode: AccessMode
  readonly grants: readonly AudienceGrant[]
  /** When the stations get the shares at the earliest. ms since the epoch. */
  readonly from: number
  /** The current time. */
  readonly at: number
  /** `new` if a notice without this gate is out. */
  readonly stage?: 'new' | 'live' | undefined
}

interface Dealt extends Pick<Gated, 'objectId' | 'at' | 'stage'> {
  readonly grant: AudienceGrant
  readonly set: KeeperSet
  /** The end of the lease. */
  readonly until: number
}

type Parts = Pick<DeliveryParts, 'identity' | 'audiences'>

/** Does nothing without stations, and for open objects. */
export function dealGates(tx: Transaction, parts: Parts, gated: Gated): void {
  const set = currentSet(parts.identity.card.keepers)
  if (set === null || gated.mode === 'open') return
  const { objectId, at, from, stage } = gated
  const until = endOfLease(tx, { from, at })
  for (const grant of gated.grants) dealGate(tx, parts, { objectId, grant, set, until, at, stage })
}

/**
 * Replaces the gate of a group's post whose grant is of an earlier epoch than its next notice.
 * Members who came since cannot read that grant.
 */
export function dealAgain(tx: Transaction, parts: Parts, { objectId, audience, since }: DueNotice): void {
  const set = currentSet(parts.identity.card.keepers)
  const contentKey = findContentKey(tx, objectId)
  const gates = listGatesFor(tx, { objectId, person: audience.key })
  const live = gates.find(({ stage }) => stage === 'live')
  if (set === null || contentKey === null || live === undefined || isOfEpoch(live, since)) return
  setStage(tx, live.handle, 'old')
  const grant = parts.audiences[audience.kind].seal(tx, audience.key, objectId, contentKey)
  dealGate(tx, parts, { objectId, grant, set, until: live.until, at: live.madeAt })
}

function isOfEpoch({ since }: GateRow, { era, epoch }: Epoch): boolean {
  return since !== null && since.era === era && since.epoch === epoch
}

function dealGate(
  tx: Transaction,
  { audiences, identity }: Parts,
  { objectId, grant: { audience, grant, since }, set, until, at, stage }: Dealt,
): void {
  const { kind, key: person } = audience
  const secret = audiences[kind].gateSecret?.(tx, person, since) ?? null
  if (secret === null) return
  const isForOne = isOnePerson(audience)
  const number = nextGateNumber(tx, { objectId, person }, countRecoveries(tx, { objectId, person }))
  const handle = gateHandle(secret, objectId, number)
  insertGate(tx, {
    ...{ objectId, person, number, set, handle, until, at },
    slotKey: isForOne ? slotKeyPair(secret, handle).publicKey : null,
    since: isForOne ? null : since,
    shares: splitSecret(grant, { need: set.need, of: set.devices.length }),
    stage,
  })
  // It would open at the stations, whose acts of before are for another gate.
  if (audiences[kind].isBarred?.(tx, person) === true)
    addAct(tx, { handle, kind: 'hold' }, identity.device, at)
  if (isForOne) return
  for (const station of set.devices) {
    const roster = rosterName(secret, identity.person, station)
    recordRoster(tx, { roster, group: person, era: since.era, station })
  }
}
