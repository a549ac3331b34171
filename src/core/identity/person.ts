// A person: the Ed25519 root key behind 24 words. It attests devices, signs device
// eras, and opens what was sealed to the person. It is used before any message
// exists. After the words were proven, no device holds this key.
import IdentityKey from 'keet-identity-key'
import { EngineError } from '../contract/errors.ts'
import { boxKeyOfSigner, boxPairOfSigner, openBox, sealToBox, wipe, type KeyPair } from '../seal/index.ts'
import { signConsent, signDeviceEra, type DeviceEra, type NamedDevice } from './device-era.ts'

/** The root key in memory. Wipe it as soon as the signatures are made. */
export interface PersonRoot {
  readonly person: Uint8Array
  attestDevice(device: Uint8Array): Promise<Uint8Array>
  /** The attestation of the device and its own consent. */
  nameDevice(device: KeyPair): Promise<NamedDevice>
  signEra(era: Omit<DeviceEra, 'person' | 'signature'>): DeviceEra
  /** Opens the result of `sealToPerson`. Null if it was sealed to another person. */
  openSealed(sealed: Uint8Array): Uint8Array | null
  wipe(): void
}

/** Draws new words for a new person. */
export function createWords(): string[] {
  return IdentityKey.generateMnemonic().split(' ')
}

/** Seals so that only the person's 24 words open it. This needs only their public key. */
export function sealToPerson(person: Uint8Array, plaintext: Uint8Array): Uint8Array {
  return sealToBox(boxKeyOfSigner(person), plaintext)
}

/**
 * Derives the root key from 24 words.
 * @throws EngineError INVALID if they are not a valid phrase
 */
export async function openPersonRoot(words: string[]): Promise<PersonRoot> {
  const root = await fromWords(words)
  const attestDevice = (device: Uint8Array): Promise<Uint8Array> => root.bootstrap(device)
  return {
    person: Buffer.from(root.identityPublicKey),
    attestDevice,
    async nameDevice(device) {
      const { publicKey } = device
      const attestation = await attestDevice(publicKey)
      return { device: publicKey, attestation, consent: signConsent(device, root.identityPublicKey) }
    },
    signEra: (era) => signDeviceEra(root.identityKeyPair, era),
    openSealed(sealed) {
      const pair = boxPairOfSigner(root.identityKeyPair)
      const opened = openBox(pair, sealed)
      wipe(pair.secretKey)
      return opened
    },
    wipe: () => root.clear(),
  }
}

/** True if the words are a valid phrase. */
export async function isPhrase(words: string[]): Promise<boolean> {
  try {
    const root = await fromWords(words)
    root.clear()
    return true
  } catch (error) {
    if (error instanceof EngineError) return false
    throw error
  }
}

async function fromWords(words: string[]): Promise<IdentityKey> {
  const mnemonic = words.map((word) => word.trim().toLowerCase().normalize('NFKD')).join(' ')
  try {
    return await IdentityKey.from({ mnemonic })
  } catch (cause) {
    throw new EngineError('INVALID', 'These words are not a valid phrase.', { cause })
  }
}
