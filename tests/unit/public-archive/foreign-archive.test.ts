// A foreign archive over a wire: the cost of a page, and the limits against a malicious author.
import { afterEach, beforeAll, afterAll, describe, expect, it } from 'vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ArchiveEntry } from '../../../src/core/public-archive/index.ts'
import { entryForm, listKey, partKey, SUMMARY_KEY } from '../../../src/core/public-archive/archive-entry.ts'
import { MAX_BEE_BLOCK_BYTES } from '../../../src/core/public-archive/bee-block.ts'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import type { Core } from '../../../src/core/cores/index.ts'
import { coreManifest } from '../../../src/core/cores/core-key.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { giveCore, openArchiveDevice, type ArchiveDevice } from '../../support/archive-parts.ts'
import { encodeBeeBlock } from '../../support/memory-bee.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { makePost, newest, objectOf, titles } from './posts.ts'

const POSTS = 2000
const RARE = 'rare'
const WAIT_MS = 10_000
const makeFolder = useTempFolders()
const readers: ArchiveDevice[] = []
let author: ArchiveDevice
let archive: { core: Uint8Array; length: number; device: Uint8Array }

beforeAll(async () => {
  author = await openArchiveDevice(await mkdtemp(join(tmpdir(), 'fumikura-')), 1)
  const posts = Array.from({ length: POSTS }, (_, n) => makePost(n, { tags: tagsOf(n) }))
  await author.ledger.write((tx) => posts.forEach((post: ArchiveEntry) => author.own.put(tx, post)))
  await author.own.sync()
  archive = { ...author.own.mark!, device: author.keys.publicKey }
})
afterAll(async () => {
  await author.close()
  await rm(author.folder, { recursive: true })
})
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close()
})

const tagsOf = (n: number): string[] => [n % 100 === 7 ? RARE : 'common']

/** Starts another device, with the counters of what it received. */
async function startReader(): Promise<
  ArchiveDevice & { cost(core: Core): { blocks: number; bytes: number } }
> {
  const reader = await openArchiveDevice(await makeFolder(), 2)
  readers.push(reader)
  const costs = new Map<Core, { blocks: number; bytes: number }>()
  return Object.assign(reader, {
    cost(core: Core) {
      const cost = costs.get(core) ?? { blocks: 0, bytes: 0 }
      if (!costs.has(core))
        core.on('download', (_index: number, bytes: number) => (cost.blocks++, (cost.bytes += bytes)))
      costs.set(core, cost)
      return cost
    },
  })
}

async function meet(): Promise<Awaited<ReturnType<typeof startReader>>> {
  const reader = await startReader()
  await giveCore(await author.ownCores.openCore(archive.core), author, reader)
  return reader
}

describe('the archive of two thousand posts', () => {
  it('shows the latest twenty posts, and those with a tag, for few blocks', async () => {
    const reader = await meet()
    const cost = reader.cost(await reader.foreignCores.openCore(archive.core))
    const page = await reader.foreign.page(archive, newest, WAIT_MS)
    expect(titles(page)).toEqual(Array.from({ length: 20 }, (_, i) => `Post ${POSTS - 1 - i}`))
    expect(page.summary).toEqual({
      total: POSTS,
      tags: [
        { tag: 'common', count: POSTS - 20 },
        { tag: RARE, count: 20 },
      ],
    })
    expect(cost.blocks).toBeLessThan(100)
    const rare = await reader.foreign.page(archive, { ...newest, tag: RARE }, WAIT_MS)
    expect(titles(rare)).toEqual(Array.from({ length: 20 }, (_, i) => `Post ${1907 - 100 * i}`))
    expect(rare.next).toBeNull()
    expect(cost.blocks).toBeLessThan(200)
    expect(cost.bytes).toBeLessThan(200 * 1024)
  })

  it('continues after a page, and finds one post by its object', async () => {
    const reader = await meet()
    const first = await reader.foreign.page(archive, { ...newest, limit: 5 }, WAIT_MS)
    const second = await reader.foreign.page(archive, { ...newest, limit: 5, before: first.next }, WAIT_MS)
    expect(titles(second)).toEqual([1994, 1993, 1992, 1991, 1990].map((n) => `Post ${n}`))
    expect((await reader.foreign.find(archive, objectOf(77), WAIT_MS))?.title).toBe('Post 77')
    expect(await reader.foreign.find(archive, randomBytes(32), WAIT_MS)).toBeNull()
  })

  it('can be read again without a connection, as far as it was read before', async () => {
    const reader = await startReader()
    const cut = await giveCore(await author.ownCores.openCore(archive.core), author, reader)
    const before = await reader.foreign.page(archive, newest, WAIT_MS)
    cut()
    expect(await reader.foreign.page(archive, newest, 0)).toEqual(before)
  })

  it('throws AUTHOR_AWAY after the time-out if no device has it, or it is shorter than announced', async () => {
    const alone = await startReader()
    await expect(alone.foreign.page(archive, newest, 50)).rejects.toSatisfy(isAway)
    const reader = await meet()
    const tooLong = { ...archive, length: archive.length + 5 }
    await expect(reader.foreign.page(tooLong, newest, 200)).rejects.toSatisfy(isAway)
  })

  it('is refused if another device signs its core', async () => {
    const reader = await meet()
    const forged = { ...archive, device: reader.keys.publicKey }
    await expect(reader.foreign.page(forged, newest, WAIT_MS)).rejects.toSatisfy(isAltered)
  })
})

