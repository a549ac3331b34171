import { describe, expect, it } from 'vitest'
import {
  blockCountOf,
  CHUNK_BYTES,
  MAX_BLOCK_BYTES,
  proofBlocksOf,
  readFrame,
  readPrefix,
  type SealedObject,
} from '../../../src/core/seal/index.ts'
import { ChunkOpener, type SealedChunk } from '../../../src/core/seal/object-opener.ts'
import { ObjectSealer, createObjectSealer } from '../../../src/core/seal/object-sealer.ts'
import { alice, bob, countingBytes, evidenceOf, flipBit, sealSample } from './sample-object.ts'
import { openAtOnce, sealWith } from '../../support/at-once.ts'

const openChunk = (sealed: SealedChunk): Uint8Array =>
  new ChunkOpener(sealed).open(sealed.chunkIndex, sealed.block, sealed.proofNodes)

/** Returns the data of a reader who has fetched one chunk and the nodes above it. */
function fetchChunk(sealed: SealedObject, chunkIndex: number): SealedChunk {
  const { blocks, chunkCount, cipherRoot, keyCommit, contentKey } = sealed
  const proofNodes = proofBlocksOf(chunkIndex, chunkCount).map((block) => blocks[block]!)
  const prefix = readPrefix(blocks[0]!)
  return {
    chunkIndex,
    chunkCount,
    block: blocks[chunkIndex]!,
    proofNodes,
    prefix,
    cipherRoot,
    keyCommit,
    contentKey,
  }
}

describe('the streaming sealer', () => {
  const secrets = { contentKey: new Uint8Array(32).fill(3), salt: new Uint8Array(15).fill(5) }
  const plaintext = countingBytes(140_000)

  it.each([1, 7, 1000, 65_533, 65_536, 139_999])(
    'makes the same blocks when bytes come in pieces of %i',
    (step) => {
      const pieceLimit = step < 100 ? 3000 : plaintext.byteLength
      const source = plaintext.subarray(0, pieceLimit)
      const whole = sealWith(new ObjectSealer(alice, source.byteLength, secrets), source)
      const sealer = new ObjectSealer(alice, source.byteLength, secrets)
      const blocks: Uint8Array[] = []
      for (let at = 0; at < source.byteLength; at += step)
        blocks.push(...sealer.seal(source.subarray(at, at + step)))
      blocks.push(...sealer.finish())
      expect({ blocks, ...sealer.commitments() }).toEqual({
        blocks: whole.blocks,
        cipherRoot: whole.cipherRoot,
        keyCommit: whole.keyCommit,
      })
    },
  )

  it('returns each block as soon as it is full', () => {
    const sealer = createObjectSealer(alice, 140_000)
    const counts = [65_533, 1, 65_535, 8931].map((bytes) => [...sealer.seal(new Uint8Array(bytes))].length)
    expect([...counts, [...sealer.finish()].length]).toEqual([1, 0, 1, 0, 2])
  })

  it('does not change the bytes of its caller', () => {
    const source = countingBytes(70_000)
    const sealer = createObjectSealer(alice, 70_000)
    Array.from(sealer.seal(source))
    Array.from(sealer.finish())
    expect(source).toEqual(countingBytes(70_000))
  })

  it('refuses a source with more or fewer bytes than announced', () => {
    const invalid = (missingBytes: number): unknown =>
      expect.objectContaining({ code: 'INVALID', details: { missingBytes } })
    const sealer = createObjectSealer(alice, 10)
    expect(() => sealer.seal(new Uint8Array(11)).next()).toThrow(invalid(-1))
    Array.from(sealer.seal(new Uint8Array(9)))
    expect(() => [...sealer.finish()]).toThrow(invalid(1))
  })

  it('gives no commitments before it is complete', () => {
    const sealer = createObjectSealer(alice, 3)
    Array.from(sealer.seal(new Uint8Array(3)))
    expect(() => sealer.commitments()).toThrow(expect.objectContaining({ code: 'INTERNAL' }))
  })

  it('seals more than 1024 chunks, and each of them opens alone with two nodes', () => {
    const totalBytes = 1024 * CHUNK_BYTES + 12_345
    const piece = countingBytes(8 * CHUNK_BYTES)
    const sealer = createObjectSealer(alice, totalBytes)
    const blocks: Uint8Array[] = []
    for (let sent = 0; sent < totalBytes; sent += piece.byteLength) {
      blocks.push(...sealer.seal(piece.subarray(0, totalBytes - sent)))
    }
    blocks.push(...sealer.finish())
    const { contentKey, chunkCount, paddedBytes } = sealer
    const sealed: SealedObject = { blocks, contentKey, chunkCount, paddedBytes, ...sealer.commitments() }
    expect([chunkCount, blocks.length, blockCountOf(chunkCount)]).toEqual([1056, 1059, 1059])
    expect(Math.max(...blocks.map((block) => block.byteLength))).toBe(MAX_BLOCK_BYTES)
    const { frameBytes, plaintextBytes } = readFrame(openChunk(fetchChunk(sealed, 0)), chunkCount)
    expect([frameBytes, plaintextBytes]).toEqual([5, totalBytes])
    // Chunk 1024 contains the end of the text, whose offset includes the frame.
    const opened = openChunk(fetchChunk(sealed, 1024))
    const expected = Buffer.concat([piece.subarray(-frameBytes), piece.subarray(0, 12_345)])
    expect(Buffer.compare(opened.subarray(0, expected.byteLength), expected)).toBe(0)
    expect(openAtOnce(sealed).byteLength).toBe(totalBytes)
  })
})

