// The grant within a pair: a small box for the pair key of the reader. Its second secret follows
// from the secret of the pair, which both agreed on in a KEM box. So it needs the reader's box key,
// which the author's home does not have, and a secret of the pair, which no station has.
import { resealGrants, wantGatesFor } from '../access/index.ts'
import type { AddressBook } from '../contacts/index.ts'
import type { PairFeeds } from '../feeds/index.ts'
import { latestBoxKey, type Identity } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { agreeOnce, deriveKey, openSmallBox, sealSmallBox, type SmallBoxKey } from '../seal/index.ts'

export interface PairGrantParts {
  feeds: PairFeeds
  addressBook: AddressBook
}

function grantKey(gateSecret: Uint8Array, object: Uint8Array): SmallBoxKey {
  return {
    domain: 'fumikura/pair-box/1',
    second: deriveKey('fumikura/pair-second/1', gateSecret),
    place: [object],
  }
}

/** Seals content keys to one person. */
interface GrantSealer {
  boxNumber: number
  seal: (object: Uint8Array, contentKey: Uint8Array) => Uint8Array
}

/**
 * Null without a present pair. A secret of a former pair seals nothing, because a thief of the
 * device that is lost has it.
 */
export function findGrantSealer(
  rows: Rows,
  { feeds, addressBook }: PairGrantParts,
  person: Uint8Array,
): GrantSealer | null {
  const contact = addressBook.find(rows, person)
  const gateSecret = feeds.findGateSecret(rows, person)
  if (contact === null || gateSecret === null) return null
  const { number, publicKey } = latestBoxKey(contact.card)
  return {
    boxNumber: number,
    seal: (object, contentKey) =>
      sealSmallBox(agreeOnce(publicKey), grantKey(gateSecret, object), contentKey),
  }
}

/** Opens a grant of this author, sealed under the present secret of the pair or a former one. */
export function openPairGrant(
  rows: Rows,
  { feeds, identity }: { feeds: PairFeeds; identity: Identity },
  object: Uint8Array,
  { author, boxNumber, grant }: { author: Uint8Array; boxNumber: number; grant: Uint8Array },
): Uint8Array | null {
  const own = identity.boxKeys.pair(boxNumber)
  if (own === null) return null
  for (const secret of feeds.listGateSecrets(rows, author)) {
    const contentKey = openSmallBox(own, grantKey(secret, object), grant)
    if (contentKey !== null) return contentKey
  }
  return null
}

/** The person's card names a higher box key: seals to it what was sealed to a lower one. */
export function resealForCard(tx: Transaction, parts: PairGrantParts, person: Uint8Array): void {
  reseal(tx, parts, person, (boxNumber) => boxNumber)
}

/** The pair has another secret: seals everything again that the person has not kept. */
export function resealForPair(tx: Transaction, parts: PairGrantParts, person: Uint8Array): void {
  reseal(tx, parts, person, () => Number.MAX_SAFE_INTEGER)
}

function reseal(
  tx: Transaction,
  parts: PairGrantParts,
  person: Uint8Array,
  belowOf: (boxNumber: number) => number,
): void {
  const sealer = findGrantSealer(tx, parts, person)
  if (sealer === null) return
  const { boxNumber, seal } = sealer
  if (resealGrants(tx, person, { boxNumber, below: belowOf(boxNumber) }, seal) > 0) wantGatesFor(tx, person)
}
