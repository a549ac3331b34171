// The names under which a station knows a gate, its reader and its customer. Author and reader
// compute the same names; a station cannot compute them, and learns no object and no person from
// them. All of them are persisted: do not change.
import { u32le } from '../base/index.ts'
import { createSigningKeyPair, deriveKey, hash, wipe, type KeyPair } from '../seal/index.ts'

/**
 * Returns the name of one gate at every station.
 * @param gateSecret the gate secret of author and reader, or of the era of a group
 * @param number counts the gates of one object and audience; a new gate has a higher one
 */
export function gateHandle(gateSecret: Uint8Array, object: Uint8Array, number: number): Uint8Array {
  return deriveKey('fumikura/gate/1', gateSecret, object, u32le(number))
}

/** Returns the key by which the reader of one gate is known. It names no person. */
export function slotKeyPair(gateSecret: Uint8Array, handle: Uint8Array): KeyPair {
  const seed = deriveKey('fumikura/gate-reader/1', gateSecret, handle)
  const pair = createSigningKeyPair(seed)
  wipe(seed)
  return pair
}

/** Returns the name of a person's account at a station. */
export function accountOf(station: Uint8Array, person: Uint8Array): Uint8Array {
  return hash('fumikura/station-account/1', station, person)
}
