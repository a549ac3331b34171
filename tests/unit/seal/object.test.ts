import { describe, expect, it } from 'vitest'
import { utf8 } from '../../../src/core/base/index.ts'
import {
  hash,
  MAX_BLOCK_BYTES,
  MAX_CHUNKS,
  MAX_SMALL_PLAINTEXT_BYTES,
  randomBytes,
  readPrefix,
  type SealedObject,
} from '../../../src/core/seal/index.ts'
import { commitKey } from '../../../src/core/seal/key-commitment.ts'
import type { SealedParts } from '../../../src/core/seal/object-opener.ts'
import { sealChunk } from '../../../src/core/seal/chunk.ts'
import { createPrefix, encodePrefix, PREFIX_BYTES } from '../../../src/core/seal/prefix.ts'
import { buildTree, hashLeaf } from '../../../src/core/seal/tree.ts'
import { alice, bob, countingBytes, evidenceOf, flipBit, replaceAt, sealSample } from './sample-object.ts'
import { openAtOnce, sealAtOnce } from '../../support/at-once.ts'

const small = sealSample(5)
/** Three chunks and one node. */
const large = sealSample(140_000)

function reopen(sealed: SealedObject, changes: Partial<SealedParts>): unknown {
  return evidenceOf(() => openAtOnce({ ...sealed, ...changes }))
}

/** Returns the last byte of a block and 39 other positions, the same in every run. */
function sampledPlaces(block: Uint8Array, seed: number): number[] {
  return Array.from({ length: 40 }, (_, n) => {
    if (n === 0) return block.byteLength - 1
    return Buffer.from(hash('sample/at', Uint8Array.of(seed, n))).readUInt32LE(0) % block.byteLength
  })
}

/** Makes an object with arbitrary blocks and valid commitments, as its author could publish it. */
function recommit(sealed: SealedObject, chunks: Uint8Array[]): SealedParts {
  const { nodes, cipherRoot } = buildTree(chunks.map(hashLeaf))
  const { contentKey } = sealed
  const keyCommit = commitKey(contentKey, cipherRoot)
  return { contentKey, cipherRoot, keyCommit, blocks: [...chunks, ...nodes], chunkCount: chunks.length }
}

describe('an object', () => {
  const sizes = [0, 1, 252, 253, 1020, 1021, 1022, 1023, 1024, 1025, 65_532, 65_533, 65_534, 65_535, 65_536]
  it.each([...sizes, 65_537, 131_066, 131_067, 131_072, 131_073, 200_000])(
    'an object of %i bytes opens again',
    (size) => {
      const sealed = sealSample(size)
      expect(openAtOnce(sealed)).toEqual(Buffer.from(countingBytes(size)))
    },
  )

  it('an object with one chunk has one block of at most MAX_BLOCK_BYTES', () => {
    const shortest = small.blocks.map((block) => block.byteLength)
    const longest = sealSample(MAX_SMALL_PLAINTEXT_BYTES).blocks.map((block) => block.byteLength)
    expect([shortest, longest]).toEqual([[PREFIX_BYTES + 1024 + 16], [MAX_BLOCK_BYTES]])
    expect(sealSample(MAX_SMALL_PLAINTEXT_BYTES + 1).blocks).toHaveLength(3)
  })

  it('has a different key, salt and name if it is sealed again', () => {
    const [first, second] = [sealAtOnce(alice, utf8('twice')), sealAtOnce(alice, utf8('twice'))]
    expect(first.contentKey).not.toEqual(second.contentKey)
    expect(readPrefix(first.blocks[0]!).salt).not.toEqual(readPrefix(second.blocks[0]!).salt)
    expect(first.cipherRoot).not.toEqual(second.cipherRoot)
  })
})

