// store: splits the grant of each reader into shares for the author's stations, before the
// transaction that gives the object. The package that splits is asynchronous, and a transaction is
// not.
// The grant of the author's own device is another seal of the same key, so neither depends on the
// other.
import {
  insertGate,
  nextGateNumber,
  type AccessMode,
  type Audience,
  type AudienceGrant,
  type NewGate,
} from '../access/index.ts'
import { toHex } from '../base/index.ts'
import { gateHandle, slotKeyPair } from '../custody/index.ts'
import type { KeeperSet } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { splitSecret } from '../seal/index.ts'
import { isOnePerson } from '../store/index.ts'
import type { DeliveryParts } from './parts.ts'

type Parts = Pick<DeliveryParts, 'ledger' | 'identity' | 'audiences' | 'feeds'>

interface PreparedGate extends Omit<NewGate, 'at'> {
  /** The box key of the reader to which the split grant is sealed. */
  readonly boxNumber: number
}

/** By the key of the reader, in hex. Empty without stations, and for open objects. */
export type PreparedGates = ReadonlyMap<string, PreparedGate>

export const NO_GATES: PreparedGates = new Map()

/**
 * How long stations keep a letter that nobody opens and nobody renews. Then they burn their shares,
 * and only the author's own device releases it.
 */
const LEASE_MS = 90 * 24 * 60 * 60 * 1000

interface Gated {
  readonly objectId: Uint8Array
  readonly contentKey: Uint8Array
  readonly mode: AccessMode
  readonly audiences: readonly Audience[]
  /** When the stations get the shares at the earliest. ms since the epoch. */
  readonly from: number
}

export async function prepareGates(parts: Parts, gated: Gated): Promise<PreparedGates> {
  const [set] = parts.identity.card.keepers.sets
  if (set === undefined || gated.mode === 'open') return NO_GATES
  const persons = gated.audiences.filter(isOnePerson)
  const gates = await Promise.all(persons.map((audience) => prepareGate(parts, gated, audience, set)))
  return new Map(gates.flatMap((gate) => (gate === null ? [] : [[toHex(gate.person), gate]])))
}

/** Null if the person is no contact, which the transaction refuses. */
async function prepareGate(
  { ledger, audiences, feeds }: Parts,
  { objectId, contentKey, from }: Gated,
  { kind, key: person }: Audience,
  set: KeeperSet,
): Promise<PreparedGate | null> {
  const [secret] = feeds.listGateSecrets(ledger, person)
  if (secret === undefined || feeds.find(ledger, person) === null) return null
  const { boxNumber, grant } = audiences[kind].seal(ledger, person, objectId, contentKey)
  const number = nextGateNumber(ledger, { objectId, person })
  const handle = gateHandle(secret, objectId, number)
  return {
    ...{ objectId, person, number, set, handle, boxNumber },
    slotKey: slotKeyPair(secret, handle).publicKey,
    shares: await splitSecret(grant, { need: set.need, of: set.devices.length }),
    until: from + LEASE_MS,
  }
}

/**
 * Inserts the gates of the grants that this transaction sealed. A reader whose box key has changed
 * since gets none: only the author's own device releases the object to them.
 */
export function insertGates(
  tx: Transaction,
  gates: PreparedGates,
  grants: readonly AudienceGrant[],
  at: number,
): void {
  for (const { audience, boxNumber } of grants) {
    const gate = gates.get(toHex(audience.key))
    if (gate !== undefined && gate.boxNumber === boxNumber) insertGate(tx, { ...gate, at })
  }
}
