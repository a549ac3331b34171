// The rival of `notice`, `reference` and `files`: a plain Hypercore and protomux-rpc on a plain
// Hyperswarm, in its own process.
// Arguments: its folder, and the private DHT as host:port. One of two such processes writes, the
// other one reads.
import { randomBytes } from 'node:crypto'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import CoreStorage from 'hypercore-storage'
import HyperDHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'
import ProtomuxRPC from 'protomux-rpc'
import { openCoreChannel } from '../../src/core/cores/index.ts'
import { coreManifest } from '../../src/core/cores/core-key.ts'
import { monotonicMs, serveTasks } from './tasks.ts'

const [folder = '', dhtPlace = ''] = process.argv.slice(2)
const [host = '', port] = dhtPlace.split(':')
const keyPair = NoiseSecretStream.keyPair()
const store = new Corestore(new CoreStorage(folder), { active: false })
await store.ready()
const dht = new HyperDHT({ bootstrap: [{ host, port: Number(port) }], host: '127.0.0.1', port: [0, 0] })
const swarm = new Hyperswarm({ keyPair, dht })

const PROTOCOL = { protocol: 'plain/1' }
/** Blocks of a large core that are requested at the same time. */
const AT_ONCE = 16
/** The block size of a bulk transfer, the same as Fumikura's. */
const BULK_BLOCK_BYTES = 64 * 1024

let core: Hypercore
let bulk: Hypercore
let rpc: ProtomuxRPC

async function makeCore(): Promise<Hypercore> {
  const made = store.get({ manifest: coreManifest(keyPair.publicKey, randomBytes(32)), allowFork: false })
  await made.ready()
  return made
}

function serve(stream: NoiseSecretStream): ProtomuxRPC {
  stream.on('error', () => undefined)
  const channel = openCoreChannel(stream, async () => undefined)
  const made = new ProtomuxRPC(channel.mux, PROTOCOL)
  made.respond('ask', (value) => value ?? Buffer.alloc(0))
  made.on('error', () => undefined)
  for (const each of [core, bulk]) channel.attach(each)
  return made
}

let appendedAt: Promise<number> | null = null
let isTransferring = false
let transferring: Promise<number> = Promise.resolve(0)

/** Fetches the large core once; its blocks are cleared first. */
async function timeFetch(): Promise<number> {
  await bulk.clear(0, bulk.length)
  const startedAt = monotonicMs()
  for (let at = 0; at < bulk.length; at += AT_ONCE)
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, bulk.length - at) }, (_, next) => bulk.get(at + next)),
    )
  await store.storage.db.flush()
  return monotonicMs() - startedAt
}

/** Fetches the large core repeatedly until `endTransfer`; its blocks are cleared first. */
async function transfer(): Promise<number> {
  let blocks = 0
  while (isTransferring) {
    await bulk.clear(0, bulk.length)
    for (let at = 0; at < bulk.length && isTransferring; at += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, bulk.length - at) }, (_, next) =>
        bulk.get(at + next),
      )
      blocks += (await Promise.all(some)).length
    }
  }
  return blocks * BULK_BLOCK_BYTES
}

async function fill(target: Hypercore, blocks: { count: number; bytes: number }): Promise<void> {
  for (let at = 0; at < blocks.count; at += 256) {
    const some = Array.from({ length: Math.min(256, blocks.count - at) }, () => randomBytes(blocks.bytes))
    await target.append(some, { keyPair })
  }
}

const plainPeerTasks = {
  /** Writes the blocks to be read, and is then reachable under the key. */
  serve: async (order: { blocks: number; bytes: number; bulkBlocks: number }) => {
    core = await makeCore()
    bulk = await makeCore()
    await fill(core, { count: order.blocks, bytes: order.bytes })
    await fill(bulk, { count: order.bulkBlocks, bytes: BULK_BLOCK_BYTES })
    swarm.on('connection', (stream) => void (rpc = serve(stream)))
    await swarm.listen()
    return { device: keyPair.publicKey, core: core.key, bulk: bulk.key }
  },
  connect: async (to: { device: Uint8Array; core: Uint8Array; bulk: Uint8Array }) => {
    core = store.get({ key: Buffer.from(to.core), allowFork: false })
    bulk = store.get({ key: Buffer.from(to.bulk), allowFork: false })
    await Promise.all([core.ready(), bulk.ready()])
    await dht.fullyBootstrapped()
    const stream = dht.connect(Buffer.from(to.device), { keyPair })
    stream.on('error', () => undefined)
    if (!(await stream.opened)) throw new Error('no connection to the plain peer')
    rpc = serve(stream)
    await Promise.all([core.update({ wait: true }), bulk.update({ wait: true })])
  },
  /** When the append was requested, on the clock that all processes share. */
  appendNow: async (bytes: number) => {
    const block = randomBytes(bytes)
    const startedAtMs = monotonicMs()
    await core.append([block], { keyPair })
    return startedAtMs
  },
  watchNextAppend: () => {
    appendedAt = new Promise((resolve) => core.once('append', () => resolve(monotonicMs())))
  },
  awaitAppend: () => appendedAt!,
  /** A remote block and one round trip, which opening a controlled letter needs. */
  timeRead: async (position: number) => {
    const startedAt = monotonicMs()
    await core.get(position)
    await rpc.request('ask', randomBytes(32))
    return monotonicMs() - startedAt
  },
  timeGet: async (position: number) => {
    const startedAt = monotonicMs()
    await core.get(position)
    return monotonicMs() - startedAt
  },
  timeAsk: async () => {
    const startedAt = monotonicMs()
    await rpc.request('ask', randomBytes(32))
    return monotonicMs() - startedAt
  },
  timeFetch,
  beginTransfer: () => {
    isTransferring = true
    transferring = transfer()
    transferring.catch(() => undefined)
  },
  /** Returns the bytes that were moved. */
  endTransfer: () => {
    isTransferring = false
    return transferring
  },
}

export type PlainPeerTasks = typeof plainPeerTasks

serveTasks(plainPeerTasks)
