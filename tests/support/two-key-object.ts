// Forges one object that opens under two keys to two texts, to show why the format needs a key
// commitment. Poly1305 is a polynomial over 2^130 - 5, so one free 16-byte block is enough to make
// the tags of two keys agree.
import sodium from 'sodium-universal'
import { utf8 } from '../../src/core/base/index.ts'
import { createSigningKeyPair, hash } from '../../src/core/seal/index.ts'
import { commitKey } from '../../src/core/seal/key-commitment.ts'
import { createPrefix, encodePrefix, hashPrefix, type ObjectPrefix } from '../../src/core/seal/prefix.ts'
import { buildTree, hashLeaf } from '../../src/core/seal/tree.ts'

export interface TwoKeyObject {
  /** The only block: prefix, 1024 bytes of ciphertext, tag. */
  block: Uint8Array
  cipherRoot: Uint8Array
  versions: Version[]
}

interface Version {
  contentKey: Uint8Array
  keyCommit: Uint8Array
  text: string
  /** Position of this key's text in the plaintext; under this key, the rest is noise. */
  textAt: number
}

const PADDED_BYTES = 1024
const BLOCK_BYTES = 16
/** 1021 in compact-encoding: a length without padding, whose zeros would reveal the forgery. */
const FRAME = Uint8Array.of(0xfd, 0xfd, 0x03)
const HALF = PADDED_BYTES / 2
const FREE_AT = PADDED_BYTES - BLOCK_BYTES

const PRIME = (1n << 130n) - 5n
/** Poly1305 adds this mark to each full block. */
const MARK = 1n << 128n
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn

interface Cipher {
  contentKey: Uint8Array
  /** The one-time key of Poly1305, as numbers. */
  r: bigint
  s: bigint
  /** The key stream of the plaintext. */
  stream: Uint8Array
}

/**
 * The same seed gives the same forgery. The first text may be a whole encoded object. Without an
 * author it invents one.
 */
export function forgeTwoKeyObject(
  seed: string,
  first: string | Uint8Array,
  secondText: string,
  author?: { person: Uint8Array; device: Uint8Array },
): TwoKeyObject {
  const firstBytes = typeof first === 'string' ? utf8(first) : first
  const prefix = authorPrefix(seed, author)
  const [one, other] = findKeysThatFrameAlike(seed, nonceOfOnlyChunk(prefix))
  const ciphertext = new Uint8Array(PADDED_BYTES)
  writeText(ciphertext, 0, one, Buffer.concat([FRAME, firstBytes]))
  writeText(ciphertext, HALF, other, utf8(secondText))
  const aad = hashPrefix(prefix)
  makeTagsAgree(ciphertext, aad, one, other)
  const tag = tagOf(one, macBlocks(aad, ciphertext))
  const block = Buffer.concat([encodePrefix(prefix), ciphertext, toBytes(tag)])
  const { cipherRoot } = buildTree([hashLeaf(block)])
  const versions = [
    nameVersion(cipherRoot, one, Buffer.from(firstBytes).toString('utf8'), 0),
    nameVersion(cipherRoot, other, secondText, HALF - FRAME.byteLength),
  ]
  return { block, cipherRoot, versions }
}

function nameVersion(cipherRoot: Uint8Array, { contentKey }: Cipher, text: string, textAt: number): Version {
  return { contentKey, keyCommit: commitKey(contentKey, cipherRoot), text, textAt }
}

function authorPrefix(seed: string, author?: { person: Uint8Array; device: Uint8Array }): ObjectPrefix {
  const person = author?.person ?? createSigningKeyPair(hash('forgery/person', utf8(seed))).publicKey
  const device = author?.device ?? createSigningKeyPair(hash('forgery/device', utf8(seed))).publicKey
  return createPrefix(person, device, hash('forgery/salt', utf8(seed)).subarray(0, 15))
}

/** Chunk 0, which is the last. */
function nonceOfOnlyChunk(prefix: ObjectPrefix): Uint8Array {
  return Buffer.concat([prefix.salt, new Uint8Array(8), Uint8Array.of(1)])
}

