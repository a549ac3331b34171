// The customers of a busy station and the readers of their letters, in one process. The customers'
// devices stay connected. Each reader comes with a throw-away key, opens some gates, fetches a
// block and goes.
// Arguments: the private DHT as host:port, the file with the accounts, and how many feeds and gates
// each customer has.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import HyperDHT from 'hyperdht'
import ProtomuxRPC from 'protomux-rpc'
import { equalBytes } from '../../src/core/base/index.ts'
import {
  coreKey,
  CoreShelf,
  openCoreChannel,
  type Core,
  type CoreChannel,
} from '../../src/core/cores/index.ts'
import { coreManifest } from '../../src/core/cores/core-key.ts'
import {
  createGateOpenRequest,
  farOpenForm,
  decodeGateOpenAnswer,
  gateOpenRequestForm,
  gatePutForm,
  keepForm,
  keptAnswerForm,
  keptForm,
} from '../../src/core/station-records/index.ts'
import { Heartbeat } from '../../src/core/network/wires/heartbeat.ts'
import { SWARM_PACE } from '../../src/core/network/wires/wire.ts'
import { createSigningKeyPair, randomBytes, type KeyPair } from '../../src/core/seal/index.ts'
import { deviceOf } from '../homes/contacts-home.ts'
import { gateOf, namespaceOf, recordOf, type StationCast } from '../homes/station-home.ts'
import { pause } from '../rounds.ts'
import { answerPhones, routesOf } from './far-homes.ts'
import { pinTo } from './pinned.ts'
import { serveTasks } from './tasks.ts'

interface Line {
  stream: NoiseSecretStream
  channel: CoreChannel
  rpc: ProtomuxRPC
  offered: Core[]
}

export interface LetterTimes {
  /** From `keep` until the station has the letter and its gate on its disk. */
  handedOverMs: number
  /** From the dialling to the first share. */
  firstShareMs: number
  shareMs: number[]
  /** From the asking for the core to its block. */
  blockMs: number
}

const CONNECTING_AT_ONCE = 5
const ANSWER_MS = 10_000
const LOOK_EVERY_MS = 10
const LETTER_BYTES = 1024

