// Splits a secret into shares: `need` of them give it back, and fewer say nothing about it.
// A sealed grant is split at "store", and a reader combines its shares at "reference". The package
// does the arithmetic (GF(256), polynomial 0x11b); this file refuses what the package lets through.
import { combine, split } from 'shamir-secret-sharing'
import { MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { hash } from './hash.ts'
import { wipe } from './secret.ts'

/** The largest number of shares of one secret. */
export const MAX_SHARES = 7
export const SHARE_HASH_BYTES = 16

export interface Threshold {
  /** The number of shares that give the secret back. */
  readonly need: number
  /** The number of shares that exist. */
  readonly of: number
}

/**
 * Returns one share for each place, the first for place 1. A share is one byte longer than the
 * secret: its last byte is the x of its point. With `need` 1 a share is the secret and its place.
 */
export async function splitSecret(secret: Uint8Array, { need, of }: Threshold): Promise<Uint8Array[]> {
  checkThreshold(secret, need, of)
  if (need === 1) return Array.from({ length: of }, (_, i) => Uint8Array.of(...secret, i + 1))
  // The package accepts no subclass of Uint8Array and no single share; any two points may exist.
  const copy = Uint8Array.from(secret)
  const shares = await split(copy, of, need)
  wipe(copy)
  return shares
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
