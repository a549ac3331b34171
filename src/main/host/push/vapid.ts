// Names the sender of a push message to the push service (RFC 8292), which gives it no other right.
import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'

/** Where a push service would complain. RFC 8292 asks for an address, and a person's own would tell who it is. */
const CONTACT = 'https://fumikura.invalid/'

export class Vapid {
  readonly #key: KeyObject
  /** The public key, which a browser subscribes with: an uncompressed point in base64url. */
  readonly publicKey: string

  /** @param key PKCS #8 */
  constructor(key: Uint8Array) {
    this.#key = createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' })
    const { x, y } = createPublicKey(this.#key).export({ format: 'jwk' })
    const point = [Buffer.of(4), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')]
    this.publicKey = Buffer.concat(point).toString('base64url')
  }

  /**
   * Returns the value of `Authorization` for a push service. A service accepts it for the last 24 hours
   * before `until`, in ms since the epoch.
   */
  authorize(endpoint: string, until: number): string {
    const claims = { aud: new URL(endpoint).origin, exp: Math.floor(until / 1000), sub: CONTACT }
    const signed = [{ typ: 'JWT', alg: 'ES256' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    const signature = sign('sha256', Buffer.from(signed), { key: this.#key, dsaEncoding: 'ieee-p1363' })
    return `vapid t=${signed}.${signature.toString('base64url')}, k=${this.publicKey}`
  }
}
