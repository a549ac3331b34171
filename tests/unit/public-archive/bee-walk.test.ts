// Walks through trees that hyperbee wrote, and through forged trees.
import { describe, expect, it } from 'vitest'
import { BeeWalk } from '../../../src/core/public-archive/bee-walk.ts'
import { MAX_BEE_BLOCK_BYTES } from '../../../src/core/public-archive/bee-block.ts'
import { MalformedRecord } from '../../../src/core/base/index.ts'
import { encodeBeeBlock, openMemoryBee } from '../../support/memory-bee.ts'
import { seededRandom } from '../../support/link.ts'

const key = (text: string): Uint8Array => Buffer.from(text)
const name = (n: number): string => `k${String(n).padStart(6, '0')}`
const VALUE = key('v')
const HEADER = Buffer.from('header')
const ALL = { from: key('k'), to: key('l'), limit: 1000 }

function walk(blocks: Uint8Array[], length = blocks.length): BeeWalk & { readonly reads: number } {
  let reads = 0
  const made = new BeeWalk({ length, get: async (index) => (reads++, blocks[index]!) })
  return Object.defineProperty(made, 'reads', { get: () => reads }) as BeeWalk & { readonly reads: number }
}

describe('a tree that hyperbee wrote', () => {
  it('gives the keys that were put and not deleted, in order', async () => {
    const seed = 20_261
    const random = seededRandom(seed)
    const blocks: Uint8Array[] = []
    const bee = openMemoryBee(blocks)
    const model = new Map<string, string>()
    for (let round = 0; round < 60; round++) {
      const batch = bee.batch()
      for (let i = 0; i < 20; i++) {
        const one = name(Math.floor(random() * 300))
        if (random() < 0.3) {
          await batch.del(key(one))
          model.delete(one)
        } else {
          await batch.put(key(one), key(`${round}.${i}`))
          model.set(one, `${round}.${i}`)
        }
      }
      await batch.flush()
      const found = await walk(blocks).collect(ALL)
      const expected = [...model].sort(([a], [b]) => (a < b ? 1 : -1))
      expect(
        found.map((one) => [one.key, one.value].map((bytes) => Buffer.from(bytes).toString())),
        `seed ${seed}`,
      ).toEqual(expected)
      for (const one of [0, 150, 299].map(name))
        expect(String(await walk(blocks).find(key(one)))).toBe(String(model.get(one) ?? null))
    }
  })

  it('gives a range between two keys, the greatest key first, up to the limit', async () => {
    const blocks = await writeMany(500)
    const found = await walk(blocks).collect({ from: key(name(100)), to: key(name(200)), limit: 3 })
    expect(found.map((one) => String(one.key))).toEqual([199, 198, 197].map(name))
    const rest = await walk(blocks).collect({ from: key(name(100)), to: key(name(102)), limit: 10 })
    expect(rest.map((one) => String(one.key))).toEqual([101, 100].map(name))
    expect(await walk(blocks).collect({ from: key('z'), to: key('zz'), limit: 10 })).toEqual([])
  })

  it('needs few blocks for any number of keys', async () => {
    const blocks = await writeMany(20_000)
    const one = walk(blocks)
    expect(await one.collect({ from: key('k'), to: key(name(12_000)), limit: 20 })).toHaveLength(20)
    expect(one.reads).toBeLessThan(80)
  })

  it('is empty before the first put', async () => {
    expect(await walk([HEADER]).collect(ALL)).toEqual([])
    expect(await walk([]).find(key('k'))).toBeNull()
  })
})

