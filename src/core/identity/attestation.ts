// A person's attestation of a device. This is the only code that verifies proofs of
// keet-identity-key. The library accepts an empty chain and longer chains. Here a
// proof has exactly one step, from person to device.
import IdentityKey from 'keet-identity-key'
import { equalBytes } from '../base/index.ts'

/**
 * Layout of a one-step proof: version 1, epoch 8, person 32, chain count 1, device
 * 32 and signature 64, flags 1.
 */
export const ATTESTATION_BYTES = 139
const CHAIN_COUNT_AT = 41

/**
 * Returns the person who attested `device`. Null if the proof is invalid, has another
 * length of chain, or names another device or person.
 */
export function verifyAttestation(
  proof: Uint8Array,
  device: Uint8Array,
  expectedPerson?: Uint8Array,
): Uint8Array | null {
  if (proof.byteLength !== ATTESTATION_BYTES || proof[0] !== 1 || proof[CHAIN_COUNT_AT] !== 1) return null
  const verified = verifyProof(proof, device, expectedPerson)
  if (verified === null || equalBytes(verified.identityPublicKey, device)) return null
  return Buffer.from(verified.identityPublicKey)
}

function verifyProof(proof: Uint8Array, expectedDevice: Uint8Array, expectedIdentity?: Uint8Array) {
  try {
    // The README's `expectedIdentityKey` is a no-op; the code reads `expectedIdentity`.
    const expected =
      expectedIdentity === undefined ? { expectedDevice } : { expectedDevice, expectedIdentity }
    return IdentityKey.verify(Buffer.from(proof), null, expected)
  } catch {
    return null
  }
}
