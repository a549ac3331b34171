// Noise_IK_25519_AESGCM_SHA256 (Noise Protocol Framework, revision 34), by WebCrypto alone, so that
// a page can run it with a private key that no script can export.
// The initiator knows the responder's public key. The responder learns the initiator's.
import { concat, cut, DH_BYTES, diffieHellman, SymmetricState, X25519 } from './noise-state.ts'
import type { Cipher, WebKey } from './noise-state.ts'

const { subtle } = crypto

/** An X25519 key. `publicKey` has 32 bytes. */
export interface DhKey {
  readonly publicKey: Uint8Array
  readonly privateKey: WebKey
}

/** The two directions after a handshake. */
export interface NoiseSession {
  /** 32 bytes, equal on both sides and different for each handshake. */
  readonly hash: Uint8Array
  /**
   * Nonces follow the order of the calls, not of their results, so the caller sends the results in
   * the order of its calls.
   */
  encrypt(plain: Uint8Array): Promise<Uint8Array>
  /** @throws Error if the message is not the next one of the other side; end the session then */
  decrypt(message: Uint8Array): Promise<Uint8Array>
}

/** What encryption adds to a message. */
export const TAG_BYTES = 16

/** PKCS #8 of an X25519 private key, up to its 32 bytes: the one form WebCrypto imports. */
const PKCS8 = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20]

/** Makes a key whose private half cannot be exported. */
export async function makeDhKey(): Promise<DhKey> {
  const pair = await subtle.generateKey(X25519, false, ['deriveBits'])
  const { publicKey, privateKey } = pair as { publicKey: WebKey; privateKey: WebKey }
  return { publicKey: new Uint8Array(await subtle.exportKey('raw', publicKey)), privateKey }
}

/** @param secret 32 random bytes, which their owner stores */
export async function importDhKey(secret: Uint8Array): Promise<DhKey> {
  const encoded = concat(Uint8Array.from(PKCS8), secret)
  const privateKey = await subtle.importKey('pkcs8', encoded, X25519, false, ['deriveBits'])
  const basePoint = new Uint8Array(DH_BYTES)
  basePoint[0] = 9
  return { publicKey: await diffieHellman(privateKey, basePoint), privateKey }
}

export interface NoiseStart {
  key: DhKey
  /** The responder's, 32 bytes. */
  remoteKey: Uint8Array
  prologue: Uint8Array
  payload: Uint8Array
  /** Only for tests with known results. */
  ephemeral?: DhKey
}

/** Begins a handshake: sends message 1, and `finish` reads message 2. */
export async function startNoise({ key, remoteKey, prologue, payload, ephemeral }: NoiseStart): Promise<{
  message: Uint8Array
  /** @throws Error if the responder is not the owner of `remoteKey`, or read another message 1 */
  finish(message: Uint8Array): Promise<{ payload: Uint8Array; session: NoiseSession }>
}> {
  const e = ephemeral ?? (await makeDhKey())
  const state = await SymmetricState.begin(prologue, remoteKey)
  await state.mixHash(e.publicKey)
  await state.mixKey(await diffieHellman(e.privateKey, remoteKey))
  const sealedKey = await state.encrypt(key.publicKey)
  await state.mixKey(await diffieHellman(key.privateKey, remoteKey))
  const message = concat(e.publicKey, sealedKey, await state.encrypt(payload))
  return {
    message,
    async finish(answer) {
      const remoteEphemeral = cut(answer, 0, DH_BYTES)
      await state.mixHash(remoteEphemeral)
      await state.mixKey(await diffieHellman(e.privateKey, remoteEphemeral))
      await state.mixKey(await diffieHellman(key.privateKey, remoteEphemeral))
      const told = await state.decrypt(cut(answer, DH_BYTES))
      const [send, receive] = await state.split()
      return { payload: told, session: makeSession(state.hash, send, receive) }
    },
  }
}

export interface NoiseHeard {
  /** The initiator's static key, which it has proven to hold only once a later message arrived. */
  remoteKey: Uint8Array
  /** The initiator's ephemeral key: a message 1 with the same one is a copy. */
  ephemeralKey: Uint8Array
  payload: Uint8Array
  answer(payload: Uint8Array): Promise<{ message: Uint8Array; session: NoiseSession }>
}

/**
 * Reads message 1; `answer` writes message 2.
 * @throws Error if the message is not for this key and prologue
 */
export async function hearNoise(
  { key, prologue, ephemeral }: Pick<NoiseStart, 'key' | 'prologue' | 'ephemeral'>,
  message: Uint8Array,
): Promise<NoiseHeard> {
  const ephemeralKey = cut(message, 0, DH_BYTES)
  const endOfKey = 2 * DH_BYTES + TAG_BYTES
  const state = await SymmetricState.begin(prologue, key.publicKey)
  await state.mixHash(ephemeralKey)
  await state.mixKey(await diffieHellman(key.privateKey, ephemeralKey))
  const remoteKey = await state.decrypt(cut(message, DH_BYTES, endOfKey))
  await state.mixKey(await diffieHellman(key.privateKey, remoteKey))
  const payload = await state.decrypt(cut(message, endOfKey))
  return {
    remoteKey,
    ephemeralKey,
    payload,
    async answer(said) {
      const e = ephemeral ?? (await makeDhKey())
      await state.mixHash(e.publicKey)
      await state.mixKey(await diffieHellman(e.privateKey, ephemeralKey))
      await state.mixKey(await diffieHellman(e.privateKey, remoteKey))
      const answer = concat(e.publicKey, await state.encrypt(said))
      const [receive, send] = await state.split()
      return { message: answer, session: makeSession(state.hash, send, receive) }
    },
  }
}

function makeSession(hash: Uint8Array, send: Cipher, receive: Cipher): NoiseSession {
  return {
    hash,
    encrypt: (plain) => send.encrypt(plain),
    decrypt: (message) => receive.decrypt(message),
  }
}
