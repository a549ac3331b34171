import { createHash } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { createSlabWorker, KeyedHasher, SlabThread, StreamSealer } from '../../../src/core/seal/index.ts'
import { ObjectSealer } from '../../../src/core/seal/object-sealer.ts'
import { alice, countingBytes } from './sample-object.ts'
import { sealWith } from '../../support/at-once.ts'

const MEBIBYTE = 1 << 20
const secrets = { contentKey: new Uint8Array(32).fill(3), salt: new Uint8Array(15).fill(5) }
const contentHashKey = new Uint8Array(32).fill(7)
const lead = countingBytes(200).reverse()

const thread = new SlabThread()
afterAll(() => thread.close())

async function* inPieces(content: Uint8Array, step: number): AsyncGenerator<Uint8Array, void> {
  const piece = new Uint8Array(step)
  for (let at = 0; at < content.byteLength; at += step) {
    const some = content.subarray(at, at + step)
    piece.set(some)
    // Reuses one buffer, as a reader of a file does.
    yield piece.subarray(0, some.byteLength)
  }
}

function createSealer(contentBytes: number, by = createSlabWorker()): StreamSealer {
  return new StreamSealer({ author: alice, secrets, lead, contentBytes, contentHashKey }, by)
}

const mark = (block: Uint8Array): string => createHash('sha256').update(block).digest('hex')

/** Copies blocks as late as allowed: after the next ones were requested. */
async function collect(given: AsyncIterable<Uint8Array[]>): Promise<string[]> {
  const marks: string[] = []
  let before: Uint8Array[] = []
  for await (const some of given) {
    marks.push(...before.map(mark))
    before = some
  }
  return [...marks, ...before.map(mark)]
}

async function sealed(content: Uint8Array, by = createSlabWorker()) {
  const sealer = createSealer(content.byteLength, by)
  const blocks = await collect(sealer.seal(inPieces(content, 300_001)))
  return { blocks, ...sealer.commitments(), hash: Buffer.from(sealer.contentHash) }
}

function expected(content: Uint8Array) {
  const plaintext = Buffer.concat([lead, content])
  const { blocks, cipherRoot, keyCommit } = sealWith(
    new ObjectSealer(alice, plaintext.byteLength, secrets),
    plaintext,
  )
  const hasher = new KeyedHasher(contentHashKey)
  hasher.update(content)
  return {
    blocks: blocks.map(mark),
    cipherRoot,
    keyCommit,
    hash: hasher.digest(),
  }
}

describe('the sealer of large objects', () => {
  it.each([0, 1, 65_333, 70_000, MEBIBYTE - 204, MEBIBYTE - 203, 2 * MEBIBYTE, 6 * MEBIBYTE + 77])(
    'gives the same blocks, name and hash as ObjectSealer for %i bytes',
    async (bytes) => {
      const content = countingBytes(bytes)
      expect(await sealed(content)).toEqual(expected(content))
    },
  )

  it('gives the same in a worker thread, for several objects at a time', async () => {
    const contents = [5 * MEBIBYTE, 3 * MEBIBYTE + 5, 40].map((bytes) => countingBytes(bytes))
    expect(await Promise.all(contents.map((content) => sealed(content, thread)))).toEqual(
      contents.map(expected),
    )
  })

  it('continues in a new thread after close(), and rejects the object in progress with CANCELLED', async () => {
    const begun = createSealer(9 * MEBIBYTE, thread).seal(inPieces(countingBytes(9 * MEBIBYTE), MEBIBYTE))
    expect((await begun.next()).done).toBe(false)
    await thread.close()
    await expect(collect(begun)).rejects.toMatchObject({ code: 'CANCELLED' })
    const content = countingBytes(2 * MEBIBYTE)
    expect(await sealed(content, thread)).toEqual(expected(content))
  })

  it.each([-1, 1])('refuses a content that is %i bytes longer than announced', async (more) => {
    const sealer = createSealer(100_000)
    const blocks = sealer.seal(inPieces(countingBytes(100_000 + more), 7000))
    await expect(collect(blocks)).rejects.toMatchObject({ code: 'INVALID' })
    expect(() => sealer.contentHash).toThrow()
  })
})
