// A key under a passphrase: Argon2id derives a key from the passphrase, and that
// key seals the real key. The home stores its storage key in this form. A backup
// uses the same stretching in its own form.
import sodium from 'sodium-universal'
import { fromHex, KEY_BYTES, MalformedRecord, toHex, utf8 } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { openRecord, RECORD_OVERHEAD_BYTES, sealRecord } from './sealed-record.ts'
import { randomBytes, wipe } from './secret.ts'

const KDF = 'argon2id13'
const AAD = utf8('fumikura/wrapped-key/1')
const SALT_BYTES = 16
const MAX_WRAPPED_BYTES = 1024

const MIB = 1024 * 1024
const COSTS = {
  interactive: { opsLimit: 2, memLimitBytes: 64 * MIB },
  moderate: { opsLimit: 3, memLimitBytes: 256 * MIB },
} as const

/**
 * Limits for a stored stretching: not weaker than ours, and not so costly that a
 * file could block the machine.
 */
const LIMITS = { minOps: 2, maxOps: 8, minMemBytes: 64 * MIB, maxMemBytes: 1024 * MIB } as const

/** interactive: 64 MiB, some tenths of a second. moderate: 256 MiB, about a second. */
export type PassphraseCost = keyof typeof COSTS

/**
 * The parameters that turn a passphrase into a key. Not secret; stored beside the
 * data that the key opens.
 */
export interface Stretching {
  /** 16 bytes. */
  salt: Uint8Array
  opsLimit: number
  memLimitBytes: number
}

/** Returns a new salt, with the cost that this program uses. */
export function drawStretching(cost: PassphraseCost = 'moderate'): Stretching {
  return { salt: randomBytes(SALT_BYTES), ...COSTS[cost] }
}

/** JSON values only. Bytes are in hex. */
export interface WrappedKey {
  kdf: typeof KDF
  salt: string
  opsLimit: number
  memLimitBytes: number
  sealed: string
}

/** Wraps `key` (at most 1 KiB). Blocks the thread for as long as the cost takes. */
export function wrapKey(key: Uint8Array, passphrase: string, cost: PassphraseCost = 'moderate'): WrappedKey {
  if (key.byteLength > MAX_WRAPPED_BYTES) {
    throw new EngineError('INTERNAL', `a key of ${key.byteLength} bytes is too long to wrap`)
  }
  const stretching = drawStretching(cost)
  const { salt, opsLimit, memLimitBytes } = stretching
  const stretched = stretchPassphrase(passphrase, stretching)
  const sealed = sealRecord(stretched, key, AAD)
  wipe(stretched)
  return { kdf: KDF, salt: toHex(salt), opsLimit, memLimitBytes, sealed: toHex(sealed) }
}

/**
 * Returns the key. Null if the passphrase is wrong.
 * @throws MalformedRecord if `wrapped` is not valid; checked before any memory is
 * spent on stretching
 */
export function unwrapKey(wrapped: WrappedKey, passphrase: string): Uint8Array | null {
  checkWrapped(wrapped)
  const { opsLimit, memLimitBytes } = wrapped
  const stretched = stretchPassphrase(passphrase, { salt: fromHex(wrapped.salt), opsLimit, memLimitBytes })
  const key = openRecord(stretched, fromHex(wrapped.sealed), AAD)
  wipe(stretched)
  return key
}

/**
 * Returns 32 bytes, which the caller must wipe. Blocks the thread for as long as the cost takes.
 * @throws MalformedRecord if the stretching is outside our limits; checked before
 * any memory is spent
 */
export function stretchPassphrase(passphrase: string, stretching: Stretching): Uint8Array {
  checkStretching(stretching)
  const { salt, opsLimit, memLimitBytes } = stretching
  // NFKC, because keyboards differ in how they compose が or é.
  const typed = utf8(passphrase.normalize('NFKC'))
  const key = Buffer.alloc(KEY_BYTES)
  sodium.crypto_pwhash(key, typed, salt, opsLimit, memLimitBytes, sodium.crypto_pwhash_ALG_ARGON2ID13)
  wipe(typed)
  return key
}

function checkStretching({ salt, opsLimit, memLimitBytes }: Stretching): void {
  if (salt.byteLength !== SALT_BYTES) throw new MalformedRecord('the salt has a wrong length')
  if (!isWhole(opsLimit, LIMITS.minOps, LIMITS.maxOps)) throw new MalformedRecord('opsLimit is out of range')
  if (!isWhole(memLimitBytes, LIMITS.minMemBytes, LIMITS.maxMemBytes))
    throw new MalformedRecord('memLimitBytes is out of range')
}

/** The value was parsed from a JSON file, so its declared type is not proven yet. */
function checkWrapped(wrapped: WrappedKey): void {
  if (typeof wrapped !== 'object' || wrapped === null) throw new MalformedRecord('not a wrapped key')
  if (wrapped.kdf !== KDF) throw new MalformedRecord('unknown key derivation')
  if (!isHex(wrapped.salt, SALT_BYTES, SALT_BYTES)) throw new MalformedRecord('the salt is not valid hex')
  const maxSealedBytes = MAX_WRAPPED_BYTES + RECORD_OVERHEAD_BYTES
  if (!isHex(wrapped.sealed, RECORD_OVERHEAD_BYTES, maxSealedBytes))
    throw new MalformedRecord('the sealed key is not valid hex')
}

function isHex(value: unknown, minBytes: number, maxBytes: number): boolean {
  if (typeof value !== 'string' || value.length < minBytes * 2 || value.length > maxBytes * 2) return false
  return value.length % 2 === 0 && /^[0-9a-f]*$/.test(value)
}

function isWhole(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
}
