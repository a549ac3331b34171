// A Hyperbee over a list of blocks in memory. Tests replace blocks as an attacker could.
import Hyperbee from 'hyperbee'
import type { BeeCore } from 'hyperbee'

/** Opens `blocks` as a Hyperbee, which appends to that list. */
export function openMemoryBee(blocks: Uint8Array[]): Hyperbee {
  const core: BeeCore = {
    get length() {
      return blocks.length
    },
    fork: 0,
    opened: true,
    writable: true,
    replicator: {},
    globalCache: null,
    ready: async () => undefined,
    update: async () => false,
    get: async (index, { valueEncoding }) => valueEncoding.decode(blocks[index]!),
    append: async (more) => blocks.push(...(Array.isArray(more) ? more : [more])),
    on: () => undefined,
    off: () => undefined,
    close: async () => undefined,
  }
  return new Hyperbee(core, { extension: false, sessions: false })
}

/** Encodes one Hyperbee block by hand, from a key, a value, and its nodes as lists of numbers. */
export function encodeBeeBlock(
  key: Uint8Array,
  value: Uint8Array | null,
  nodes: { keys: number[]; children?: number[] }[],
): Uint8Array {
  const index = Buffer.concat(
    nodes.map(({ keys, children = [] }) =>
      field(
        1,
        Buffer.concat([field(1, numbers(keys)), children.length > 0 ? field(2, numbers(children)) : EMPTY]),
      ),
    ),
  )
  return Buffer.concat([field(1, index), field(2, key), value === null ? EMPTY : field(3, value)])
}

const EMPTY = Buffer.alloc(0)

function field(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(content.byteLength), content])
}

function numbers(values: number[]): Buffer {
  return Buffer.concat(values.map(varint))
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) + 128)
  }
}
