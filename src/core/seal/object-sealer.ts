// Seals an object while its bytes arrive, so that a film is never in memory as a
// whole. Letters use the same code. This is the sealing at "store": a new content
// key, padded chunks, the hash tree, and both commitments.
import { EngineError } from '../contract/errors.ts'
import { KEY_BYTES, turn } from '../base/index.ts'
import { sealChunk } from './chunk.ts'
import { encodeFrame, MAX_SMALL_PLAINTEXT_BYTES, shapeObject, type ObjectShape } from './plaintext-frame.ts'
import { commitKey } from './key-commitment.ts'
import { CHUNK_BYTES, createPrefix, type ObjectPrefix, SALT_BYTES } from './prefix.ts'
import { randomBytes, wipe } from './secret.ts'
import { buildTree, hashLeaf } from './tree.ts'

/** The author of an object. Both 32-byte public keys are in the object's clear prefix. */
export interface Author {
  person: Uint8Array
  device: Uint8Array
}

export interface SealedObject {
  /** 32 random bytes. The key opens this object and no other. */
  contentKey: Uint8Array
  cipherRoot: Uint8Array
  keyCommit: Uint8Array
  /** Chunk blocks, then the inner nodes of the tree. A single chunk has no nodes. */
  blocks: Uint8Array[]
  chunkCount: number
  paddedBytes: number
}

/** The secrets of one object. Never use a key and salt for a second plaintext. */
export interface ObjectSecrets {
  contentKey: Uint8Array
  salt: Uint8Array
}

/** Seals a plaintext that is in memory, in turns. @throws EngineError TOO_LARGE */
export async function sealObject(author: Author, plaintext: Uint8Array): Promise<SealedObject> {
  return turn.run(sealingSteps(createObjectSealer(author, plaintext.byteLength), plaintext))
}

/**
 * Creates a sealer for a plaintext of exactly `totalBytes`. Call `seal` for the
 * bytes as they arrive, then `finish`, then `commitments`.
 * @throws EngineError TOO_LARGE
 */
export function createObjectSealer(author: Author, totalBytes: number): ObjectSealer {
  return new ObjectSealer(author, totalBytes, drawSecrets())
}

/**
 * Draws new secrets. Store them if the sealing may be interrupted; `resumeObjectSealer` needs them.
 */
export function drawSecrets(): ObjectSecrets {
  return { contentKey: randomBytes(KEY_BYTES), salt: randomBytes(SALT_BYTES) }
}

/**
 * A sealer for an object whose sealing was interrupted. It starts from the first
 * byte; the same plaintext gives the same blocks. The caller must compare them with
 * the blocks that exist already, and must not publish the object if one differs.
 * @throws EngineError TOO_LARGE
 */
export function resumeObjectSealer(author: Author, totalBytes: number, secrets: ObjectSecrets): ObjectSealer {
  return new ObjectSealer(author, totalBytes, secrets)
}

/**
 * Seals a plaintext of one chunk, at once, under secrets that it was sealed under before.
 * @throws EngineError TOO_LARGE
 */
export function resealSmallObject(
  author: Author,
  plaintext: Uint8Array,
  secrets: ObjectSecrets,
): SealedObject {
  if (plaintext.byteLength > MAX_SMALL_PLAINTEXT_BYTES)
    throw new EngineError('TOO_LARGE', 'the object has more than one chunk')
  const sealer = resumeObjectSealer(author, plaintext.byteLength, secrets)
  const blocks = [...sealer.seal(plaintext), ...sealer.finish()]
  return sealedBy(sealer, blocks)
}

/** Yields each block. */
export function* sealingSteps(
  sealer: ObjectSealer,
  plaintext: Uint8Array,
): Generator<Uint8Array, SealedObject> {
  const blocks: Uint8Array[] = []
  const collect = function* (more: Iterable<Uint8Array>): Generator<Uint8Array, void> {
    for (const block of more) {
      blocks.push(block)
      yield block
    }
  }
  yield* collect(sealer.seal(plaintext))
  yield* collect(sealer.finish())
  return sealedBy(sealer, blocks)
}