describe('a forged archive', () => {
  const header = Buffer.from('header')
  const key = (text: string): Uint8Array => Buffer.from(text)
  const post = (value: Uint8Array): Uint8Array => encodeBeeBlock(key('p'), value, [{ keys: [1] }])

  it.each<[string, Uint8Array[]]>([
    [
      'points at itself',
      [header, encodeBeeBlock(key('p'), key('v'), [{ keys: [1], children: [1, 0, 1, 0] }])],
    ],
    [
      'hides a large block after small ones',
      [header, ...manySmall(2000), post(Buffer.alloc(2 * MAX_BEE_BLOCK_BYTES))],
    ],
    ['has something else where a post should be', [header, post(key('no post'))]],
    ['has a post under a key of another', [header, encodeBeeBlock(key('p0'), key('v'), [{ keys: [1] }])]],
    ['counts millions of words', [header, encodeBeeBlock(SUMMARY_KEY, millionsOfTags(), [{ keys: [1] }])]],
    ['holds a text', [header, key('a text')]],
  ])('is refused if it %s, and is not fetched again', async (_how, blocks) => {
    const mallory = await openArchiveDevice(await makeFolder(), 3)
    readers.push(mallory)
    const reader = await startReader()
    const forged = await writeCore(mallory, blocks)
    const announced = { core: forged.key, length: blocks.length, device: mallory.keys.publicKey }
    await giveCore(forged, mallory, reader)
    const cost = reader.cost(await reader.foreignCores.openCore(forged.key))
    await expect(reader.foreign.page(announced, newest, WAIT_MS)).rejects.toSatisfy(isAltered)
    const { blocks: spent } = cost
    await expect(reader.foreign.page(announced, newest, WAIT_MS)).rejects.toSatisfy(isAltered)
    expect([spent <= 2, cost.blocks]).toEqual([true, spent])
    await reader.badInput.write()
    expect(reader.badInput.list()).toMatchObject([{ kind: 'archive-malformed', count: 1 }])
  })

  it('is not received if a block is longer than a frame may be, because the wire closes', async () => {
    const mallory = await openArchiveDevice(await makeFolder(), 3)
    readers.push(mallory)
    const reader = await startReader()
    const forged = await writeCore(mallory, [header, Buffer.alloc(15_000_000)])
    await giveCore(forged, mallory, reader)
    const announced = { core: forged.key, length: 2, device: mallory.keys.publicKey }
    const cost = reader.cost(await reader.foreignCores.openCore(forged.key))
    await expect(reader.foreign.page(announced, newest, 500)).rejects.toSatisfy(isAway)
    expect(cost.blocks).toBeLessThan(2)
  })

  it('is read without a post of an unknown form, which is counted', async () => {
    const mallory = await openArchiveDevice(await makeFolder(), 3)
    readers.push(mallory)
    const reader = await startReader()
    const newer = entryForm.encode({
      ...makePost(2),
      extensions: [{ tag: 2, bytes: key('even') }],
    })
    const odd = entryForm.encode({ ...makePost(1), extensions: [{ tag: 1, bytes: key('odd') }] })
    const forged = await writeCore(mallory, [
      header,
      encodeBeeBlock(listKey(null, makePost(1)), odd, [{ keys: [1] }]),
      encodeBeeBlock(listKey(null, makePost(2)), newer, [{ keys: [1, 2] }]),
    ])
    await giveCore(forged, mallory, reader)
    const announced = { core: forged.key, length: 3, device: mallory.keys.publicKey }
    const first = await reader.foreign.page(announced, { ...newest, limit: 1 }, WAIT_MS)
    expect(titles(first)).toEqual([])
    const second = await reader.foreign.page(announced, { ...newest, before: first.next }, WAIT_MS)
    expect(titles(second)).toEqual(['Post 1'])
    await reader.badInput.write()
    expect(reader.badInput.list()).toMatchObject([{ kind: 'archive-entry-unknown', count: 1 }])
  })

  it('is refused if a part of an album is under a wrong key', async () => {
    const mallory = await openArchiveDevice(await makeFolder(), 3)
    readers.push(mallory)
    const reader = await startReader()
    const value = entryForm.encode(makePost(1))
    const forged = await writeCore(mallory, [
      header,
      encodeBeeBlock(partKey(makePost(2)), value, [{ keys: [1] }]),
    ])
    await giveCore(forged, mallory, reader)
    const announced = { core: forged.key, length: 2, device: mallory.keys.publicKey }
    const asked = reader.foreign.parts(announced, { before: null, limit: 10 }, WAIT_MS)
    await expect(asked).rejects.toSatisfy(isAltered)
  })
})

function manySmall(count: number): Uint8Array[] {
  return Array.from({ length: count }, () => Buffer.from('small'))
}

/** Makes a list with a false length. */
function millionsOfTags(): Uint8Array {
  return Buffer.from([1, 1, 0xfe, 0x80, 0x96, 0x98, 0x00, 0x01, 0x61, 0x01])
}

async function writeCore({ shelf, keys }: ArchiveDevice, blocks: Uint8Array[]): Promise<Core> {
  const manifest = coreManifest(keys.publicKey, randomBytes(32))
  const { default: Hypercore } = await import('hypercore')
  const core = await shelf.openOwn(Hypercore.key(manifest), manifest)
  await core.append(blocks, { keyPair: keys })
  return core
}

const isAway = (error: unknown): boolean => isEngineError(error, 'AUTHOR_AWAY')
const isAltered = (error: unknown): boolean => isEngineError(error, 'ALTERED')
