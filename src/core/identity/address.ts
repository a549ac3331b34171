// An address: the text that a person publishes so that strangers can knock. It names
// person, device keys and a random tag. It is signed, so that nobody can redirect knocks
// to another person. It can be replaced, so that a tag that attracts spam can be dropped.
import {
  bytesUpTo,
  fixedBytes,
  key32,
  linkText,
  listUpTo,
  signedRecord,
  type EncodedBy,
} from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { isSignedBy, sign, type KeyPair } from '../seal/index.ts'
import { ATTESTATION_BYTES, verifyAttestation } from './attestation.ts'

export const ADDRESS_TAG_BYTES = 16
const DOMAIN = 'fumikura/address/1'

/** Persisted and sent. */
export const addressForm = signedRecord('address', {
  person: key32,
  devices: listUpTo(key32, 8),
  /** 16 random bytes that a knock must carry. */
  tag: fixedBytes(ADDRESS_TAG_BYTES),
  attestation: bytesUpTo(ATTESTATION_BYTES),
})
export type Address = EncodedBy<typeof addressForm>

const addressText = linkText<Address>('person', addressForm)

/**
 * Signs with `device`. It is the first device of the address, and `attestation` proves its person.
 */
export function createAddress(
  person: Uint8Array,
  device: KeyPair,
  attestation: Uint8Array,
  tag: Uint8Array,
): string {
  const unsigned = { person, devices: [device.publicKey], tag, attestation }
  const signature = sign(DOMAIN, device, addressForm.unsigned.encode(unsigned))
  return addressText.format({ ...unsigned, signature })
}

export function isAddressText(text: string): boolean {
  return text.startsWith(addressText.prefix)
}

/**
 * @throws EngineError INVALID if the text is not an address, or no device of its person signed it
 */
export function parseAddress(text: string): Address {
  const address = addressText.parse(text)
  if (address === null || !isValidAddress(address))
    throw new EngineError('INVALID', 'This is not a Fumikura address.')
  return address
}

function isValidAddress(address: Address): boolean {
  const [device] = address.devices
  if (device === undefined) return false
  if (verifyAttestation(address.attestation, device, address.person) === null) return false
  return isSignedBy(DOMAIN, device, address.signature, addressForm.unsigned.encode(address))
}
