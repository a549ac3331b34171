// A frozen feed continues in its next generation. A record that the device signs names both cores.
// replicate sends it when a peer connects. The last length and tree hash of the old
// core stay as evidence.
import { key32, MalformedRecord, signedRecord, uint, type EncodedBy } from '../base/index.ts'
import { isSignedBy, sign, type KeyPair } from '../seal/index.ts'

const DOMAIN = 'fumikura/succession/1'
/** Persisted and sent. */
export const successionForm = signedRecord('succession', {
  frozen: key32,
  length: uint,
  treeHash: key32,
  next: key32,
  generation: uint,
})
type Succession = EncodedBy<typeof successionForm.unsigned>

export function signSuccession(device: KeyPair, succession: Succession): Uint8Array {
  const signature = sign(DOMAIN, device, successionForm.unsigned.encode(succession))
  return successionForm.encode({ ...succession, signature })
}

/** Returns the succession if `device` signed it. Otherwise null. */
export function verifySuccession(bytes: Uint8Array, device: Uint8Array): Succession | null {
  try {
    const { signature, ...succession } = successionForm.decode(bytes)
    const isSigned = isSignedBy(DOMAIN, device, signature, successionForm.unsigned.encode(succession))
    return isSigned ? succession : null
  } catch (error) {
    if (error instanceof MalformedRecord) return null
    throw error
  }
}
