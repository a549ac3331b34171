// A device era: the list of devices that speak for a person, and of the heirs of
// those that no longer do. The root key signs it, and every named device consents.
// Only the largest era of a person is valid.
import {
  bytesUpTo,
  compareBytes,
  equalBytes,
  key32,
  listUpTo,
  signature64,
  signedRecord,
  struct,
  time,
  toHex,
  uint,
  type EncodedBy,
} from '../base/index.ts'
import { hash, isSignedBy, sign, type KeyPair } from '../seal/index.ts'
import { ATTESTATION_BYTES, verifyAttestation } from './attestation.ts'

const MAX_NAMED = 8
export const MAX_ENDED = 32
const DOMAIN = 'fumikura/device-era/1'
const CONSENT_DOMAIN = 'fumikura/device-consent/1'

/** Persisted and sent. */
export const deviceEraForm = signedRecord('device era', {
  person: key32,
  /** Starts at 1. A recovery chooses a number above every era that may have been signed before. */
  era: uint,
  at: time,
  named: listUpTo(
    struct({
      device: key32,
      attestation: bytesUpTo(ATTESTATION_BYTES),
      /** A signature by which the device itself agrees to belong to this person. */
      consent: signature64,
    }),
    MAX_NAMED,
  ),
  /**
   * Oldest first. They have no attestation here, so nobody can list another
   * person's device with effect.
   */
  ended: listUpTo(
    struct({
      device: key32,
      /**
       * The device that answers for the records of this one: a named device, or one
       * that is later in the list.
       */
      heir: key32,
    }),
    MAX_ENDED,
  ),
})
export type DeviceEra = EncodedBy<typeof deviceEraForm>
export type NamedDevice = DeviceEra['named'][number]
type EndedDevice = DeviceEra['ended'][number]

export function signDeviceEra(root: KeyPair, era: Omit<DeviceEra, 'person' | 'signature'>): DeviceEra {
  const unsigned = { ...era, person: Buffer.from(root.publicKey) }
  return { ...unsigned, signature: sign(DOMAIN, root, deviceEraForm.unsigned.encode(unsigned)) }
}

/**
 * Created where the key of the device is created. It names the person, so no other
 * person can use it.
 */
export function signConsent(device: KeyPair, person: Uint8Array): Uint8Array {
  return sign(CONSENT_DOMAIN, device, person, device.publicKey)
}

/**
 * True if the person signed the era, every named device is attested and consents,
 * no device occurs twice, and every heir leads to a named device.
 */
export function isValidEra(era: DeviceEra): boolean {
  if (era.era < 1 || era.named.length === 0 || !isEachOnce(era) || !hasSoundHeirs(era)) return false
  const unsigned = deviceEraForm.unsigned.encode(era)
  if (!isSignedBy(DOMAIN, era.person, era.signature, unsigned)) return false
  return era.named.every((named) => isConsenting(era.person, named))
}

function isEachOnce(era: DeviceEra): boolean {
  const devices = listDevices(era)
  return new Set(devices.map(toHex)).size === devices.length
}

/**
 * Walks the list backwards. Every heir must have occurred before, so there is no
 * cycle and no heir outside this era.
 */
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

/** Returns all devices of the era. Ended devices are first. */
export function listDevices({ named, ended }: DeviceEra): Uint8Array[] {
  return [...ended, ...named].map(({ device }) => device)
}

/** Returns the device that answers for `device`: the device itself if it is not ended. */
export function heirOf({ ended }: DeviceEra, device: Uint8Array): Uint8Array {
  let heir = device
  for (const one of ended) if (equalBytes(one.device, heir)) heir = one.heir
  return heir
}

/**
 * Two eras of one number are not a rewrite, because every device takes the one with the larger id.
 */
export function compareEras(one: DeviceEra, other: DeviceEra): number {
  return one.era - other.era || compareBytes(eraId(one), eraId(other))
}

function eraId(era: DeviceEra): Uint8Array {
  return hash('fumikura/device-era-id/1', deviceEraForm.encode(era))
}

/**
 * Returns the ended devices of a person who recovers on one new device. Every former device
 * ends, with the new one as heir.
 */
export function endDevices(former: readonly Uint8Array[], heir: Uint8Array): EndedDevice[] {
  return former.slice(-MAX_ENDED).map((device) => ({ device, heir }))
}
