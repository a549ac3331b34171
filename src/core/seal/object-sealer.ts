// Seals an object while its bytes come in, so that a film never is in memory as a whole. A letter takes the same way.
// This is the sealing at "store": a fresh content key, padded chunks, the hash tree, and the two commitments.
import { EngineError } from '../contract/errors.ts'
import { KEY_BYTES } from '../base/index.ts'
import { sealChunk } from './chunk.ts'
import { encodeFrame, shapeObject, type ObjectShape } from './frame.ts'
import { commitKey } from './key-commitment.ts'
import { CHUNK_BYTES, createPrefix, type ObjectPrefix, SALT_BYTES } from './prefix.ts'
import { randomBytes, wipe } from './secret.ts'
import { buildTree, hashLeaf } from './tree.ts'

/** Who writes the object; both 32-byte public keys stand in its clear prefix. */
export interface Author {
  person: Uint8Array
  device: Uint8Array
}

export interface SealedObject {
  /** 32 random bytes: whoever has them can read this object and nothing else. */
  contentKey: Uint8Array
  cipherRoot: Uint8Array
  keyCommit: Uint8Array
  /** Chunk blocks, then the inner nodes of the tree; one block if there is one chunk. */
  blocks: Uint8Array[]
  chunkCount: number
  paddedBytes: number
}

/** What makes an object unique. Key and salt must never serve a second plaintext. */
export interface ObjectSecrets {
  contentKey: Uint8Array
  salt: Uint8Array
}

/** Seals a plaintext that is in memory. @throws EngineError TOO_LARGE */
export function sealObject(author: Author, plaintext: Uint8Array): SealedObject {
  return sealWith(createObjectSealer(author, plaintext.byteLength), plaintext)
}

/**
 * A sealer for a plaintext of exactly `totalBytes`: `seal` the bytes as they come, `finish`, then `commitments`.
 * @throws EngineError TOO_LARGE
 */
export function createObjectSealer(author: Author, totalBytes: number): ObjectSealer {
  return new ObjectSealer(author, totalBytes, drawSecrets())
}

/** What a sealing that may be interrupted keeps, to be gone on with by `resumeObjectSealer`. */
export function drawSecrets(): ObjectSecrets {
  return { contentKey: randomBytes(KEY_BYTES), salt: randomBytes(SALT_BYTES) }
}

/**
 * The sealer of an object that was begun before, from its first byte again: the same plaintext gives the same blocks. Whoever calls this
 * compares them with those that stand already, and hands out none where one differs.
 * @throws EngineError TOO_LARGE
 */
export function resumeObjectSealer(author: Author, totalBytes: number, secrets: ObjectSecrets): ObjectSealer {
  return new ObjectSealer(author, totalBytes, secrets)
}

export function sealWith(sealer: ObjectSealer, plaintext: Uint8Array): SealedObject {
  const blocks = [...sealer.seal(plaintext), ...sealer.finish()]
  const { contentKey, chunkCount, paddedBytes } = sealer
  return { contentKey, ...sealer.commitments(), blocks, chunkCount, paddedBytes }
}

export class ObjectSealer {
  readonly contentKey: Uint8Array
  readonly #prefix: ObjectPrefix
  readonly #shape: ObjectShape
  /** The chunk being filled; zero behind #filled, which is the padding. */
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

  /** Takes the next bytes and returns the blocks they completed. @throws EngineError INVALID for more than were announced */
  seal(bytes: Uint8Array): Uint8Array[] {
    if (bytes.byteLength > this.#missingBytes) throw lengthChanged(this.#missingBytes - bytes.byteLength)
    this.#missingBytes -= bytes.byteLength
    const blocks: Uint8Array[] = []
    for (let taken = 0; taken < bytes.byteLength;) {
      taken += this.#fill(bytes.subarray(taken))
      if (this.#filled === this.#chunk.byteLength) blocks.push(this.#sealFilled())
    }
    return blocks
  }

  /** The rest, one block at a time: padding, then the tree's nodes. @throws EngineError INVALID if bytes are missing */
  *finish(): Generator<Uint8Array, void> {
    if (this.#missingBytes > 0) throw lengthChanged(this.#missingBytes)
    while (this.#leaves.length < this.chunkCount) yield this.#sealFilled()
    const { nodes, cipherRoot } = buildTree(this.#leaves)
    yield* nodes
    this.#cipherRoot = cipherRoot
  }

  /** The object's name, once `finish` has run to its end. */
  commitments(): { cipherRoot: Uint8Array; keyCommit: Uint8Array } {
    const cipherRoot = this.#cipherRoot
    if (cipherRoot === null) throw new EngineError('INTERNAL', 'an object has no name before it is finished')
    return { cipherRoot, keyCommit: commitKey(this.contentKey, cipherRoot) }
  }

  #fill(bytes: Uint8Array): number {
    const fitting = bytes.subarray(0, this.#chunk.byteLength - this.#filled)
    this.#chunk.set(fitting, this.#filled)
    this.#filled += fitting.byteLength
    return fitting.byteLength
  }

  #sealFilled(): Uint8Array {
    const place = { chunkIndex: this.#leaves.length, chunkCount: this.chunkCount }
    const carried = Math.min(CHUNK_BYTES, this.paddedBytes - place.chunkIndex * CHUNK_BYTES)
    const block = sealChunk(this.contentKey, this.#prefix, place, this.#chunk.subarray(0, carried))
    this.#leaves.push(hashLeaf(block))
    wipe(this.#chunk)
    this.#filled = 0
    return block
  }
}

export function lengthChanged(missingBytes: number): EngineError {
  return new EngineError('INVALID', 'the source has not the length it had before', {
    details: { missingBytes },
  })
}
