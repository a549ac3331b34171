// A passkey of a phone (WebAuthn): its browser signs with it after it has seen the face, the finger or
// the code of the owner. Home keeps the public half, and checks each signature. Pure.
import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto'
import { equalBytes } from '../base/index.ts'
import type { NewPasskey, PasskeyAlgorithm, SignedChallenge } from '../contract/phone-lock.ts'

export interface Passkey {
  kind: 'passkey'
  /** Bytes are in base64url. */
  credential: string
  /** SubjectPublicKeyInfo. */
  publicKey: string
  algorithm: PasskeyAlgorithm
  /** Of the page that made it. */
  origin: string
  /** How often its authenticator has signed; 0 if it does not count. */
  count: number
}

/** What a page must have signed. */
export interface AskedOf {
  challenge: Uint8Array
  origin: string
}

const USER_PRESENT = 1
const USER_VERIFIED = 4
const HAS_CREDENTIAL = 64
const FLAGS_AT = 32
const COUNT_AT = 33
const HEAD_BYTES = 37
/** After the head: the model of the authenticator, and the length of the credential's id. */
const CREDENTIAL_AT = HEAD_BYTES + 18
const MIN_RSA_BITS = 2048

/**
 * Null if this browser did not make it for this page just now. Nothing proves the model of the
 * authenticator: only the page that asks knows that it asked.
 */
export function readNewPasskey(made: NewPasskey, asked: AskedOf): Passkey | null {
  const { credential, publicKey, algorithm } = made
  const head = fromBase64Url(made.authenticatorData)
  const id = fromBase64Url(credential)
  const isMade =
    isClient(fromBase64Url(made.clientData), 'webauthn.create', asked) &&
    isVerified(head, asked.origin) &&
    (head[FLAGS_AT]! & HAS_CREDENTIAL) !== 0 &&
    equalBytes(head.subarray(CREDENTIAL_AT, CREDENTIAL_AT + id.length), id) &&
    readKey(publicKey, algorithm) !== null
  if (!isMade) return null
  return { kind: 'passkey', credential, publicKey, algorithm, origin: asked.origin, count: countOf(head) }
}

/** Returns the passkey as it is after this signature; null if it is refused. */
export function checkSigned(
  passkey: Passkey,
  signed: SignedChallenge,
  challenge: Uint8Array,
): Passkey | null {
  const { origin, algorithm } = passkey
  const head = fromBase64Url(signed.authenticatorData)
  const client = fromBase64Url(signed.clientData)
  const key = readKey(passkey.publicKey, algorithm)
  const isRight =
    key !== null &&
    signed.credential === passkey.credential &&
    isClient(client, 'webauthn.get', { challenge, origin }) &&
    isVerified(head, origin) &&
    isSigned(key, algorithm, Buffer.concat([head, sha256(client)]), fromBase64Url(signed.signature))
  // A count that does not grow comes from a copy of the authenticator.
  const count = head.length < HEAD_BYTES ? 0 : countOf(head)
  return isRight && (count > passkey.count || (count === 0 && passkey.count === 0))
    ? { ...passkey, count }
    : null
}

/** The name for which browsers make and find it. */
export const rpIdOf = (origin: string): string => new URL(origin).hostname

function isClient(bytes: Uint8Array, type: string, { challenge, origin }: AskedOf): boolean {
  const said = parseObject(bytes)
  return (
    said !== null &&
    said.type === type &&
    typeof said.challenge === 'string' &&
    equalBytes(fromBase64Url(said.challenge), challenge) &&
    said.origin === origin &&
    (said.crossOrigin ?? false) === false &&
    said.topOrigin === undefined
  )
}

function isVerified(head: Uint8Array, origin: string): boolean {
  const wanted = USER_PRESENT | USER_VERIFIED
  return (
    head.length >= HEAD_BYTES &&
    equalBytes(head.subarray(0, FLAGS_AT), sha256(Buffer.from(rpIdOf(origin)))) &&
    (head[FLAGS_AT]! & wanted) === wanted
  )
}

const countOf = (head: Uint8Array): number => Buffer.from(head).readUInt32BE(COUNT_AT)

/** Null if it is no key of this algorithm. */
function readKey(text: string, algorithm: PasskeyAlgorithm): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64url'), format: 'der', type: 'spki' })
    const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
    const isFit = {
      ES256: () => key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1',
      EdDSA: () => key.asymmetricKeyType === 'ed25519',
      RS256: () => key.asymmetricKeyType === 'rsa' && modulusLength >= MIN_RSA_BITS,
    }[algorithm]
    return isFit() ? key : null
  } catch {
    return null
  }
}

function isSigned(
  key: KeyObject,
  algorithm: PasskeyAlgorithm,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    return verify(algorithm === 'EdDSA' ? null : 'sha256', bytes, key, signature)
  } catch {
    return false
  }
}

function parseObject(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const said: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : null
  } catch {
    return null
  }
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

const fromBase64Url = (text: string): Uint8Array => Buffer.from(text, 'base64url')
