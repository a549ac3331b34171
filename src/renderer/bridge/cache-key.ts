// Seals what a phone keeps of its letters. The secret is in this browser, and no script can read
// it. If the phone has a passkey that gives a secret of its own, that one seals it.
import { settled, use } from './far-database.ts'

/** Persisted in browsers: do not change. */
export const SECRET = 'cache'
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

/**
 * @param secret an HKDF key
 * @param homeKey of the home, 32 bytes: what one home gave is not found under another
 */
export async function cacheKeyOf(secret: CryptoKey, homeKey: Uint8Array): Promise<CacheKey> {
  const { subtle } = crypto
  const derive = (info: string, algorithm: AesKeyGenParams | HmacKeyGenParams, uses: KeyUsage[]) =>
    subtle.deriveKey(hkdf(info, homeKey), secret, algorithm, false, uses)
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

/** The key of a page, which another can replace while the page runs. */
export class OwnCacheKey implements CacheKey {
  readonly #homeKey: Uint8Array
  #secret: CryptoKey
  #key: Promise<CacheKey>

  constructor(secret: CryptoKey, homeKey: Uint8Array) {
    this.#homeKey = homeKey
    this.#secret = secret
    this.#key = cacheKeyOf(secret, homeKey)
  }

  /** An HKDF key. */
  get secret(): CryptoKey {
    return this.#secret
  }

  /** The key that this secret would give. */
  with(secret: CryptoKey): OwnCacheKey {
    return new OwnCacheKey(secret, this.#homeKey)
  }

  become({ secret }: OwnCacheKey): void {
    this.#secret = secret
    this.#key = cacheKeyOf(secret, this.#homeKey)
  }

  async name(text: string): Promise<string> {
    return (await this.#key).name(text)
  }

  async seal(name: string, text: string): Promise<Sealed> {
    return (await this.#key).seal(name, text)
  }

  async open(name: string, sealed: Sealed): Promise<string | null> {
    return (await this.#key).open(name, sealed)
  }
}

/**
 * The secret of a phone whose lock seals nothing. Of two tabs that begin at the same time, one
 * draws it.
 */
export async function readSecret(): Promise<CryptoKey> {
  const drawn = await importSecret(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)))
  return use('home', 'readwrite', async (store) => {
    const kept = await settled(store.get(SECRET) as IDBRequest<CryptoKey | undefined>)
    if (kept === undefined) store.put(drawn, SECRET)
    return kept ?? drawn
  })
}

/** @param by what a passkey gives, 32 bytes */
export async function drawSealedSecret(by: Uint8Array): Promise<{ secret: CryptoKey; sealed: Sealed }> {
  const drawn = crypto.getRandomValues(new Uint8Array(SECRET_BYTES))
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const body = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await passkeyKey(by), drawn)
  return { secret: await importSecret(drawn), sealed: { iv, body } }
}

/** Null if another passkey has sealed it. */
export async function openSecret({ iv, body }: Sealed, by: Uint8Array): Promise<CryptoKey | null> {
  const key = await passkeyKey(by)
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, body).then(
    (drawn) => importSecret(new Uint8Array(drawn)),
    () => null,
  )
}

async function passkeyKey(by: Uint8Array): Promise<CryptoKey> {
  const secret = await importSecret(bytesOf(by))
  const algorithm = { name: 'AES-GCM', length: 256 }
  const info = hkdf('fumikura/far-lock/1', new Uint8Array())
  return crypto.subtle.deriveKey(info, secret, algorithm, false, ['encrypt', 'decrypt'])
}

const importSecret = (bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey'])

const hkdf = (info: string, salt: Uint8Array): HkdfParams => ({
  ...{ name: 'HKDF', hash: 'SHA-256', salt: bytesOf(salt), info: new TextEncoder().encode(info) },
})

const bytesOf = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)