const [dhtPlace = '', castFile = '', feedCount = '0', gateCount = '0'] = process.argv.slice(2)
const [host = '', port] = dhtPlace.split(':')
const cast = JSON.parse(readFileSync(castFile, 'utf8')) as StationCast
const station = Buffer.from(cast.station, 'hex')
const folder = mkdtempSync(join(tmpdir(), 'fumikura-customers-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const authors = await CoreShelf.open({ directory: join(folder, 'authors'), writeBufferBytes: 1 << 20 })
const readers = await CoreShelf.open({ directory: join(folder, 'readers'), writeBufferBytes: 1 << 20 })
const dht = new HyperDHT({ bootstrap: [{ host, port: Number(port) }], host: '127.0.0.1', port: [0, 0] })
await dht.fullyBootstrapped()
const heartbeat = new Heartbeat(SWARM_PACE)
const customers: Line[] = []
let lastGate = Number(gateCount)

async function dial(keyPair: KeyPair): Promise<Line> {
  const stream = dht.connect(station, { keyPair })
  stream.on('error', () => undefined)
  if (!(await stream.opened)) throw new Error('The station did not accept the connection.')
  heartbeat.keep(stream)
  const offered: Core[] = []
  const channel = openCoreChannel(stream, async (key) => {
    const core = offered.find(({ discoveryKey }) => equalBytes(discoveryKey, key))
    if (core !== undefined) channel.attach(core)
  })
  channel.mux.role = 'known'
  const rpc = new ProtomuxRPC(channel.mux, { protocol: 'fumikura/1' })
  rpc.on('error', () => undefined)
  return { stream, channel, rpc, offered }
}

async function ask({ rpc }: Line, method: string, request: Uint8Array): Promise<Uint8Array> {
  const answer = await rpc.request(method, request, { timeout: ANSWER_MS })
  if (answer === null || answer.byteLength === 0) throw new Error(`The station refused ${method}.`)
  return answer
}

/** Connects these customers; by default all. */
async function connectAll({ from = 0, to = cast.accounts.length } = {}): Promise<number> {
  const startedAt = performance.now()
  for (let first = from; first < to; first += CONNECTING_AT_ONCE) {
    const numbers = cast.accounts
      .map((_, number) => number)
      .slice(first, Math.min(to, first + CONNECTING_AT_ONCE))
    customers.push(...(await Promise.all(numbers.map((number) => dial(deviceOf(number))))))
  }
  return performance.now() - startedAt
}

/** Writes one letter, hands it over, and lets a reader open it and some older ones. */
async function sendLetter({ opens }: { opens: number }): Promise<LetterTimes> {
  const customer = Math.floor(Math.random() * customers.length)
  const core = await appendLetter(customer, Math.floor(Math.random() * Number(feedCount)))
  const startedAt = performance.now()
  const gate = await handOver(customer, core)
  return { handedOverMs: performance.now() - startedAt, ...(await readLetter(customer, core, gate, opens)) }
}

async function appendLetter(customer: number, feed: number): Promise<Core> {
  const device = deviceOf(customer)
  const namespace = namespaceOf(customer, feed)
  const key = coreKey(device.publicKey, namespace)
  const core = await authors.openOwn(key, coreManifest(device.publicKey, namespace))
  // The same bytes and the same signature as at the station.
  if (core.length === 0) await core.append([recordOf(feed)], { keyPair: device })
  await core.append([Buffer.from(randomBytes(LETTER_BYTES))], { keyPair: device })
  return core
}

async function handOver(customer: number, core: Core): Promise<number> {
  const line = customers[customer]!
  const gate = lastGate++
  if (!line.offered.includes(core)) line.offered.push(core)
  const { namespace } = core.manifest!.signers[0]!
  await ask(
    line,
    'keep',
    keepForm.encode({
      cores: [{ signer: deviceOf(customer).publicKey, namespace, proof: null }],
    }),
  )
  await ask(line, 'gate-put', gatePutForm.encode({ gates: [gateOf(customer, gate).put] }))
  const request = keptForm.encode({ cores: [core.key] })
  for (;;) {
    const { lengths } = keptAnswerForm.decode(await ask(line, 'kept', request))
    if (lengths[0]! >= core.length) return gate
    await pause(LOOK_EVERY_MS)
  }
}

async function readLetter(
  customer: number,
  core: Core,
  gate: number,
  opens: number,
): Promise<Omit<LetterTimes, 'handedOverMs'>> {
  const startedAt = performance.now()
  const line = await dial(createSigningKeyPair())
  try {
    await openGate(line, customer, gate)
    const firstShareMs = performance.now() - startedAt
    const shareMs: number[] = []
    for (let times = 0; times < opens; times++)
      shareMs.push(await openGate(line, customer, Math.floor(Math.random() * Number(gateCount))))
    return { firstShareMs, shareMs, blockMs: await fetchBlock(line, core) }
  } finally {
    line.stream.destroy()
  }
}

async function openGate(line: Line, customer: number, number: number): Promise<number> {
  const { put, slot } = gateOf(customer, number)
  const asked = { account: Buffer.from(cast.accounts[customer]!, 'hex'), handle: put.handle }
  const connection = { handshakeHash: line.stream.handshakeHash!, station }
  const request = gateOpenRequestForm.encode(createGateOpenRequest(asked, connection, slot))
  const startedAt = performance.now()
  const { status } = decodeGateOpenAnswer(await ask(line, 'gate-open', request))
  if (status !== 'released') throw new Error(`The station answered ${status}.`)
  return performance.now() - startedAt
}

async function fetchBlock(line: Line, { key, length }: Core): Promise<number> {
  const startedAt = performance.now()
  const copy = await readers.openForeign(key)
  line.channel.attach(copy)
  await copy.get(length - 1, { timeout: ANSWER_MS })
  const blockMs = performance.now() - startedAt
  await copy.close()
  return blockMs
}

/** Opens the routes of the connected customers for phones. `from`: the number of the first. */
async function openRoutes(from: number): Promise<void> {
  for (const [at, line] of customers.entries()) {
    answerPhones(line.channel)
    await ask(line, 'far-open', farOpenForm.encode({ routes: routesOf(from + at) }))
  }
}

/** Opens gates one after the other, as one reader. Each is opened for the first time. */
async function openGates({
  first,
  count,
  everyMs,
}: {
  first: number
  count: number
  everyMs: number
}): Promise<number[]> {
  const line = await dial(createSigningKeyPair())
  const samples: number[] = []
  for (let nth = first; nth < first + count; nth++) {
    samples.push(await openGate(line, nth % cast.accounts.length, Math.floor(nth / cast.accounts.length)))
    await pause(everyMs)
  }
  line.stream.destroy()
  return samples
}

const customersTasks = { connectAll, sendLetter, openRoutes, openGates, pinTo }

export type CustomersTasks = typeof customersTasks

serveTasks(customersTasks)