function sealedBy(sealer: ObjectSealer, blocks: Uint8Array[]): SealedObject {
  const { contentKey, chunkCount, paddedBytes } = sealer
  return { contentKey, ...sealer.commitments(), blocks, chunkCount, paddedBytes }
}

export class ObjectSealer {
  readonly contentKey: Uint8Array
  readonly #prefix: ObjectPrefix
  readonly #shape: ObjectShape
  /** The chunk that is being filled. It is zero after #filled; these zeros are the padding. */
  readonly #chunk: Buffer
  readonly #leaves: Uint8Array[] = []
  #filled = 0
  #missingBytes: number
  #cipherRoot: Uint8Array | null = null

  constructor(author: Author, totalBytes: number, secrets: ObjectSecrets) {
    this.contentKey = secrets.contentKey
    this.#prefix = createPrefix(author.person, author.device, secrets.salt)
    this.#shape = shapeObject(totalBytes)
    this.#chunk = Buffer.alloc(Math.min(CHUNK_BYTES, this.#shape.paddedBytes))
    this.#missingBytes = totalBytes
    this.#fill(encodeFrame(totalBytes))
  }

  get chunkCount(): number {
    return this.#shape.chunkCount
  }

  get paddedBytes(): number {
    return this.#shape.paddedBytes
  }

  /**
   * Takes the next bytes and yields the blocks that they complete.
   * @throws EngineError INVALID if there are more bytes than announced
   */
  *seal(bytes: Uint8Array): Generator<Uint8Array, void> {
    if (bytes.byteLength > this.#missingBytes) throw lengthChanged(this.#missingBytes - bytes.byteLength)
    this.#missingBytes -= bytes.byteLength
    for (let taken = 0; taken < bytes.byteLength;) {
      taken += this.#fill(bytes.subarray(taken))
      if (this.#filled === this.#chunk.byteLength) yield this.#sealFilled()
    }
  }

  /**
   * Yields the rest, one block at a time: padding, then the nodes of the tree.
   * @throws EngineError INVALID if bytes are missing
   */
  *finish(): Generator<Uint8Array, void> {
    if (this.#missingBytes > 0) throw lengthChanged(this.#missingBytes)
    while (this.#leaves.length < this.chunkCount) yield this.#sealFilled()
    const { nodes, cipherRoot } = buildTree(this.#leaves)
    yield* nodes
    this.#cipherRoot = cipherRoot
  }

  /** Returns the name of the object. @throws INTERNAL if `finish` has not run to its end */
  commitments(): { cipherRoot: Uint8Array; keyCommit: Uint8Array } {
    const cipherRoot = this.#cipherRoot
    if (cipherRoot === null) throw new EngineError('INTERNAL', 'an object has no name before it is complete')
    return { cipherRoot, keyCommit: commitKey(this.contentKey, cipherRoot) }
  }

  #fill(bytes: Uint8Array): number {
    const fitting = bytes.subarray(0, this.#chunk.byteLength - this.#filled)
    this.#chunk.set(fitting, this.#filled)
    this.#filled += fitting.byteLength
    return fitting.byteLength
  }

  #sealFilled(): Uint8Array {
    const position = { chunkIndex: this.#leaves.length, chunkCount: this.chunkCount }
    const carried = Math.min(CHUNK_BYTES, this.paddedBytes - position.chunkIndex * CHUNK_BYTES)
    const block = sealChunk(this.contentKey, this.#prefix, position, this.#chunk.subarray(0, carried))
    this.#leaves.push(hashLeaf(block))
    wipe(this.#chunk)
    this.#filled = 0
    return block
  }
}

export function lengthChanged(missingBytes: number): EngineError {
  return new EngineError('INVALID', 'the length of the source differs from the announced length', {
    details: { missingBytes },
  })
}
