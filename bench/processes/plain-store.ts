// The rival of `send`, in a process of its own: a plain hypercore, and the flush that brings it to the disk.
// Words: its folder. Signed by a key pair as an engine's cores are, and nothing else.
import { randomBytes } from 'node:crypto'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import Corestore from 'corestore'
import CoreStorage from 'hypercore-storage'
import { coreManifest } from '../../src/core/cores/index.ts'
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

const plainStoreTasks = {
  /** Each block as it comes, and one flush for all: milliseconds until the last is on disk. */
  timeAppends: (order: BlockOrder) => {
    const blocks = makeBlocks(order)
    return timed(() => Promise.all(blocks.map((block) => core.append([block], { keyPair }))))
  },
  /** All blocks known at once: one append, one signature. */
  timeAppendOfAll: (order: BlockOrder) => {
    const blocks = makeBlocks(order)
    return timed(() => core.append(blocks, { keyPair }))
  },
}

export type PlainStoreTasks = typeof plainStoreTasks

serveTasks(plainStoreTasks)