describe('an altered object is refused', () => {
  it('a small object is refused if any byte is changed', () => {
    const block = small.blocks[0]!
    const evidence = Array.from(block, (_, at) => reopen(small, { blocks: [flipBit(block, at, at & 7)] }))
    expect(evidence).toEqual(Array.from(block, () => 'cipher-root'))
  })

  it('a large object is refused if bytes anywhere in it are changed, including its node', () => {
    const evidence = large.blocks.flatMap((block, i) =>
      sampledPlaces(block, i).map((at) =>
        reopen(large, { blocks: replaceAt(large.blocks, i, flipBit(block, at, at & 7)) }),
      ),
    )
    expect(evidence).toEqual(new Array(160).fill('cipher-root'))
  })

  it('an object is refused if any byte of its root, key commitment or key is changed', () => {
    const changed = (name: 'cipherRoot' | 'keyCommit' | 'contentKey'): unknown[] => {
      return Array.from(small[name], (_, at) => reopen(small, { [name]: flipBit(small[name], at) }))
    }
    const all = (value: string): string[] => new Array<string>(32).fill(value)
    expect(changed('cipherRoot')).toEqual(all('cipher-root'))
    expect(changed('keyCommit')).toEqual(all('key-commitment'))
    expect(changed('contentKey')).toEqual(all('key-commitment'))
  })

  it('an object is refused if its key or commitment has a wrong length', () => {
    const short = small.contentKey.subarray(0, 31)
    const evidence = [
      reopen(small, { contentKey: short, keyCommit: commitKey(short, small.cipherRoot) }),
      reopen(small, { keyCommit: small.keyCommit.subarray(0, 31) }),
      reopen(small, { cipherRoot: small.cipherRoot.subarray(0, 31) }),
    ]
    expect(evidence).toEqual(['key-commitment', 'key-commitment', 'cipher-root'])
  })

  it('an object is refused if blocks are missing, added, cut or lengthened', () => {
    const [first, second, third, node] = large.blocks as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
    const cut = (block: Uint8Array, bytes: number): Uint8Array => block.subarray(0, block.byteLength - bytes)
    const blocks = [
      [],
      [first, second, third],
      [first, second, node],
      [second, third, node],
      [first, second, third, node, node],
      [cut(first, 1), second, third, node],
      [first, cut(second, 1), third, node],
      [first, second, cut(third, 1), node],
      [first, second, third.subarray(0, 16), node],
      [first, second, new Uint8Array(), node],
      [first, second, Buffer.concat([third, new Uint8Array(60_000)]), node],
    ]
    expect(blocks.map((list) => reopen(large, { blocks: list }))).toEqual(blocks.map(() => 'shape'))
    expect(reopen(large, { blocks: [first, second, third, cut(node, 32)] })).toBe('cipher-root')
  })

  it('an object is refused if its blocks are in another order or of another object', () => {
    const other = sealSample(140_000)
    const [first, second, third, node] = large.blocks as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
    const wider = sealSample(200_000)
    const [zero, one, two, three, top] = wider.blocks as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ]
    expect(reopen(wider, { blocks: [zero, two, one, three, top] })).toBe('cipher-root')
    const evidence = other.blocks.map((block, i) =>
      reopen(large, { blocks: replaceAt(large.blocks, i, block) }),
    )
    expect(evidence).toEqual(large.blocks.map(() => 'cipher-root'))
    expect(reopen(large, { blocks: [first, second, node, third] })).toBe('shape')
  })

  it('an object with an impossible number of chunks is refused before any block is read', () => {
    const counts = [0, -1, 1.5, NaN, Infinity, MAX_CHUNKS + 1, 2 ** 53, 2, 4]
    expect(counts.map((chunkCount) => reopen(large, { chunkCount }))).toEqual(counts.map(() => 'shape'))
  })
})

describe('an author with valid commitments', () => {
  const evidenceFor = (parts: SealedParts): unknown => evidenceOf(() => openAtOnce(parts))
  const wide = sealSample(200_000)
  const chunks = wide.blocks.slice(0, 4)

  it('cannot swap, repeat or drop chunks', () => {
    const [zero, one, two, three] = chunks as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
    const arrangements = [
      [zero, two, one, three],
      [zero, one, one, three],
      [zero, one, three],
      [zero, one],
    ]
    expect(evidenceFor(recommit(wide, chunks))).toBe('accepted')
    expect(arrangements.map((list) => evidenceFor(recommit(wide, list)))).toEqual(
      arrangements.map(() => 'chunk-seal'),
    )
  })

  it('cannot change the author, the device or the salt in the prefix', () => {
    const { person, device, salt } = readPrefix(small.blocks[0]!)
    const sealed = small.blocks[0]!.subarray(PREFIX_BYTES)
    const prefixes = [
      createPrefix(bob.person, device, salt),
      createPrefix(person, bob.device, salt),
      createPrefix(person, device, randomBytes(15)),
    ]
    const evidence = prefixes.map((prefix) =>
      evidenceFor(recommit(small, [Buffer.concat([encodePrefix(prefix), sealed])])),
    )
    expect(evidence).toEqual(['chunk-seal', 'chunk-seal', 'chunk-seal'])
  })

  it('cannot use an unknown version or chunk size', () => {
    const block = small.blocks[0]!
    const evidence = [flipBit(block, 0), flipBit(block, 82)].map((other) =>
      evidenceFor(recommit(small, [other])),
    )
    expect(evidence).toEqual(['prefix', 'prefix'])
  })

  it('cannot hide data in the padding, and cannot give a false length', () => {
    const prefix = createPrefix(alice.person, alice.device, randomBytes(15))
    const seal = (plaintext: Uint8Array): SealedParts =>
      recommit(small, [sealChunk(small.contentKey, prefix, { chunkIndex: 0, chunkCount: 1 }, plaintext)])
    const padded = (size: number, ...start: number[]): Uint8Array => {
      const bytes = new Uint8Array(size)
      bytes.set(start)
      return bytes
    }
    const honest = padded(1024, 2, 7, 7)
    const hidden = padded(1024, 2, 7, 7, 7)
    const overlong = padded(1024, 0xfd, 0xfe, 0x03)
    const unpadded = padded(1088, 2, 7, 7)
    const tiny = padded(16, 2, 7, 7)
    const evidence = [honest, hidden, overlong, unpadded, tiny].map((bytes) => evidenceFor(seal(bytes)))
    expect(evidence).toEqual(['accepted', 'frame', 'frame', 'frame', 'frame'])
    expect(evidenceFor(seal(padded(1025, 2, 7, 7)))).toBe('shape')
  })
})

it('the evidence of an alteration does not contain the key', () => {
  const contentKey = randomBytes(32)
  try {
    openAtOnce({ ...small, contentKey })
    expect.unreachable()
  } catch (error) {
    expect(JSON.stringify({ ...(error as object) })).not.toContain(Buffer.from(contentKey).toString('hex'))
  }
})
