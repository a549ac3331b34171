// The parts of a Noise handshake: X25519, HKDF, the cipher with its counter, the running hash.
// Named as in section 5 of the Noise Protocol Framework, revision 34.

const { subtle } = crypto

export type WebKey = Awaited<ReturnType<typeof subtle.importKey>>
type Bytes = Uint8Array<ArrayBuffer>

export const DH_BYTES = 32

const NAME = 'Noise_IK_25519_AESGCM_SHA256'
export const X25519 = { name: 'X25519' }
const HMAC = { name: 'HMAC', hash: 'SHA-256' }
const NOTHING = new Uint8Array()

/** The handshake's running hash, chaining key and cipher, as section 5.2 of Noise names them. */
export class SymmetricState {
  #hash: Bytes
  #chainingKey: Bytes
  #cipher: Cipher | null = null

  private constructor(name: Bytes) {
    this.#hash = name
    this.#chainingKey = name
  }

  /** `remoteKey`: the responder's, which both sides know before message 1. */
  static async begin(prologue: Uint8Array, remoteKey: Uint8Array): Promise<SymmetricState> {
    const name = new Uint8Array(32)
    name.set(new TextEncoder().encode(NAME))
    const state = new SymmetricState(name)
    await state.mixHash(prologue)
    await state.mixHash(remoteKey)
    return state
  }

  get hash(): Uint8Array {
    return this.#hash
  }

  async mixHash(bytes: Uint8Array): Promise<void> {
    this.#hash = new Uint8Array(await subtle.digest('SHA-256', concat(this.#hash, bytes)))
  }

  async mixKey(shared: Bytes): Promise<void> {
    const [chainingKey, key] = await deriveTwo(this.#chainingKey, shared)
    this.#chainingKey = chainingKey
    this.#cipher = await Cipher.by(key)
  }

  async encrypt(plain: Uint8Array): Promise<Uint8Array> {
    const sealed = await this.#cipher!.encrypt(plain, this.#hash)
    await this.mixHash(sealed)
    return sealed
  }

  async decrypt(sealed: Uint8Array): Promise<Uint8Array> {
    const plain = await this.#cipher!.decrypt(sealed, this.#hash)
    await this.mixHash(sealed)
    return plain
  }

  /** The ciphers of initiator → responder and of responder → initiator. */
  async split(): Promise<[Cipher, Cipher]> {
    const [first, second] = await deriveTwo(this.#chainingKey, NOTHING)
    return [await Cipher.by(first), await Cipher.by(second)]
  }
}

/** AES-256-GCM with a counter as its nonce. */
export class Cipher {
  readonly #key: WebKey
  #next = 0

  private constructor(key: WebKey) {
    this.#key = key
  }

  static async by(key: Bytes): Promise<Cipher> {
    return new Cipher(await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']))
  }

  async encrypt(plain: Uint8Array, additionalData = NOTHING): Promise<Uint8Array> {
    return new Uint8Array(await subtle.encrypt(this.#takeNonce(additionalData), this.#key, asOwn(plain)))
  }

  async decrypt(sealed: Uint8Array, additionalData = NOTHING): Promise<Uint8Array> {
    return new Uint8Array(await subtle.decrypt(this.#takeNonce(additionalData), this.#key, asOwn(sealed)))
  }

  /** Runs before the first `await` of its caller, so that nonces follow the order of the calls. */
  #takeNonce(additionalData: Bytes): { name: string; iv: Bytes; additionalData: Bytes } {
    const iv = new Uint8Array(12)
    new DataView(iv.buffer).setBigUint64(4, BigInt(this.#next++))
    return { name: 'AES-GCM', iv, additionalData }
  }
}

/** @throws Error if the other key is of low order, so that the result would be the same for all */
export async function diffieHellman(privateKey: WebKey, publicKey: Uint8Array): Promise<Bytes> {
  const other = await subtle.importKey('raw', asOwn(publicKey), X25519, false, [])
  const shared = new Uint8Array(await subtle.deriveBits({ ...X25519, public: other }, privateKey, 256))
  if (shared.every((byte) => byte === 0)) throw new Error('The key of the other side is of low order.')
  return shared
}

/** Noise's HKDF with two outputs. Not WebCrypto's: some browsers refuse an empty input there. */
async function deriveTwo(chainingKey: Bytes, input: Bytes): Promise<[Bytes, Bytes]> {
  const key = await importHmac(await authenticate(await importHmac(chainingKey), input))
  const first = await authenticate(key, Uint8Array.of(1))
  return [first, await authenticate(key, concat(first, Uint8Array.of(2)))]
}

const importHmac = (key: Bytes): Promise<WebKey> => subtle.importKey('raw', key, HMAC, false, ['sign'])

const authenticate = async (key: WebKey, bytes: Bytes): Promise<Bytes> =>
  new Uint8Array(await subtle.sign('HMAC', key, bytes))

/** WebCrypto takes no memory that threads share, and none is shared here. */
const asOwn = (bytes: Uint8Array): Bytes => bytes as Bytes

/** @throws Error if the message ends before */
export function cut(message: Uint8Array, start: number, end = message.length): Uint8Array {
  if (start > end || end > message.length) throw new Error('The message is too short.')
  return message.subarray(start, end)
}

export function concat(...parts: Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
