import { createHash } from 'node:crypto'
import sodium from 'sodium-universal'
import { afterAll, describe, expect, it } from 'vitest'
import {
  type ArrivedChunk,
  ChunkOpener,
  createSlabWorker,
  proofBlocksOf,
  readPrefix,
  SlabThread,
  StreamOpener,
} from '../../../src/core/seal/index.ts'
import { ObjectSealer } from '../../../src/core/seal/object-sealer.ts'
import { createSlabOpening } from '../../../src/core/seal/slab-opening.ts'
import { createSlabSealing } from '../../../src/core/seal/slab-sealing.ts'
import { alice, countingBytes } from './sample-object.ts'
import { sealWith } from '../../support/at-once.ts'

const secrets = { contentKey: new Uint8Array(32).fill(3), salt: new Uint8Array(15).fill(5) }
/** Three slabs; the last has only a few chunks. */
const plaintext = countingBytes(34 * 65_536)
const { blocks, cipherRoot, keyCommit } = sealWith(
  new ObjectSealer(alice, plaintext.byteLength, secrets),
  plaintext,
)
const chunkCount = blocks.length - 1

const thread = new SlabThread()
afterAll(() => thread.close())

function createOpener(): ChunkOpener {
  const prefix = readPrefix(blocks[0]!)
  const { contentKey } = secrets
  const opener = new ChunkOpener({ chunkCount, cipherRoot, keyCommit, contentKey, prefix })
  opener.open(0, blocks[0]!, proofOf(blocks, 0))
  return opener
}

const proofOf = (given: Uint8Array[], index: number): Uint8Array[] =>
  proofBlocksOf(index, chunkCount).map((number) => given[number]!)

async function* arriving(given: Uint8Array[]): AsyncGenerator<ArrivedChunk, void> {
  for (let index = 0; index < chunkCount; index++)
    yield { block: given[index]!, proofNodes: proofOf(given, index) }
}

const mark = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Returns a hash of the plaintext of each slab. Null for a slab that did not open. */
async function openAll(given: Uint8Array[], by = createSlabWorker()): Promise<(string | null)[]> {
  const opened: (string | null)[] = []
  for await (const { plain } of new StreamOpener(createOpener(), chunkCount, by).open(arriving(given)))
    opened.push(plain === null ? null : mark(plain))
  return opened
}

function changed(number: number, change: (block: Uint8Array) => Uint8Array): Uint8Array[] {
  return blocks.map((block, i) => (i === number ? change(Uint8Array.from(block)) : block))
}

const flipped = (block: Uint8Array): Uint8Array => {
  block[1000]! ^= 1
  return block
}

const expected = (): string[] => {
  const opener = createOpener()
  const chunks = Array.from({ length: chunkCount }, (_, i) => opener.open(i, blocks[i]!, proofOf(blocks, i)))
  return [0, 16, 32].map((at) => mark(Buffer.concat(chunks.slice(at, at + 16))))
}

describe('the opener of large objects', () => {
  it.each([
    ['in the calling thread', createSlabWorker()],
    ['in a worker thread', thread],
  ])('gives the same plaintext as openChunk() for each chunk, %s', async (_where, worker) => {
    expect(await openAll(blocks, worker)).toEqual(expected())
  })

  it.each([
    ['a changed block', changed(20, flipped)],
    ['a block that is cut short', changed(20, (block) => block.subarray(1))],
    ['two blocks in each other’s place', changed(20, () => blocks[21]!)],
  ])('gives null for a slab with %s, and opens the other slabs', async (_what, given) => {
    const [first, , third] = expected()
    expect(await openAll(given, thread)).toEqual([first, null, third])
  })

  it('gives null if a proof node was changed', async () => {
    expect(await openAll(changed(chunkCount, flipped), thread)).toEqual([null, null, null])
  })

  it('gives null if the key does not match its commitment', async () => {
    const prefix = readPrefix(blocks[0]!)
    const contentKey = new Uint8Array(32)
    const opener = new ChunkOpener({ chunkCount, cipherRoot, keyCommit, contentKey, prefix })
    const opened = new StreamOpener(opener, chunkCount, createSlabWorker()).open(arriving(blocks))
    expect((await opened.next()).value).toMatchObject({ firstChunk: 0, plain: null })
    await opened.return()
  })

  it('continues in a new thread after close() during another object', async () => {
    const begun = new StreamOpener(createOpener(), chunkCount, thread).open(arriving(blocks))
    expect((await begun.next()).done).toBe(false)
    await thread.close()
    await begun.return()
    expect(await openAll(blocks, thread)).toEqual(expected())
  })
})

describe('SlabOpening and SlabSealing', () => {
  const slab = () => ({ plain: new Uint8Array(65_536), sealed: new Uint8Array(65_536 + 200) })
  const aad = new Uint8Array(32)

  it('wipe the content key when the object is forgotten', () => {
    const opening = createSlabOpening(sodium)
    const key = Uint8Array.from(secrets.contentKey)
    opening.open({ ...slab(), object: 1, key, chunks: [], aad })
    expect(key).toEqual(secrets.contentKey)
    opening.forget(1)
    expect(key).toEqual(new Uint8Array(32))
  })

  it.each([true, false])(
    'wipe the keys after the last slab (%s) or when the object is forgotten',
    (isLast) => {
      const sealing = createSlabSealing(sodium)
      const keys = {
        content: Uint8Array.from(secrets.contentKey),
        contentHash: new Uint8Array(32).fill(7),
      }
      const content = { start: 0, end: 100 }
      sealing.seal({ ...slab(), object: 1, keys, chunks: [], aad, lead: new Uint8Array(0), content, isLast })
      if (!isLast) sealing.forget(1)
      expect([keys.content, keys.contentHash]).toEqual([new Uint8Array(32), new Uint8Array(32)])
    },
  )
})
