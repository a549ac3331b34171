// A person: the Ed25519 root key behind 24 words. It attests devices and signs device eras, and nothing else.
// Before the life of any message; after the words are proven, no device holds this key any more.
import IdentityKey from 'keet-identity-key'
import { EngineError } from '../contract/errors.ts'
import { boxKeyOfSigner, boxPairOfSigner, openBox, sealToBox, wipe, type KeyPair } from '../seal/index.ts'
import { signConsent, signDeviceEra, type DeviceEra, type NamedDevice } from './device-era.ts'

/** The root key in memory, for as long as it takes to sign; wipe it at once afterwards. */
export interface PersonRoot {
  readonly person: Uint8Array
  attestDevice(device: Uint8Array): Promise<Uint8Array>
  /** The device attested, and its own consent. */
  nameDevice(device: KeyPair): Promise<NamedDevice>
  signEra(era: Omit<DeviceEra, 'person' | 'signature'>): DeviceEra
  /** What was sealed by `sealToPerson`, or null when it was not for this one. */
  openSealed(sealed: Uint8Array): Uint8Array | null
  wipe(): void
}

/** Fresh words for a new person. */
export function createWords(): string[] {
  return IdentityKey.generateMnemonic().split(' ')
}

/** Sealed so that only the person's 24 words open it; their public key is enough for that. */
export function sealToPerson(person: Uint8Array, plaintext: Uint8Array): Uint8Array {
  return sealToBox(boxKeyOfSigner(person), plaintext)
}

/** The root key behind 24 words. @throws EngineError INVALID when they are no valid phrase */
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

/** Whether these can be the words of anybody. */
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
