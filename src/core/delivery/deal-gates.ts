// store: splits the grant of each reader into shares for the author's stations, in the transaction
// that gives the object. What is split is the very grant that the author's own device releases, so
// a station and the home can never give two different keys.
import { insertGate, nextGateNumber, type AccessMode, type AudienceGrant } from '../access/index.ts'
import { gateHandle, slotKeyPair } from '../custody/index.ts'
import type { KeeperSet } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { splitSecret } from '../seal/index.ts'
import type { DeliveryParts } from './parts.ts'

/**
 * How long stations keep a letter that nobody opens and nobody renews. Then they burn their shares,
 * and only the author's own device releases it.
 */
const LEASE_MS = 90 * 24 * 60 * 60 * 1000

interface Gated {
  readonly objectId: Uint8Array
  readonly mode: AccessMode
  readonly grants: readonly AudienceGrant[]
  /** When the stations get the shares at the earliest. ms since the epoch. */
  readonly from: number
  /** The current time. */
  readonly at: number
}

type Parts = Pick<DeliveryParts, 'identity' | 'audiences'>

/** Does nothing without stations, and for open objects. */
export function dealGates(tx: Transaction, parts: Parts, gated: Gated): void {
  const [set] = parts.identity.card.keepers.sets
  if (set === undefined || gated.mode === 'open') return
  for (const one of gated.grants) dealGate(tx, parts, gated, one, set)
}

function dealGate(
  tx: Transaction,
  { audiences }: Parts,
  { objectId, from, at }: Gated,
  { audience: { kind, key: person }, grant }: AudienceGrant,
  set: KeeperSet,
): void {
  const secret = audiences[kind].gateSecret?.(tx, person) ?? null
  if (secret === null) return
  const number = nextGateNumber(tx, { objectId, person })
  const handle = gateHandle(secret, objectId, number)
  insertGate(tx, {
    ...{ objectId, person, number, set, handle, at },
    slotKey: slotKeyPair(secret, handle).publicKey,
    shares: splitSecret(grant, { need: set.need, of: set.devices.length }),
    until: from + LEASE_MS,
  })
}
