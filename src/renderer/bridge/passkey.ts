// The passkeys of this phone's browser (WebAuthn). It makes one and signs with it after it has seen
// the face, the finger or the code of the owner. Some passkeys also give a secret (PRF), always the
// same for one salt.
import type { NewPasskey, PasskeyAlgorithm, SignedChallenge } from '../../core/contract/index.ts'
import { fromBase64Url, toBase64Url } from './far-link.ts'

/** By their number at IANA (COSE). */
const ALGORITHMS: Readonly<Record<number, PasskeyAlgorithm>> = {
  [-7]: 'ES256',
  [-8]: 'EdDSA',
  [-257]: 'RS256',
}
const USER_BYTES = 16
const FLAGS_AT = 32
const USER_VERIFIED = 4
/** Browsers make no passkey for an address without a name. */
const NUMBERS = /^[\d.]+$|:/

export interface MadePasskey {
  made: NewPasskey
  /** 32 bytes, if the browser gives the secret at once. */
  secret: Uint8Array | null
  /** True if its signatures come with the secret. */
  hasSecret: boolean
}

export interface Signed {
  signed: SignedChallenge
  /** Null if this passkey gives none. */
  secret: Uint8Array | null
}

/** True if this phone can see its owner. */
export async function canMakePasskey(): Promise<boolean> {
  if (NUMBERS.test(location.hostname) || !('PublicKeyCredential' in globalThis)) return false
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false)
}

/**
 * Call this function in a click handler.
 * @param name of the person, for the browser's list
 * @throws DOMException if the person declines, or the phone cannot see its owner
 */
export async function makePasskey(
  challenge: string,
  name: string,
  salt: Uint8Array<ArrayBuffer>,
): Promise<MadePasskey> {
  const id = crypto.getRandomValues(new Uint8Array(USER_BYTES))
  const credential = (await navigator.credentials.create({
    publicKey: {
      challenge: bytesOf(challenge),
      rp: { name: 'Fumikura' },
      user: { id, name, displayName: name },
      pubKeyCredParams: Object.keys(ALGORITHMS).map((alg) => ({ type: 'public-key', alg: Number(alg) })),
      authenticatorSelection: {
        ...{ authenticatorAttachment: 'platform', residentKey: 'preferred', userVerification: 'required' },
      },
      extensions: { prf: { eval: { first: salt } } },
    },
  })) as PublicKeyCredential
  const response = credential.response as AuthenticatorAttestationResponse
  const [publicKey, algorithm] = [response.getPublicKey(), ALGORITHMS[response.getPublicKeyAlgorithm()]]
  if (publicKey === null || algorithm === undefined) throw new Error('A passkey of an unknown kind.')
  const made: NewPasskey = {
    credential: textOf(credential.rawId),
    clientData: textOf(response.clientDataJSON),
    authenticatorData: textOf(response.getAuthenticatorData()),
    publicKey: textOf(publicKey),
    algorithm,
  }
  const { prf } = credential.getClientExtensionResults()
  const secret = secretOf(prf)
  return { made, secret, hasSecret: secret !== null || prf?.enabled === true }
}

/**
 * Call this function in a click handler.
 * @throws DOMException if the person declines, or after `signal`
 */
export async function signByPasskey(
  credential: string,
  challenge: string,
  salt: Uint8Array<ArrayBuffer>,
  signal?: AbortSignal,
): Promise<Signed> {
  const used = (await navigator.credentials.get({
    ...(signal && { signal }),
    publicKey: {
      challenge: bytesOf(challenge),
      allowCredentials: [{ type: 'public-key', id: bytesOf(credential) }],
      userVerification: 'required',
      extensions: { prf: { eval: { first: salt } } },
    },
  })) as PublicKeyCredential
  const response = used.response as AuthenticatorAssertionResponse
  const flags = new Uint8Array(response.authenticatorData)[FLAGS_AT] ?? 0
  if ((flags & USER_VERIFIED) === 0) throw new Error('The browser has not seen the owner.')
  const signed: SignedChallenge = {
    credential: textOf(used.rawId),
    clientData: textOf(response.clientDataJSON),
    authenticatorData: textOf(response.authenticatorData),
    signature: textOf(response.signature),
  }
  return { signed, secret: secretOf(used.getClientExtensionResults().prf) }
}

function secretOf(prf: AuthenticationExtensionsPRFOutputs | undefined): Uint8Array | null {
  const first = prf?.results?.first
  if (first === undefined) return null
  return first instanceof ArrayBuffer ? new Uint8Array(first) : new Uint8Array(first.buffer)
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(fromBase64Url(text))

const textOf = (buffer: ArrayBuffer): string => toBase64Url(new Uint8Array(buffer))
