// A feed that froze or was damaged is followed by its next generation: a device-signed record that names both.
// replicate hands it over on connecting; the old core's last length and tree hash stay as evidence.
import {
  decodeRecord,
  encodeRecord,
  key32,
  MalformedRecord,
  signature64,
  struct,
  uint,
  versioned,
} from '../base/index.ts'
import { isSignedBy, sign, type KeyPair } from '../seal/index.ts'

export interface Succession {
  frozen: Uint8Array
  length: number
  treeHash: Uint8Array
  next: Uint8Array
  generation: number
}

const DOMAIN = 'fumikura/succession/1'
const fields = { frozen: key32, length: uint, treeHash: key32, next: key32, generation: uint }
/** Persisted and sent: do not change. */
const unsignedEncoding = versioned(1, struct(fields))
const signedEncoding = versioned(1, struct({ ...fields, signature: signature64 }))

export function signSuccession(device: KeyPair, succession: Succession): Uint8Array {
  const signature = sign(DOMAIN, device, encodeRecord(unsignedEncoding, succession))
  return encodeRecord(signedEncoding, { ...succession, signature })
}

/** The succession, if `device` signed it. */
export function verifySuccession(bytes: Uint8Array, device: Uint8Array): Succession | null {
  try {
    const { signature, ...succession } = decodeRecord(signedEncoding, bytes)
    const isSigned = isSignedBy(DOMAIN, device, signature, encodeRecord(unsignedEncoding, succession))
    return isSigned ? succession : null
  } catch (error) {
    if (error instanceof MalformedRecord) return null
    throw error
  }
}
