// A person's numbered list of devices, signed by the root key: which devices speak for them, and which no longer do.
// Contacts keep the highest number they have seen; the same number with other content is a rewrite.
import {
  bytesUpTo,
  compareBytes,
  encodeRecord,
  equalBytes,
  key32,
  listUpTo,
  optional,
  part,
  signedRecord,
  time,
  uint,
  type Extended,
} from '../base/index.ts'
import { isSignedBy, sign, type KeyPair } from '../seal/index.ts'
import { ATTESTATION_BYTES, verifyAttestation } from './attestation.ts'

export interface DeviceEntry {
  device: Uint8Array
  attestation: Uint8Array
  addedAt: number
  revokedAt: number | null
}

export interface DeviceList extends Extended {
  person: Uint8Array
  /** From 1, one more with every change. */
  number: number
  devices: DeviceEntry[]
  signature: Uint8Array
}

export const MAX_DEVICES = 32
const DOMAIN = 'fumikura/device-list/1'

/** Persisted and sent. */
export const deviceEntryEncoding = part('listed device', {
  device: key32,
  attestation: bytesUpTo(ATTESTATION_BYTES),
  addedAt: time,
  revokedAt: optional(time),
})
export const deviceListForm = signedRecord('device list', {
  person: key32,
  number: uint,
  devices: listUpTo(deviceEntryEncoding, MAX_DEVICES),
})

export function signDeviceList(root: KeyPair, number: number, devices: DeviceEntry[]): DeviceList {
  const list = { person: root.publicKey, number, devices }
  return {
    ...list,
    person: Buffer.from(root.publicKey),
    signature: sign(DOMAIN, root, encodeRecord(deviceListForm.unsigned, list)),
  }
}

/** Signed by its person, every device attested by the same person, none twice. */
export function isValidDeviceList(list: DeviceList): boolean {
  const signed = encodeRecord(deviceListForm.unsigned, list)
  if (list.number < 1 || !isSignedBy(DOMAIN, list.person, list.signature, signed)) return false
  const sorted = list.devices.map((entry) => entry.device).sort(compareBytes)
  if (sorted.some((device, i) => i > 0 && equalBytes(device, sorted[i - 1]!))) return false
  return list.devices.every(
    (entry) => verifyAttestation(entry.attestation, entry.device, list.person) !== null,
  )
}

/** Whether `device` may speak for the person of this list now. */
export function hasDevice(list: DeviceList, device: Uint8Array): boolean {
  return list.devices.some((entry) => entry.revokedAt === null && equalBytes(entry.device, device))
}
