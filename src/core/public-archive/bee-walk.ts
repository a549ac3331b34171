// Walks through the tree of an untrusted Hyperbee: down to one key, or along a
// range from the greatest key. The tree may contain cycles and wrong orders. A walk
// stops after a limited number of nodes, and its results are in order.
import { compareBytes, MalformedRecord } from '../base/index.ts'
import { decodeBeeBlock, type BeeBlock, type BeeNode, type NodeAddress } from './bee-block.ts'

export interface BeeSource {
  /** Number of blocks of the tree. The root is in the last block. */
  readonly length: number
  /** Throws to stop the walk, if the block is unavailable or exceeds a limit. */
  get(index: number): Promise<Uint8Array>
}

export interface Found {
  key: Uint8Array
  value: Uint8Array
}

export interface Range {
  /** The least key of the range. */
  from: Uint8Array
  /** The least key above the range. */
  to: Uint8Array
  limit: number
}

/** A tree of a billion keys has thirteen levels. */
const MAX_DEPTH = 32
const NODES_PER_FOUND = 4
const MAX_NODES = 128
const FETCH_AT_ONCE = 4

export class BeeWalk {
  readonly #source: BeeSource
  readonly #blocks = new Map<number, Promise<BeeBlock>>()
  #nodesLeft = MAX_NODES

  constructor(source: BeeSource) {
    this.#source = source
  }

  /** Returns the value of a key, or null. @throws MalformedRecord, and the errors of the source */
  async find(key: Uint8Array): Promise<Uint8Array | null> {
    let node = await this.#root()
    for (let depth = 0; node !== null && depth < MAX_DEPTH; depth++) {
      const { at, isEqual } = await this.#search(node, key)
      if (isEqual) return (await this.#block(node.keys[at]!)).value
      node = node.children.length === 0 ? null : await this.#node(node.children[at]!)
    }
    if (node !== null) throw new MalformedRecord('the tree is too deep')
    return null
  }

  /**
   * The entries of a range, the greatest key first.
   * @throws MalformedRecord, and the errors of the source
   */
  async collect({ from, to, limit }: Range): Promise<Found[]> {
    const found: Found[] = []
    this.#nodesLeft += NODES_PER_FOUND * limit
    const root = await this.#root()
    if (root !== null && limit > 0) await this.#collectBelow(root, { from, to, limit }, found, 0)
    return found
  }

  /** False if the range has ended, or enough entries were found. */
  async #collectBelow(node: BeeNode, range: Range, found: Found[], depth: number): Promise<boolean> {
    if (depth === MAX_DEPTH) throw new MalformedRecord('the tree is too deep')
    const start = (await this.#search(node, range.to)).at
    for (let i = start; i >= 0; i--) {
      const child = node.children[i]
      if (
        child !== undefined &&
        !(await this.#collectBelow(await this.#node(child), range, found, depth + 1))
      )
        return false
      if (i === 0) break
      // After the first match the next keys of this node probably match too, so
      // fetches a few of them in parallel.
      if (found.length > 0 && (start - i) % FETCH_AT_ONCE === 0)
        this.#prefetch(
          node.keys.slice(Math.max(0, i - Math.min(FETCH_AT_ONCE, range.limit - found.length)), i),
        )
      if (!this.#collect(await this.#block(node.keys[i - 1]!), range, found)) return false
    }
    return true
  }

  #collect({ key, value }: BeeBlock, { from, to, limit }: Range, found: Found[]): boolean {
    const last = found.at(-1)?.key ?? to
    if (compareBytes(key, last) >= 0) throw new MalformedRecord('the keys are not in order')
    if (compareBytes(key, from) < 0) return false
    if (value === null) throw new MalformedRecord('the key has no value')
    found.push({ key, value })
    return found.length < limit
  }

  /**
   * Returns the number of keys of a node that are less than `key`, and whether the next key is
   * equal to it.
   */
  async #search(node: BeeNode, key: Uint8Array): Promise<{ at: number; isEqual: boolean }> {
    let low = 0
    let high = node.keys.length
    while (low < high) {
      const middle = (low + high) >> 1
      const order = compareBytes((await this.#block(node.keys[middle]!)).key, key)
      if (order === 0) return { at: middle, isEqual: true }
      if (order < 0) low = middle + 1
      else high = middle
    }
    return { at: low, isEqual: false }
  }

  /** Null if the tree is empty. */
  async #root(): Promise<BeeNode | null> {
    return this.#source.length < 2 ? null : this.#node({ index: this.#source.length - 1, offset: 0 })
  }

  async #node({ index, offset }: NodeAddress): Promise<BeeNode> {
    if (--this.#nodesLeft < 0) throw new MalformedRecord('the walk visits too many nodes')
    const node = (await this.#block(index)).nodes[offset]
    if (node === undefined) throw new MalformedRecord('the node does not exist')
    return node
  }

  #block(index: number): Promise<BeeBlock> {
    let block = this.#blocks.get(index)
    if (block === undefined) {
      block = this.#source.get(index).then((bytes) => decodeBeeBlock(bytes, index))
      this.#blocks.set(index, block)
    }
    return block
  }

  /** Fetches blocks early. A failure is reported when the walk uses the block. */
  #prefetch(indexes: number[]): void {
    for (const index of indexes) this.#block(index).catch(() => undefined)
  }
}
