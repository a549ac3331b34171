// The rival of `send` and `files`, in its own process: a plain Hypercore, and the flush that writes
// it to disk.
// Arguments: its folder. It is signed with a key pair like an engine's cores, and has nothing else.
import { randomBytes } from 'node:crypto'
import { open } from 'node:fs/promises'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import Corestore from 'corestore'
import CoreStorage from 'hypercore-storage'
import sodium from 'sodium-universal'
import { coreManifest } from '../../src/core/cores/core-key.ts'
import { monotonicMs, serveTasks } from './tasks.ts'

const [folder = ''] = process.argv.slice(2)
const keyPair = NoiseSecretStream.keyPair()
const store = new Corestore(new CoreStorage(folder), { active: false })
await store.ready()
const core = store.get({ manifest: coreManifest(keyPair.publicKey, randomBytes(32)), allowFork: false })
await core.ready()

function makeBlocks({ count, bytes }: BlockOrder): Buffer[] {
  return Array.from({ length: count }, () => randomBytes(bytes))
}

interface BlockOrder {
  count: number
  bytes: number
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = monotonicMs()
  await act()
  await store.storage.db.flush()
  return monotonicMs() - startedAt
}

const SEALED_BYTES = 64 * 1024
const TAG_BYTES = 16
const NOTHING = Buffer.alloc(0)
/** Chunks per append: one signature and one batch. */
const CHUNKS_AT_ONCE = 16

/** Seals each chunk under a counting nonce. */
class Sealer {
  readonly #key = randomBytes(32)
  readonly #nonce = Buffer.alloc(24)

  seal(chunk: Uint8Array): Buffer {
    const sealed = Buffer.alloc(chunk.byteLength + TAG_BYTES)
    sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, chunk, NOTHING, null, this.#nonce, this.#key)
    this.#nonce.writeUInt32LE(this.#nonce.readUInt32LE() + 1)
    return sealed
  }
}

/** Read, seal, append: the plainest way to keep a sealed file in a Hypercore. */
async function sealFile(path: string): Promise<void> {
  const sealer = new Sealer()
  const file = await open(path)
  try {
    const stream = file.createReadStream({ autoClose: false, highWaterMark: SEALED_BYTES * CHUNKS_AT_ONCE })
    for await (const piece of stream as AsyncIterable<Buffer>) {
      const blocks: Buffer[] = []
      for (let at = 0; at < piece.byteLength; at += SEALED_BYTES)
        blocks.push(sealer.seal(piece.subarray(at, at + SEALED_BYTES)))
      await core.append(blocks, { keyPair })
    }
  } finally {
    await file.close()
  }
}

const plainStoreTasks = {
  timeSealFile: (path: string) => timed(() => sealFile(path)),
  /** The same bytes through libsodium only. */
  timeSeal: (bytes: number) => {
    const sealer = new Sealer()
    const chunk = randomBytes(SEALED_BYTES)
    const startedAt = monotonicMs()
    for (let done = 0; done < bytes; done += SEALED_BYTES) sealer.seal(chunk)
    return monotonicMs() - startedAt
  },
  /** One append per block, and one flush for all: milliseconds until the last is on disk. */
  timeAppends: (order: BlockOrder) => {
    const blocks = makeBlocks(order)
    return timed(() => Promise.all(blocks.map((block) => core.append([block], { keyPair }))))
  },
  /** One append of all blocks with one signature. */
  timeAppendOfAll: (order: BlockOrder) => {
    const blocks = makeBlocks(order)
    return timed(() => core.append(blocks, { keyPair }))
  },
}

export type PlainStoreTasks = typeof plainStoreTasks

serveTasks(plainStoreTasks)
