// A device era: which devices speak for a person, and who answers for those that no longer do.
// The root key signs it, every named device consents. Of all eras of a person only the largest counts.
import {
  bytesUpTo,
  compareBytes,
  encodeRecord,
  equalBytes,
  key32,
  listUpTo,
  signature64,
  signedRecord,
  struct,
  time,
  toHex,
  uint,
  type Extended,
} from '../base/index.ts'
import { hash, isSignedBy, sign, type KeyPair } from '../seal/index.ts'
import { ATTESTATION_BYTES, verifyAttestation } from './attestation.ts'

export interface NamedDevice {
  device: Uint8Array
  attestation: Uint8Array
  /** By the device itself: it agrees to be this person's. */
  consent: Uint8Array
}

export interface EndedDevice {
  device: Uint8Array
  /** The device that answers for what this one wrote: a named one, or one that is ended later in the list. */
  heir: Uint8Array
}

export interface DeviceEra extends Extended {
  person: Uint8Array
  /** From 1. A recovery goes above every era that can have been signed before. */
  era: number
  at: number
  named: NamedDevice[]
  /** The oldest first. None of them is attested here, so they take nothing from anybody. */
  ended: EndedDevice[]
  signature: Uint8Array
}

const MAX_NAMED = 8
export const MAX_ENDED = 32
const DOMAIN = 'fumikura/device-era/1'
const CONSENT_DOMAIN = 'fumikura/device-consent/1'

/** Persisted and sent. */
export const deviceEraForm = signedRecord('device era', {
  person: key32,
  era: uint,
  at: time,
  named: listUpTo(
    struct({ device: key32, attestation: bytesUpTo(ATTESTATION_BYTES), consent: signature64 }),
    MAX_NAMED,
  ),
  ended: listUpTo(struct({ device: key32, heir: key32 }), MAX_ENDED),
})

export function signDeviceEra(root: KeyPair, era: Omit<DeviceEra, 'person' | 'signature'>): DeviceEra {
  const said = { ...era, person: Buffer.from(root.publicKey) }
  return { ...said, signature: sign(DOMAIN, root, encodeRecord(deviceEraForm.unsigned, said)) }
}

/** Made where the key of the device is made; bound to the person, so that nobody else can use it. */
export function signConsent(device: KeyPair, person: Uint8Array): Uint8Array {
  return sign(CONSENT_DOMAIN, device, person, device.publicKey)
}

/** Signed by its person; every named device attested and consenting; no device twice; every heir leads to a named device. */
export function isValidEra(era: DeviceEra): boolean {
  if (era.era < 1 || era.named.length === 0 || !isEachOnce(era) || !hasSoundHeirs(era)) return false
  const said = encodeRecord(deviceEraForm.unsigned, era)
  if (!isSignedBy(DOMAIN, era.person, era.signature, said)) return false
  return era.named.every((named) => isConsenting(era.person, named))
}

function isEachOnce(era: DeviceEra): boolean {
  const devices = listDevices(era)
  return new Set(devices.map(toHex)).size === devices.length
}

/** From the end of the list back, every heir was met before: no cycle, and no way out of this era. */
function hasSoundHeirs({ named, ended }: DeviceEra): boolean {
  const met = new Set(named.map(({ device }) => toHex(device)))
  return ended.toReversed().every(({ device, heir }) => {
    const isSound = met.has(toHex(heir))
    met.add(toHex(device))
    return isSound
  })
}

function isConsenting(person: Uint8Array, { device, attestation, consent }: NamedDevice): boolean {
  if (verifyAttestation(attestation, device, person) === null) return false
  return isSignedBy(CONSENT_DOMAIN, device, consent, person, device)
}

/** True if `device` may speak for the person of this era. */
export function isActive({ named }: DeviceEra, device: Uint8Array): boolean {
  return named.some((one) => equalBytes(one.device, device))
}

/** All devices that the era speaks of, those that are ended first. */
export function listDevices({ named, ended }: DeviceEra): Uint8Array[] {
  return [...ended, ...named].map(({ device }) => device)
}

/** The device that answers for `device`: itself while it is not ended. */
export function heirOf({ ended }: DeviceEra, device: Uint8Array): Uint8Array {
  let heir = device
  for (const one of ended) if (equalBytes(one.device, heir)) heir = one.heir
  return heir
}

/** Two eras of one number are no rewrite: everybody takes the one with the larger id. */
export function compareEras(one: DeviceEra, other: DeviceEra): number {
  return one.era - other.era || compareBytes(eraId(one), eraId(other))
}

function eraId(era: DeviceEra): Uint8Array {
  return hash('fumikura/device-era-id/1', encodeRecord(deviceEraForm.whole, era))
}

/** What follows when a person comes back on one new device: every device before is ended, and the new one answers for it. */
export function endDevices(former: readonly Uint8Array[], heir: Uint8Array): EndedDevice[] {
  return former.slice(-MAX_ENDED).map((device) => ({ device, heir }))
}
