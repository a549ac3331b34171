// The lock of a phone: what its browser or its owner shows to home before home shows anything.
import { z } from './schema.ts'

/** ES256 is what most browsers make; RS256 what Windows makes. */
export const PASSKEY_ALGORITHMS = ['ES256', 'EdDSA', 'RS256'] as const
export type PasskeyAlgorithm = (typeof PASSKEY_ALGORITHMS)[number]

/** Bytes in base64url without padding. */
const bytesUpTo = (max: number) =>
  z
    .string()
    .min(1)
    .max(Math.ceil((max * 4) / 3))
    .regex(/^[\w-]+$/)
const credential = bytesUpTo(1023)
const clientData = bytesUpTo(2048)
const authenticatorData = bytesUpTo(4096)

/** What `navigator.credentials.create` returns, with the public key as SubjectPublicKeyInfo. */
export const newPasskey = z.strictObject({
  ...{ credential, clientData, authenticatorData },
  publicKey: bytesUpTo(2048),
  algorithm: z.enum(PASSKEY_ALGORITHMS),
})
export type NewPasskey = z.output<typeof newPasskey>

/** What `navigator.credentials.get` returns. */
export const signedChallenge = z.strictObject({
  ...{ credential, clientData, authenticatorData },
  signature: bytesUpTo(1024),
})
export type SignedChallenge = z.output<typeof signedChallenge>

export const pin = z.string().regex(/^\d{6,12}$/)

/** What a phone must know of its lock to open it. */
export type OwnLock = { kind: 'passkey'; credential: string } | { kind: 'pin' }
