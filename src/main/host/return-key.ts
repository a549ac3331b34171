// The public key of an open page. The page holds the private half in memory only, so what a browser
// or this home stores returns nobody.
import { createPublicKey, verify, type KeyObject } from 'node:crypto'

/** SPKI of a key on P-256 has 91 bytes. */
const KEY = /^[0-9a-f]{182}$/
const SIGNATURE = /^[0-9a-f]{128}$/

/** True for a public key on P-256, as SPKI in hex. */
export function isReturnKey(text: unknown): text is string {
  return typeof text === 'string' && KEY.test(text) && parseKey(text) !== null
}

/** True if `signature` is that of `text`: r and s, in hex. */
export function isSignedBy(key: string, text: string, signature: string): boolean {
  const parsed = KEY.test(key) ? parseKey(key) : null
  if (parsed === null || !SIGNATURE.test(signature)) return false
  const bytes = Buffer.from(signature, 'hex')
  return verify('sha256', Buffer.from(text), { key: parsed, dsaEncoding: 'ieee-p1363' }, bytes)
}

function parseKey(hex: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(hex, 'hex'), format: 'der', type: 'spki' })
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null
  } catch {
    return null
  }
}
