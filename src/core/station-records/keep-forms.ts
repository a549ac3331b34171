// What a customer asks a station to keep, and what the station has of it.
// `keep` names the cores that the customer's devices write, `watch` those that others write for
// them. The blocks themselves move by replication.
import { bool, key32, listUpTo, oneOf, optional, record, signature64, struct, uint } from '../base/index.ts'
import { isSignedBy, sign, type SigningKeys } from '../seal/index.ts'

export const MAX_CORES_AT_ONCE = 256

/**
 * The request `publish`: true if the customer has public posts. Then the station is found on their
 * topic, as their own device is. Sent.
 */
export const publishForm = record('publish', { isPublic: bool })

/**
 * The request `keep`. A core's key follows from signer and namespace. If the signer is no device of
 * the customer, a proof shows that the core is theirs. Sent.
 */
export const keepForm = record('keep', {
  cores: listUpTo(
    struct({ signer: key32, namespace: key32, proof: optional(signature64) }),
    MAX_CORES_AT_ONCE,
  ),
})

const KEEP_DOMAIN = 'fumikura/keep/1'

/** Proves that the holder of an account signs this core. Valid in that account only. Sent. */
export function proveKeep(keys: SigningKeys, account: Uint8Array, core: Uint8Array): Uint8Array {
  return sign(KEEP_DOMAIN, keys, account, core)
}

export function isKeepProven(
  signer: Uint8Array,
  account: Uint8Array,
  core: Uint8Array,
  proof: Uint8Array | null,
): boolean {
  return proof !== null && isSignedBy(KEEP_DOMAIN, signer, proof, account, core)
}

/** The request `watch`, and `unwatch` for cores that the customer does not follow any longer. Sent. */
export const watchForm = record('watch', { cores: listUpTo(key32, MAX_CORES_AT_ONCE) })

/** Sent by position: append only. */
const KEEP_ANSWERS = ['taken', 'QUOTA', 'NOT_YOURS'] as const
export type KeepAnswer = (typeof KEEP_ANSWERS)[number]

/** The answer to `keep` and `watch`: one word per core, in their order. Sent. */
export const keepAnswerForm = record('keep answer', {
  answers: listUpTo(oneOf(KEEP_ANSWERS), MAX_CORES_AT_ONCE),
})

/** The request `kept`. Everybody who knows the key of a core may ask. Sent. */
export const keptForm = record('kept cores', { cores: listUpTo(key32, MAX_CORES_AT_ONCE) })

/**
 * The answer to `kept`: for each core, the number of its first blocks without a gap that are on the
 * station's disk. `isSpent`: the station sends nothing more of one of them on this day; its length
 * is then 0. Sent.
 */
export const keptAnswerForm = record('kept lengths', {
  lengths: listUpTo(uint, MAX_CORES_AT_ONCE),
  isSpent: bool,
})

/** As the `end` of a range from 0: the customer does not need this core at the station any longer. */
export const WHOLE_CORE = Number.MAX_SAFE_INTEGER

/** The request `drop`: the station clears these blocks of a customer's cores. Sent. */
export const dropForm = record('drop', {
  ranges: listUpTo(struct({ core: key32, start: uint, end: uint }), MAX_CORES_AT_ONCE),
})

/** The request `station-grown`, from a station to a customer: watched cores that grew. Sent. */
export const stationGrownForm = record('station grown', { cores: listUpTo(key32, MAX_CORES_AT_ONCE) })