describe('a forged tree', () => {
  const leaf = encodeBeeBlock(key('k1'), VALUE, [{ keys: [1] }])

  it.each<[string, Uint8Array[]]>([
    ['points at itself', [HEADER, encodeBeeBlock(key('k1'), VALUE, [{ keys: [1], children: [1, 0, 1, 0] }])]],
    [
      'points at itself nine times in every node',
      [
        HEADER,
        encodeBeeBlock(key('k1'), VALUE, [
          { keys: Array<number>(9).fill(1), children: Array<number[]>(10).fill([1, 0]).flat() },
        ]),
      ],
    ],
    [
      'goes round in two blocks',
      [
        HEADER,
        leaf,
        encodeBeeBlock(key('k2'), VALUE, [
          { keys: [2], children: [2, 1, 2, 1] },
          { keys: [1], children: [2, 0, 2, 0] },
        ]),
      ],
    ],
    [
      'names a missing node',
      [HEADER, encodeBeeBlock(key('k1'), VALUE, [{ keys: [1], children: [1, 5, 1, 6] }])],
    ],
    ['points forward', [HEADER, encodeBeeBlock(key('k1'), VALUE, [{ keys: [2] }])]],
    ['points at the header', [HEADER, encodeBeeBlock(key('k1'), VALUE, [{ keys: [0] }])]],
    ['has a key without a value', [HEADER, encodeBeeBlock(key('k1'), null, [{ keys: [1] }])]],
    ['has keys in the wrong order', [HEADER, leaf, encodeBeeBlock(key('k0'), VALUE, [{ keys: [1, 2] }])]],
    ['has the same key twice', [HEADER, encodeBeeBlock(key('k1'), VALUE, [{ keys: [1, 1] }])]],
    [
      'has too many keys in a node',
      [HEADER, encodeBeeBlock(key('k1'), VALUE, [{ keys: Array<number>(10).fill(1) }])],
    ],
    ['has too few children', [HEADER, encodeBeeBlock(key('k1'), VALUE, [{ keys: [1], children: [1, 0] }])]],
    ['has half a child', [HEADER, encodeBeeBlock(key('k1'), VALUE, [{ keys: [1], children: [1, 0, 1] }])]],
    [
      'has thousands of nodes in a block',
      [HEADER, encodeBeeBlock(key('k1'), VALUE, Array<{ keys: number[] }>(300).fill({ keys: [1] }))],
    ],
    [
      'has a block too large',
      [HEADER, encodeBeeBlock(key('k1'), Buffer.alloc(MAX_BEE_BLOCK_BYTES), [{ keys: [1] }])],
    ],
    ['has a number beyond any', [HEADER, Buffer.concat([Buffer.from([10]), Buffer.alloc(20, 0xff)])]],
    ['has a length past its end', [HEADER, Buffer.from([10, 100, 1])]],
    ['is not a tree', [HEADER, Buffer.from('a text that somebody wrote')]],
    ['is nothing', [HEADER, Buffer.alloc(0)]],
  ])('is malformed if it %s', async (_how, blocks) => {
    await expect(walk(blocks).collect(ALL)).rejects.toThrow(MalformedRecord)
    // A walk down to one key ends, or throws MalformedRecord too.
    await walk(blocks)
      .find(key('k9'))
      .catch((error: unknown) => expect(error).toBeInstanceOf(MalformedRecord))
  })

  it('gives a value or MalformedRecord for any changed bytes', async () => {
    const seed = 4_711
    const random = seededRandom(seed)
    const good = await writeMany(60)
    for (let round = 0; round < 1500; round++) {
      const blocks = good.map((block) => Buffer.from(block))
      for (let i = 0; i < 3; i++) {
        const block = blocks[Math.floor(random() * blocks.length)]!
        block[Math.floor(random() * block.length)] = Math.floor(random() * 256)
      }
      const one = walk(blocks)
      await Promise.all([one.collect(ALL), one.find(key(name(30)))]).catch((error: unknown) => {
        expect(error, `seed ${seed}, round ${round}`).toBeInstanceOf(MalformedRecord)
      })
      expect(one.reads).toBeLessThanOrEqual(blocks.length)
    }
  })
})

async function writeMany(count: number): Promise<Uint8Array[]> {
  const blocks: Uint8Array[] = []
  const bee = openMemoryBee(blocks)
  for (let i = 0; i < count; i += 1000) {
    const batch = bee.batch()
    for (let n = i; n < Math.min(count, i + 1000); n++) await batch.put(key(name(n)), VALUE)
    await batch.flush()
  }
  return blocks
}
