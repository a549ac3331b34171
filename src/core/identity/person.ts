// A person: the Ed25519 root key behind 24 words. It attests devices, signs device
// eras, and opens what was sealed to the person. It is used before any message
// exists. After the words were proven, no device holds this key.
import IdentityKey from 'keet-identity-key'
import { EngineError } from '../contract/errors.ts'
import { deriveKey, kemKeyOf, openKemBox, wipe, type BoxPlace, type KeyPair } from '../seal/index.ts'
import { signConsent, signDeviceEra, type DeviceEra, type NamedDevice } from './device-era.ts'

/** The root key in memory. Wipe it as soon as the signatures are made. */
export interface PersonRoot {
  readonly person: Uint8Array
  /** Its owner is who has the words: backups are sealed to it. */
  readonly kemKey: Uint8Array
  attestDevice(device: Uint8Array): Promise<Uint8Array>
  /** The attestation of the device and its own consent. */
  nameDevice(device: KeyPair): Promise<NamedDevice>
  signEra(era: Omit<DeviceEra, 'person' | 'signature'>): DeviceEra
  /** Opens a KEM box for `kemKey`. Null if it was sealed to another person. */
  openSealed(at: BoxPlace, box: Uint8Array): Uint8Array | null
  wipe(): void
}

/** Draws new words for a new person. */
export function createWords(): string[] {
  return IdentityKey.generateMnemonic().split(' ')
}

/**
 * Derives the root key from 24 words.
 * @throws EngineError INVALID if they are not a valid phrase
 */
export async function openPersonRoot(words: string[]): Promise<PersonRoot> {
  const root = await fromWords(words)
  const seed = kemSeedOf(root.identityKeyPair)
  const attestDevice = (device: Uint8Array): Promise<Uint8Array> => root.bootstrap(device)
  return {
    person: Buffer.from(root.identityPublicKey),
    kemKey: kemKeyOf(seed),
    attestDevice,
    async nameDevice(device) {
      const { publicKey } = device
      const attestation = await attestDevice(publicKey)
      return { device: publicKey, attestation, consent: signConsent(device, root.identityPublicKey) }
    },
    signEra: (era) => signDeviceEra(root.identityKeyPair, era),
    openSealed: (at, box) => openKemBox(seed, at, box)?.plaintext ?? null,
    wipe() {
      wipe(seed)
      root.clear()
    },
  }
}

const ROOT_SEED_BYTES = 32

/**
 * The seed of the KEM key. It follows from the Ed25519 seed. The scalar, which a quantum computer
 * finds from the public key, does not lead back to that seed.
 */
function kemSeedOf({ secretKey }: KeyPair): Uint8Array {
  return deriveKey('fumikura/person-box/1', secretKey.subarray(0, ROOT_SEED_BYTES))
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
