// One framing for all hashes, derived keys and signed messages: the domain, then
// each part after its length. So a value of one purpose is never valid for another,
// and different lists of parts have different hashes.
import sodium from 'sodium-universal'
import { turn, utf8 } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'

export const HASH_BYTES = 32
const MIN_KEY_BYTES = 32
const MAX_KEY_BYTES = 64

/**
 * BLAKE2b-256( u8 len(domain) ‖ domain ‖ for each part: u32le len ‖ part ).
 * Persisted: do not change.
 * @param domain the purpose of the hash, with a version: 'fumikura/kc/1'
 */
export function hash(domain: string, ...parts: Uint8Array[]): Uint8Array {
  return digest(domain, parts)
}

/** The same hash of one part, in turns: others decide how long it is. */
export async function hashInTurns(domain: string, part: Uint8Array): Promise<Uint8Array> {
  const state = Buffer.alloc(sodium.crypto_generichash_STATEBYTES)
  sodium.crypto_generichash_init(state, null, HASH_BYTES)
  sodium.crypto_generichash_update(state, frameOfPart(domain, part.byteLength))
  for (let at = 0; at < part.byteLength; at += AT_ONCE_BYTES) {
    await turn.pass()
    sodium.crypto_generichash_update(state, part.subarray(at, at + AT_ONCE_BYTES))
  }
  const out = Buffer.alloc(HASH_BYTES)
  sodium.crypto_generichash_final(state, out)
  return out
}

/** Hashing so much takes about a millisecond. */
const AT_ONCE_BYTES = 1 << 20

/**
 * Derives a new 32-byte key from `key` (32 to 64 bytes): the same framing under keyed BLAKE2b-256.
 */
export function deriveKey(domain: string, key: Uint8Array, ...parts: Uint8Array[]): Uint8Array {
  if (key.byteLength < MIN_KEY_BYTES || key.byteLength > MAX_KEY_BYTES) {
    throw new EngineError('INTERNAL', `cannot derive from a key of ${key.byteLength} bytes`)
  }
  return digest(domain, parts, key)
}

/**
 * Returns the bytes before a single part of `partBytes`, for code that hashes elsewhere:
 * hash(domain, part) is BLAKE2b-256(frame ‖ part).
 */
export function frameOfPart(domain: string, partBytes: number): Uint8Array {
  return Uint8Array.from(Buffer.concat([frameDomain(domain), uint32(partBytes)]))
}

/**
 * Shorter inputs are framed in this one buffer. That takes a third of the time of
 * passing each part to libsodium.
 */
const framed = Buffer.alloc(4096)
/** A cache by domain. It stays small, because only the code names domains. */
const framedDomains = new Map<string, Uint8Array>()

function digest(domain: string, parts: readonly Uint8Array[], key?: Uint8Array): Uint8Array {
  const out = Buffer.alloc(HASH_BYTES)
  const name = frameDomain(domain)
  const bytes = parts.reduce((sum, part) => sum + 4 + part.byteLength, name.byteLength)
  if (bytes > framed.byteLength) {
    sodium.crypto_generichash_batch(out, frame(name, parts), key)
    return out
  }
  framed.set(name)
  let at = name.byteLength
  for (const part of parts) {
    framed.writeUInt32LE(part.byteLength, at)
    framed.set(part, at + 4)
    at += 4 + part.byteLength
  }
  sodium.crypto_generichash(out, framed.subarray(0, bytes), key)
  // A part may be a key, so wipe the buffer.
  framed.fill(0, 0, bytes)
  return out
}

function frame(name: Uint8Array, parts: readonly Uint8Array[]): Uint8Array[] {
  const pieces = [name]
  for (const part of parts) pieces.push(uint32(part.byteLength), part)
  return pieces
}

function frameDomain(domain: string): Uint8Array {
  const known = framedDomains.get(domain)
  if (known !== undefined) return known
  const name = utf8(domain)
  if (name.byteLength === 0 || name.byteLength > 255) {
    throw new EngineError('INTERNAL', `a domain of ${name.byteLength} bytes cannot be framed`)
  }
  const made = Buffer.concat([Uint8Array.of(name.byteLength), name])
  framedDomains.set(domain, made)
  return made
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