/** Finds two keys that decrypt the same length: a 24-bit collision, after some thousand keys. */
function findKeysThatFrameAlike(seed: string, nonce: Uint8Array): [Cipher, Cipher] {
  const seen = new Map<string, Cipher>()
  for (let i = 0; ; i++) {
    const cipher = createCipher(hash('forgery/key', utf8(`${seed} ${i}`)), nonce)
    const start = Buffer.from(cipher.stream.subarray(0, FRAME.byteLength)).toString('hex')
    const earlier = seen.get(start)
    if (earlier !== undefined) return [earlier, cipher]
    seen.set(start, cipher)
  }
}

function createCipher(contentKey: Uint8Array, nonce: Uint8Array): Cipher {
  // The AEAD takes its one-time key from stream block 0 and encrypts from block 1 on.
  const stream = Buffer.alloc(64 + PADDED_BYTES)
  sodium.crypto_stream_xchacha20(stream, nonce, contentKey)
  const r = toNumber(stream.subarray(0, 16)) & CLAMP
  return { contentKey, r, s: toNumber(stream.subarray(16, 32)), stream: stream.subarray(64) }
}

/** Half of the object under one key: the text, then spaces. */
function writeText(ciphertext: Uint8Array, at: number, cipher: Cipher, text: Uint8Array): void {
  for (let i = 0; i < HALF; i++) ciphertext[at + i] = (text[i] ?? 0x20) ^ cipher.stream[at + i]!
}

function makeTagsAgree(ciphertext: Uint8Array, aad: Uint8Array, first: Cipher, second: Cipher): void {
  for (let attempt = 0; attempt < 256; attempt++) {
    // Any other byte will do, because it only gives another equation to solve.
    ciphertext[FREE_AT - 1] = attempt
    const free = solveFreeBlock(macBlocks(aad, ciphertext), first, second)
    if (free === null) continue
    ciphertext.set(toBytes(free), FREE_AT)
    return
  }
  throw new Error('no free block solved the equation')
}

/**
 * Returns the input of Poly1305: aad, ciphertext, both lengths. Here all of them are whole blocks.
 */
function macBlocks(aad: Uint8Array, ciphertext: Uint8Array): bigint[] {
  const lengths = Buffer.alloc(BLOCK_BYTES)
  lengths.writeBigUInt64LE(BigInt(aad.byteLength), 0)
  lengths.writeBigUInt64LE(BigInt(ciphertext.byteLength), 8)
  const bytes = Buffer.concat([aad, ciphertext, lengths])
  const blocks: bigint[] = []
  for (let at = 0; at < bytes.byteLength; at += BLOCK_BYTES)
    blocks.push(toNumber(bytes.subarray(at, at + BLOCK_BYTES)))
  return blocks
}

function evaluate(blocks: bigint[], r: bigint): bigint {
  return blocks.reduce((sum, block) => ((sum + block + MARK) * r) % PRIME, 0n)
}

function tagOf({ r, s }: Cipher, blocks: bigint[]): bigint {
  return (evaluate(blocks, r) + s) % MARK
}

/**
 * Solves the block before the lengths, so that both tags agree. With x = free + 2^128, it adds
 * r^2 x to each polynomial, up to the carries that the tag drops:
 * rest1 + r1^2 x + s1 = rest2 + r2^2 x + s2.
 */
function solveFreeBlock(blocks: bigint[], first: Cipher, second: Cipher): bigint | null {
  const at = blocks.length - 2
  // -2^128 as the free block cancels its mark, so the polynomial's value is the rest.
  const withFree = (free: bigint): bigint[] => blocks.with(at, free)
  const rest = ({ r }: Cipher): bigint => evaluate(withFree(-MARK), r)
  const inverse = power(modulo(first.r * first.r - second.r * second.r), PRIME - 2n)
  for (let carry = -4n; carry <= 4n; carry++) {
    const gap = rest(second) - rest(first) + second.s - first.s + carry * MARK
    const free = modulo(gap * inverse) - MARK
    if (free < 0n || free >= MARK) continue
    if (tagOf(first, withFree(free)) === tagOf(second, withFree(free))) return free
  }
  return null
}

function modulo(value: bigint): bigint {
  return ((value % PRIME) + PRIME) % PRIME
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let square = base, left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % PRIME
    square = (square * square) % PRIME
  }
  return result
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
}

function toBytes(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(BLOCK_BYTES * 2, '0'), 'hex').reverse()
}
