// Splits a secret into shares: `need` of them give it back, and fewer say nothing about it.
// A sealed grant is split at "store", and a reader combines its shares at "reference". The package
// combines (GF(256), polynomial 0x11b), and this file refuses what it lets through.
// This file splits without the package, which draws random bytes once for each byte of the secret
// and took a third of the time of a send.
import { combine } from 'shamir-secret-sharing'
import { MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { hash } from './hash.ts'
import { randomBytes, wipe } from './secret.ts'

/** The largest number of shares of one secret. */
export const MAX_SHARES = 7
export const SHARE_HASH_BYTES = 16

interface Threshold {
  /** The number of shares that give the secret back. */
  readonly need: number
  /** The number of shares that exist. */
  readonly of: number
}

/**
 * Returns one share for each place, the first for place 1. A share is one byte longer than the
 * secret: its last byte is the x of its point, which is the place. With `need` 1 a share is the
 * secret and its place.
 */
export function splitSecret(secret: Uint8Array, { need, of }: Threshold): Uint8Array[] {
  checkThreshold(secret, need, of)
  const random = Array.from({ length: need - 1 }, () => randomBytes(secret.byteLength))
  const shares = Array.from({ length: of }, (_, i) => evaluate([secret, ...random], i + 1))
  for (const row of random) wipe(row)
  return shares
}

/**
 * Returns the values at x of the polynomials of all bytes, and x.
 * @param rows the coefficients: the constants first
 */
function evaluate(rows: readonly Uint8Array[], x: number): Uint8Array {
  const share = new Uint8Array(rows[0]!.byteLength + 1)
  for (const row of rows.toReversed()) {
    for (let at = 0; at < row.byteLength; at++) share[at] = multiply(share[at]!, x) ^ row[at]!
  }
  share[share.byteLength - 1] = x
  return share
}

/** In GF(256). It has no branch and no table, so that its time does not depend on the secret. */
function multiply(a: number, b: number): number {
  let product = 0
  for (let bit = 0; bit < 8; bit++) {
    product ^= -((b >> bit) & 1) & a
    a = (a << 1) ^ (-(a >> 7) & 0x11b)
  }
  return product
}

function checkThreshold(secret: Uint8Array, need: number, of: number): void {
  const isPossible = Number.isInteger(need) && Number.isInteger(of) && need >= 1 && need <= of
  if (secret.byteLength === 0 || !isPossible || of > MAX_SHARES)
    throw new EngineError('INTERNAL', `cannot split ${secret.byteLength} bytes ${need} of ${of}`)
}

/**
 * Returns the secret from the first `need` shares. Check the hash of each share first, because the
 * package combines wrong shares to wrong bytes without an error.
 * @throws MalformedRecord if a share cannot be a point: too short, of another length, with the x of
 * another share, or with x = 0, whose sender would choose the result
 */
export async function combineShares(shares: readonly Uint8Array[], need: number): Promise<Uint8Array> {
  if (!Number.isInteger(need) || need < 1 || need > MAX_SHARES || shares.length < need)
    throw new EngineError('INTERNAL', `cannot combine ${shares.length} shares where ${need} are needed`)
  const used = shares.slice(0, need).map((share) => Uint8Array.from(share))
  checkPoints(used)
  if (need === 1) return used[0]!.subarray(0, -1)
  const secret = await combine(used)
  for (const share of used) wipe(share)
  return secret
}

function checkPoints(shares: readonly Uint8Array[]): void {
  const lengths = new Set(shares.map((share) => share.byteLength))
  const [length = 0] = lengths
  if (lengths.size !== 1 || length < 2) throw new MalformedRecord('the shares have no common length')
  const points = new Set(shares.map((share) => share.at(-1)))
  if (points.has(0)) throw new MalformedRecord('a share with x = 0')
  if (points.size !== shares.length) throw new MalformedRecord('two shares with the same x')
}

/**
 * Returns the 16 bytes by which a reader recognizes the share of a place before combining it.
 * Persisted: do not change.
 * @param place 1 to 7
 */
export function hashShare(place: number, share: Uint8Array): Uint8Array {
  return hash('fumikura/share/1', Uint8Array.of(place), share).subarray(0, SHARE_HASH_BYTES)
}
