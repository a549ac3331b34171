// A block of a Hyperbee as it is in the core: a key, its value, and the nodes of the
// tree that changed with it. Decoded here and not by hyperbee, because it comes from
// a stranger. Every number is checked before use, and no pointer points forward.
import { MalformedRecord } from '../base/index.ts'

/** The address of a tree node: a block, and the number of the node in that block. */
export interface NodeAddress {
  index: number
  offset: number
}

export interface BeeNode {
  /** The numbers of the blocks that contain the keys, in ascending order of the keys. */
  keys: number[]
  /** Empty in a leaf. Otherwise one more than keys. */
  children: NodeAddress[]
}

export interface BeeBlock {
  key: Uint8Array
  value: Uint8Array | null
  nodes: BeeNode[]
}

/**
 * Enough for an entry of the greatest size with its tree nodes. No valid archive
 * has a larger block.
 */
export const MAX_BEE_BLOCK_BYTES = 12 * 1024
const MAX_KEYS = 9
const MAX_NODES = 256
const MAX_KEY_BYTES = 512

/** The only wire type of Protocol Buffers that occurs here: bytes after their length. */
const LENGTH_DELIMITED = 2

/** Decodes the block at `index`. @throws MalformedRecord */
export function decodeBeeBlock(bytes: Uint8Array, index: number): BeeBlock {
  if (bytes.byteLength > MAX_BEE_BLOCK_BYTES) throw new MalformedRecord('the block is too long')
  let key: Uint8Array | null = null
  let value: Uint8Array | null = null
  let nodes: BeeNode[] | null = null
  for (const [field, content] of readFields(bytes)) {
    if (field === 1) nodes = decodeNodes(content, index)
    else if (field === 2) key = content
    else if (field === 3) value = content
  }
  if (key === null || nodes === null || key.byteLength > MAX_KEY_BYTES)
    throw new MalformedRecord('not a block of a tree')
  return { key, value, nodes }
}

function decodeNodes(bytes: Uint8Array, index: number): BeeNode[] {
  const nodes: BeeNode[] = []
  for (const [field, content] of readFields(bytes)) {
    if (field !== 1) continue
    if (nodes.length === MAX_NODES) throw new MalformedRecord('too many nodes')
    nodes.push(decodeNode(content, index))
  }
  return nodes
}

function decodeNode(bytes: Uint8Array, index: number): BeeNode {
  let keys: number[] = []
  let numbers: number[] = []
  for (const [field, content] of readFields(bytes)) {
    if (field === 1) keys = readNumbers(content, MAX_KEYS)
    else if (field === 2) numbers = readNumbers(content, 2 * (MAX_KEYS + 1))
  }
  const children: NodeAddress[] = []
  for (let i = 0; i + 1 < numbers.length; i += 2)
    children.push({ index: numbers[i]!, offset: numbers[i + 1]! })
  if (numbers.length % 2 !== 0 || (children.length !== 0 && children.length !== keys.length + 1))
    throw new MalformedRecord('the node has a wrong number of children')
  const blocks = [...keys, ...children.map((child) => child.index)]
  // Block 0 is the header. A node cannot point to a block that was written later.
  if (blocks.some((block) => block < 1 || block > index)) throw new MalformedRecord('the node points forward')
  return { keys, children }
}

function readNumbers(bytes: Uint8Array, max: number): number[] {
  const state = { at: 0 }
  const numbers: number[] = []
  while (state.at < bytes.byteLength) {
    if (numbers.length === max) throw new MalformedRecord('too many numbers')
    numbers.push(readVarint(bytes, state))
  }
  return numbers
}

/** Yields all fields, including unknown ones. */
function* readFields(bytes: Uint8Array): Generator<[field: number, content: Uint8Array]> {
  const state = { at: 0 }
  while (state.at < bytes.byteLength) {
    const tag = readVarint(bytes, state)
    if (tag % 8 !== LENGTH_DELIMITED) throw new MalformedRecord('the field has an unknown wire type')
    const length = readVarint(bytes, state)
    if (length > bytes.byteLength - state.at) throw new MalformedRecord('the length exceeds the block')
    yield [Math.floor(tag / 8), bytes.subarray(state.at, (state.at += length))]
  }
}

function readVarint(bytes: Uint8Array, state: { at: number }): number {
  let value = 0
  for (let factor = 1; factor <= 2 ** 42; factor *= 128) {
    const byte = bytes[state.at++]
    if (byte === undefined) throw new MalformedRecord('the number exceeds the block')
    value += (byte & 127) * factor
    if (byte < 128) return value
  }
  throw new MalformedRecord('the number is out of range')
}
