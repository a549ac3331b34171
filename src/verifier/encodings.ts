// Numbers, names and hashes in the formats of Fumikura and Hypercore. The verifier never imports
// the engine.
import { blake2b } from '@noble/hashes/blake2.js'

export const join = (...parts: Uint8Array[]): Buffer => Buffer.concat(parts)
export const blake = (...parts: Uint8Array[]): Buffer => Buffer.from(blake2b(join(...parts), { dkLen: 32 }))

export const u64 = (value: number): Buffer =>
  Buffer.from(value.toString(16).padStart(16, '0'), 'hex').reverse()

/** BLAKE2b over u8 length ‖ domain, then u32le length ‖ part for each. */
export function hash(domain: string, ...parts: Uint8Array[]): Buffer {
  const framed = parts.flatMap((part) => [u64(part.byteLength).subarray(0, 4), part])
  return blake(Buffer.from([domain.length]), Buffer.from(domain), ...framed)
}

const Z32 = 'ybndrfg8ejkmcpqxot1uwisza345h769'

export function toZ32(bytes: Uint8Array): string {
  let [text, held, bits] = ['', 0, 0]
  for (const byte of [...bytes, 0]) {
    held = ((held & 31) << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += Z32.charAt((held >> (bits - 5)) & 31)
  }
  return text.slice(0, Math.ceil((bytes.byteLength * 8) / 5))
}

/** Reads one value after another. Throws at the end of the bytes. */
export function reading(bytes: Buffer) {
  let at = 0
  const next = (count: number): Buffer => {
    if (at + count > bytes.length) throw new Error('it ends too early')
    return bytes.subarray(at, (at += count))
  }
  const uint = (): number => {
    const first = next(1)[0]!
    return first < 0xfd ? first : next(2 ** (first - 0xfc)).reduceRight((sum, byte) => sum * 256 + byte, 0)
  }
  const block = (): Buffer => next(uint())
  /**
   * The bytes of a ref (its text form is their z-base-32): version, five keys, start, chunk count.
   */
  const ref = (): Buffer => {
    const start = at
    for (const read of [uint, () => next(160), uint, uint]) read()
    return bytes.subarray(start, at)
  }
  return { next, uint, block, ref, rest: () => bytes.subarray(at) }
}

/** 0: cipher root, 1: key commitment, 2: person, 3: device, 4: core. */
export const keyIn = (ref: Buffer, n: number): Buffer => ref.subarray(1 + n * 32, 33 + n * 32)
