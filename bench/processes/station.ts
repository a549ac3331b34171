// A station of a bench as a process. It can become one that hangs, or one that answers at random,
// under the same key.
// Arguments: the home's folder, the private DHT as host:port, the name, and by how much its clock is
// ahead.
import ProtomuxRPC from 'protomux-rpc'
import { silentLog, systemClock, type Clock } from '../../src/core/base/index.ts'
import { openCoreChannel } from '../../src/core/cores/index.ts'
import {
  gateOpenRequestForm,
  gateOpenAnswerForm,
  signReaderReceipt,
  type GateOpenAnswer,
  type ReaderAnswer,
} from '../../src/core/station-records/index.ts'
import { OPEN_STATUSES } from '../../src/core/station-records/gate-open.ts'
import { createWires, type WireSource } from '../../src/core/network/index.ts'
import { openStation, STATION_INBOUND, type OpenStation } from '../../src/core/open-station.ts'
import { randomBytes, type KeyPair } from '../../src/core/seal/index.ts'
import { openFront } from '../../src/main/front/front.ts'
import { FarRelay } from '../../src/main/station/far-relay.ts'
import { pinTo } from './pinned.ts'
import { serveTasks } from './tasks.ts'

export type BadNature = 'hung' | 'hostile'

const SHARE_BYTES = 81
const NOTHING = new Uint8Array(0)

const [home = '', dht = '', name = '', aheadMs = '0'] = process.argv.slice(2)
const [host = '', port] = dht.split(':')
const clock: Clock = {
  now: () => systemClock.now() + Number(aheadMs),
  monotonicMs: () => systemClock.monotonicMs(),
}

let keys: KeyPair | null = null

function makeWires(keyPair: KeyPair, isKnown: (device: Uint8Array) => boolean = () => false): WireSource {
  keys = keyPair
  return createWires({
    ...{ keyPair, isKnown, clock, log: silentLog, lan: false, isAllowed: () => true },
    bootstrap: [{ host, port: Number(port) }],
    ...STATION_INBOUND,
  })
}

const running: OpenStation = await openStation({ home, name, clock, createWires: makeWires })
await running.station.whenOnline(5_000)

const METHODS = ['kept', 'gate-open', 'gate-put', 'gate-act', 'gate-news', 'gate-head', 'station-usage']

/** Accepts every wire and answers by its nature. */
async function turn(nature: BadNature): Promise<void> {
  await running.close()
  const wires = makeWires(keys!)
  wires.events.on('wire', ({ stream }) => {
    stream.on('error', () => undefined)
    const { mux } = openCoreChannel(stream, async () => undefined)
    const rpc = new ProtomuxRPC(mux, { protocol: 'fumikura/1' })
    rpc.on('error', () => undefined)
    for (const method of METHODS)
      rpc.respond(method, (request: Uint8Array | null) =>
        nature === 'hung' ? new Promise(() => undefined) : Buffer.from(answerBadly(method, request)),
      )
  })
}

/** A random status with genuine receipts and a wrong share, a cut answer, bytes, or nothing. */
function answerBadly(method: string, request: Uint8Array | null): Uint8Array {
  const dice = Math.floor(Math.random() * 5)
  if (dice === 0) return NOTHING
  if (dice === 1 || method !== 'gate-open' || request === null) return randomBytes(200)
  const answer = gateOpenAnswerForm.encode(drawAnswer(request))
  return dice === 2 ? answer.subarray(0, answer.length / 2) : answer
}

function drawAnswer(request: Uint8Array): GateOpenAnswer {
  const status = OPEN_STATUSES[Math.floor(Math.random() * OPEN_STATUSES.length)]!
  const { account, handle, key } = gateOpenRequestForm.decode(request)
  const isSigned = status === 'released' || status === 'RECALLED' || status === 'EXPIRED'
  const receipt = isSigned
    ? signReaderReceipt(
        { account, handle, key, answer: status satisfies ReaderAnswer, at: clock.now() },
        keys!,
      )
    : null
  return { status, share: status === 'released' ? randomBytes(SHARE_BYTES) : null, receipt }
}

/** Serves phones with this certificate. Returns the origin. */
async function serveFront(certificate: { cert: string; key: string }): Promise<string> {
  const relay = new FarRelay()
  relay.routes = running.station.far
  const { phones } = await openFront({
    web: { host: 'localhost', port: 0, certificate, phones: null, guests: null },
    ...{ target: relay, rendererDir: home, log: { warn: () => undefined } },
  })
  return phones
}

const stationTasks = {
  serveFront,
  pinTo,
  invite: async () => (await running.station.invite()).link,
  turn,
  usage() {
    const { user, system } = process.cpuUsage()
    return { cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() }
  },
  countOpenCores: async () => (await running.station.doctor()).openCores,
  close: () => running.close(),
}

export type StationProcessTasks = typeof stationTasks

serveTasks(stationTasks)
