// Verifies one object: opens its block with its key, or seals it again from its file, which must
// give exactly the signed blocks.
// Both commitments of the ref are checked in either case. The bytes are in
// docs/protocol/sealing.md.
import { inflateRawSync } from 'node:zlib'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { hash, join, keyIn, reading, u64 } from './encodings.ts'

const CHUNK = 65_536

/** Returns the tree nodes over the blocks. @throws if the blocks or the key do not match the ref */
function checkNames(ref: Buffer, key: Buffer, leaves: Buffer[]): Buffer[] {
  const nodes: Buffer[] = []
  let level = leaves
  for (; level.length > 1; level = level.map((node) => hash('fumikura/node/1', node))) {
    const starts = level.flatMap((_, i) => (i % 1024 === 0 ? [i] : []))
    level = starts.map((i) => join(...level.slice(i, i + 1024)))
    nodes.push(...level)
  }
  const root = hash('fumikura/root/1', u64(leaves.length), level[0]!)
  if (!root.equals(keyIn(ref, 0))) throw new Error('its ciphertext does not match its ref')
  if (!hash('fumikura/kc/1', key, root).equals(keyIn(ref, 1)))
    throw new Error('its key does not match its ref')
  return nodes
}

function cipherOf(key: Buffer, prefix: Buffer, index: number, isLast: boolean) {
  const nonce = join(prefix.subarray(65, 80), u64(index), Buffer.from([Number(isLast)]))
  return xchacha20poly1305(key, nonce, hash('fumikura/prefix/1', prefix))
}

/** Opens an object of one block. */
export function openBlock(ref: Buffer, key: Buffer, block: Buffer) {
  checkNames(ref, key, [hash('fumikura/leaf/1', block)])
  const prefix = block.subarray(0, 84)
  if (!prefix.subarray(1, 65).equals(ref.subarray(65, 129))) throw new Error('it names another author')
  const padded = Buffer.from(cipherOf(key, prefix, 0, true).decrypt(block.subarray(84)))
  return decode(reading(padded).block())
}

function decode(plaintext: Buffer) {
  const whole = reading(plaintext)
  const head = reading(whole.block())
  for (const read of [head.uint, head.uint]) read()
  const [title, at] = [head.block().toString(), head.uint()]
  head.block()
  const to = Array.from({ length: head.uint() }, () => head.next(32))
  // The first link of a letter is the one it replies to.
  const reply = head.uint() > 0 && head.uint() === 0 ? head.ref() : null
  return { title, at, to, reply, body: whole.uint() === 0 ? whole.rest() : inflateRawSync(whole.rest()) }
}

/**
 * Seals a large object again. `lead` is everything before its body of `size` bytes. Passes every
 * block to `onBlock`.
 */
export async function sealAgain(
  { ref, key, salt, lead }: Record<'ref' | 'key' | 'salt' | 'lead', Buffer>,
  size: number,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onBlock: (block: Buffer) => unknown,
) {
  const prefix = join(Buffer.from([1]), keyIn(ref, 2), keyIn(ref, 3), salt, u64(CHUNK).subarray(0, 4))
  const exponent = Math.floor(Math.log2(lead.byteLength + size))
  const step = 2 ** (exponent - Math.floor(Math.log2(exponent)) - 1)
  const padded = Math.ceil((lead.byteLength + size) / step) * step
  const leaves: Buffer[] = []
  let [held, given] = [lead, lead.byteLength]
  const seal = (atLeast: number): void => {
    for (; held.byteLength >= atLeast; held = held.subarray(CHUNK)) {
      const cipher = cipherOf(key, prefix, leaves.length, (leaves.length + 1) * CHUNK >= padded)
      const sealed = cipher.encrypt(held.subarray(0, CHUNK))
      const block = leaves.length === 0 ? join(prefix, sealed) : Buffer.from(sealed)
      leaves.push(hash('fumikura/leaf/1', block))
      onBlock(block)
    }
  }
  for await (const piece of body) {
    given += piece.byteLength
    held = join(held, piece)
    seal(CHUNK + 1)
  }
  held = join(held, Buffer.alloc(Math.max(0, padded - given)))
  seal(1)
  for (const node of checkNames(ref, key, leaves)) onBlock(node)
  const whole = reading(lead)
  whole.uint()
  return decode(whole.rest())
}