describe('a chunk that is opened alone', () => {
  const sealed = sealSample(140_000)
  const reopen = (changes: Partial<SealedChunk>, chunkIndex = 1): unknown =>
    evidenceOf(() => openChunk({ ...fetchChunk(sealed, chunkIndex), ...changes }))

  it('gives its part of the padded plaintext', () => {
    const joined = Buffer.concat([0, 1, 2].map((index) => openChunk(fetchChunk(sealed, index))))
    const { frameBytes, plaintextBytes } = readFrame(joined, sealed.chunkCount)
    expect(joined.byteLength).toBe(sealed.paddedBytes)
    expect(joined.subarray(frameBytes, frameBytes + plaintextBytes)).toEqual(
      Buffer.from(countingBytes(140_000)),
    )
  })

  it('needs no nodes for an object of one chunk', () => {
    const small = sealSample(5)
    expect(openChunk(fetchChunk(small, 0)).subarray(0, 6)).toEqual(Buffer.from([5, ...countingBytes(5)]))
  })

  it('refuses a chunk if any part of it differs from the ref', () => {
    const { block, proofNodes, prefix } = fetchChunk(sealed, 1)
    const evidence = {
      changed: reopen({ block: flipBit(block, 9000) }),
      cut: reopen({ block: block.subarray(1) }),
      elsewhere: reopen({ chunkIndex: 2 }),
      beyond: reopen({ chunkIndex: 3 }),
      before: reopen({ chunkIndex: -1 }),
      between: reopen({ chunkIndex: 0.5 }),
      otherChunk: reopen({ block: Buffer.from(sealed.blocks[0]!.subarray(0, block.byteLength)) }),
      noNodes: reopen({ proofNodes: [] }),
      changedNode: reopen({ proofNodes: [flipBit(proofNodes[0]!, 95)] }),
      otherRoot: reopen({ cipherRoot: flipBit(sealed.cipherRoot, 0) }),
      otherCommit: reopen({ keyCommit: flipBit(sealed.keyCommit, 0) }),
      otherKey: reopen({ contentKey: flipBit(sealed.contentKey, 0) }),
      otherCount: reopen({ chunkCount: 4 }),
      otherPrefix: reopen({ prefix: { ...prefix, person: bob.person } }),
      otherPrefixOfFirst: reopen({ prefix: { ...prefix, person: bob.person } }, 0),
    }
    expect(evidence).toEqual({
      changed: 'cipher-root',
      cut: 'shape',
      elsewhere: 'cipher-root',
      beyond: 'shape',
      before: 'shape',
      between: 'shape',
      otherChunk: 'cipher-root',
      noNodes: 'cipher-root',
      changedNode: 'cipher-root',
      otherRoot: 'cipher-root',
      otherCommit: 'key-commitment',
      otherKey: 'key-commitment',
      otherCount: 'cipher-root',
      otherPrefix: 'chunk-seal',
      otherPrefixOfFirst: 'prefix',
    })
  })
})
