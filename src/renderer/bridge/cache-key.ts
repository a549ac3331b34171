// Seals what a phone keeps of its letters. The secret is in this browser, and no script can read it.
import { settled, use } from './far-database.ts'

/** Persisted in browsers: do not change. */
const RECORD = 'cache'
const SECRET_BYTES = 32
const IV_BYTES = 12

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>
  body: ArrayBuffer
}

export interface CacheKey {
  /** A name that tells nothing without the key. */
  name(text: string): Promise<string>
  /** The same name opens it. */
  seal(name: string, text: string): Promise<Sealed>
  /** Null if it was sealed under another name or key, or was changed. */
  open(name: string, sealed: Sealed): Promise<string | null>
}

/** @param homeKey of the home, 32 bytes: what one home gave is not found under another */
export async function openCacheKey(homeKey: Uint8Array): Promise<CacheKey> {
  return cacheKeyOf(await readSecret(), homeKey)
}

/** @param secret an HKDF key */
export async function cacheKeyOf(secret: CryptoKey, homeKey: Uint8Array): Promise<CacheKey> {
  const { subtle } = crypto
  const derive = (info: string, algorithm: AesKeyGenParams | HmacKeyGenParams, uses: KeyUsage[]) =>
    subtle.deriveKey(
      { name: 'HKDF', hash: 'SHA-256', salt: bytesOf(homeKey), info: new TextEncoder().encode(info) },
      secret,
      algorithm,
      false,
      uses,
    )
  const [naming, sealing] = await Promise.all([
    derive('fumikura/far-cache/1 name', { name: 'HMAC', hash: 'SHA-256', length: 256 }, ['sign']),
    derive('fumikura/far-cache/1 seal', { name: 'AES-GCM', length: 256 }, ['encrypt', 'decrypt']),
  ])
  const boundTo = (name: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams => ({
    ...{ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) },
  })
  return {
    async name(text) {
      const mac = new Uint8Array(await subtle.sign('HMAC', naming, new TextEncoder().encode(text)))
      return btoa(String.fromCharCode(...mac))
    },
    async seal(name, text) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
      return { iv, body: await subtle.encrypt(boundTo(name, iv), sealing, new TextEncoder().encode(text)) }
    },
    open: (name, { iv, body }) =>
      subtle.decrypt(boundTo(name, iv), sealing, body).then(
        (bytes) => new TextDecoder().decode(bytes),
        () => null,
      ),
  }
}

/** Of two tabs that begin at the same time, one draws it. */
async function readSecret(): Promise<CryptoKey> {
  const drawn = await crypto.subtle.importKey(
    'raw',
    crypto.getRandomValues(new Uint8Array(SECRET_BYTES)),
    'HKDF',
    false,
    ['deriveKey'],
  )
  return use('home', 'readwrite', async (store) => {
    const kept = await settled(store.get(RECORD) as IDBRequest<CryptoKey | undefined>)
    if (kept === undefined) store.put(drawn, RECORD)
    return kept ?? drawn
  })
}

const bytesOf = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)
