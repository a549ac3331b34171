// An authenticator in a test: it makes a passkey and signs with it, and does what a hostile one would.
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import type { NewPasskey, PasskeyAlgorithm, SignedChallenge } from '../../src/core/contract/index.ts'

/** What a test changes of a right answer. */
export interface Changed {
  type?: string
  origin?: string
  rpId?: string
  /** USER_PRESENT and USER_VERIFIED unless said otherwise. */
  flags?: number
  count?: number
  crossOrigin?: boolean
}

const CREDENTIAL_INCLUDED = 64
const PRESENT_AND_VERIFIED = 5

export class TestPasskey {
  readonly credential = randomBytes(16)
  readonly algorithm: PasskeyAlgorithm
  readonly #key: { publicKey: KeyObject; privateKey: KeyObject }
  readonly #origin: string
  #count = 0

  constructor(origin: string, algorithm: PasskeyAlgorithm = 'ES256') {
    this.algorithm = algorithm
    this.#origin = origin
    this.#key = makeKeys(algorithm)
  }

  make(challenge: string, changed: Changed = {}): NewPasskey {
    const { credential } = this
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, credential.length]), credential])
    const flags = (changed.flags ?? PRESENT_AND_VERIFIED) | CREDENTIAL_INCLUDED
    return {
      credential: text(credential),
      publicKey: text(this.#key.publicKey.export({ format: 'der', type: 'spki' })),
      algorithm: this.algorithm,
      clientData: text(this.#client({ challenge, type: 'webauthn.create', ...changed })),
      authenticatorData: text(Buffer.concat([this.#head({ ...changed, flags }), attested])),
    }
  }

  sign(challenge: string, changed: Changed = {}): SignedChallenge {
    const client = this.#client({ challenge, type: 'webauthn.get', ...changed })
    const head = this.#head(changed)
    const signed = Buffer.concat([head, sha256(client)])
    const hash = this.algorithm === 'EdDSA' ? null : 'sha256'
    return {
      credential: text(this.credential),
      clientData: text(client),
      authenticatorData: text(head),
      signature: text(sign(hash, signed, this.#key.privateKey)),
    }
  }

  #client({
    challenge,
    type,
    origin = this.#origin,
    crossOrigin = false,
  }: Changed & { challenge: string }): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }))
  }

  #head({
    rpId = new URL(this.#origin).hostname,
    flags = PRESENT_AND_VERIFIED,
    count = ++this.#count,
  }: Changed): Buffer {
    const counted = Buffer.alloc(4)
    counted.writeUInt32BE(count)
    return Buffer.concat([sha256(Buffer.from(rpId)), Buffer.from([flags]), counted])
  }
}

function makeKeys(algorithm: PasskeyAlgorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' })
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519')
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

const text = (bytes: Buffer): string => bytes.toString('base64url')
