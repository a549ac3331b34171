// The box keys of this person. One stored seed gives both: the pair key, which is on the card, and
// the KEM key, which travels beside the card and which the card names by its hash.
import { fixedBytes, MalformedRecord, equalBytes } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import {
  deriveKey,
  hashKemKey,
  isKemKey,
  KEM_KEY_BYTES,
  KEM_SEED_BYTES,
  kemKeyOf,
  openKemBox,
  openSmallBox,
  pairKeyOf,
  randomBytes,
  type BoxPlace,
  type KeyPair,
  type OpenedBox,
  type SmallBoxKey,
} from '../seal/index.ts'
import type { Card } from './card.ts'

/** A KEM key beside a card. */
export const kemKeyEncoding = fixedBytes(KEM_KEY_BYTES)

export const BOX_KEYS_TABLE = `
  CREATE TABLE own_box_keys (number INTEGER PRIMARY KEY, kem_key BLOB NOT NULL, secret BLOB NOT NULL) STRICT;`

/** A box key before it has a number. */
export interface NewBoxKey {
  seed: Uint8Array
  kemKey: Uint8Array
  pairKey: Uint8Array
}

export function createBoxKey(): NewBoxKey {
  const seed = randomBytes(KEM_SEED_BYTES)
  return { seed, kemKey: kemKeyOf(seed), pairKey: pairKeyOf(seed).publicKey }
}

/** What a card says about its only box key. */
export function describeBoxKey(
  number: number,
  { pairKey, kemKey }: NewBoxKey,
): Pick<Card, 'boxKeys' | 'kemKey'> {
  return { boxKeys: [{ number, publicKey: pairKey }], kemKey: hashKemKey(kemKey) }
}

export function keepBoxKey(tx: Transaction, number: number, { kemKey, seed }: NewBoxKey): void {
  tx.run('INSERT INTO own_box_keys VALUES (?, ?, ?)', number, kemKey, seed)
}

interface OwnBoxKey {
  number: number
  kemKey: Uint8Array
  seed: Uint8Array
}

export class OwnBoxKeys {
  readonly #keys: ReadonlyMap<number, OwnBoxKey & { pair: KeyPair }>
  readonly #newest: OwnBoxKey

  /** At least one key is stored. */
  constructor(rows: Rows) {
    const sql = 'SELECT number, kem_key AS kemKey, secret AS seed FROM own_box_keys ORDER BY number'
    const keys = rows.all<OwnBoxKey & Record<string, never>>(sql)
    this.#keys = new Map(keys.map((key) => [key.number, { ...key, pair: pairKeyOf(key.seed) }]))
    this.#newest = keys.at(-1)!
  }

  /** The public KEM key that the card names. */
  get kemKey(): Uint8Array {
    return this.#newest.kemKey
  }

  /** The X25519 pair with this number. */
  pair(number: number): KeyPair | null {
    return this.#keys.get(number)?.pair ?? null
  }

  /** Opens a KEM box for the key with this number. Null if that fails. */
  openKem(number: number, at: BoxPlace, box: Uint8Array): OpenedBox | null {
    const key = this.#keys.get(number)
    return key === undefined ? null : openKemBox(key.seed, at, box)
  }

  /** Opens a small box for the pair key with this number. Null if that fails. */
  openSmall(number: number, key: SmallBoxKey, box: Uint8Array): Uint8Array | null {
    const pair = this.pair(number)
    return pair === null ? null : openSmallBox(pair, key, box)
  }

  /** Derives a secret of this person alone from the newest seed. */
  derive(domain: string, ...parts: Uint8Array[]): Uint8Array {
    return deriveKey(domain, this.#newest.seed, ...parts)
  }

  /** Derives the same from the seed with this number. Null if it is not stored here. */
  deriveFrom(number: number, domain: string, ...parts: Uint8Array[]): Uint8Array | null {
    const key = this.#keys.get(number)
    return key === undefined ? null : deriveKey(domain, key.seed, ...parts)
  }

  /** The number of the newest key. */
  get number(): number {
    return this.#newest.number
  }
}

/**
 * Checks a KEM key that came beside a card.
 * @throws MalformedRecord if the card does not name it, or it is not usable
 */
export function checkKemKey(card: Pick<Card, 'kemKey'>, kemKey: Uint8Array): void {
  if (!equalBytes(hashKemKey(kemKey), card.kemKey))
    throw new MalformedRecord('the card names another KEM key')
  if (!isKemKey(kemKey)) throw new MalformedRecord('a KEM key that is not usable')
}
