// files: storing a sealed file, and fetching it, next to the plainest way to do so, to single
// steps, and to bare pipes; a remote film that is played while it is fetched.
// Every file is new, because a file that is stored already would only be linked.
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileId } from '../../src/core/contract/index.ts'
import type { Bench, Findings, Row, Setting } from '../bench.ts'
import { summarize, writeNumber, type Summary } from '../figures.ts'
import { makeRandomFile } from '../homes/random-file.ts'
import type { Growth } from '../processes/person-files.ts'
import { startPair, type PersonProcess } from '../processes/people.ts'
import { startPlainPair, type PlainPeer } from '../processes/plain-pair.ts'
import type { PlainPipeTasks } from '../processes/plain-pipe.ts'
import type { PlainStoreTasks } from '../processes/plain-store.ts'
import { Worker } from '../processes/worker.ts'
import { measureFilm } from './film.ts'
import { sendFile } from './send-file.ts'

const MEGABYTE = 1 << 20
const NORMAL_MEGABYTES = 1024
const QUICK_MEGABYTES = 32
const WARM_UP_BYTES = 4 * MEGABYTE
const CHUNK_BYTES = 64 * 1024
const STORED = 'stored, sealed, on disk'
const FETCHED = 'fetched, verified, saved'
const GROWTH_BYTES = 150e6

interface World {
  setting: Setting
  alice: PersonProcess
  bob: PersonProcess
  plainStore: Worker<PlainStoreTasks>
  plainReader: PlainPeer
  pipes: [sender: Worker<PlainPipeTasks>, receiver: Worker<PlainPipeTasks>]
  bytes: number
}

export const files: Bench = {
  name: 'files',
  about:
    'One large file: sealed into the store, sent, fetched and saved by its reader; a film seen while it is remote.',
  async run(setting) {
    const bytes = (setting.megabytes ?? (setting.isQuick ? QUICK_MEGABYTES : NORMAL_MEGABYTES)) * MEGABYTE
    const world = await prepare(setting, bytes)
    const rows: Row[] = []
    setting.say(`${bytes / MEGABYTE} MB are stored`)
    const stored = await measureStoring(world)
    rows.push(...stored.rows)
    setting.say('and fetched')
    rows.push(...(await measureFetching(world, stored)))
    setting.say('a film is begun before it is here, and sought in')
    rows.push(...(await measureFilm(setting, world, Math.min(bytes / 4, 200 * MEGABYTE))))
    return tell(rows, bytes)
  },
}

async function prepare(setting: Setting, bytes: number): Promise<World> {
  const { dht, alice, bob } = await startPair(setting)
  const plainStore = await Worker.start<PlainStoreTasks>(setting, 'plain-store', [
    join(setting.folder, 'plain'),
  ])
  const bulkBlocks = Math.ceil(bytes / CHUNK_BYTES)
  const [, plainReader] = await startPlainPair(setting, dht, { blocks: 1, bytes: 1024, bulkBlocks })
  const startPipe = (): Promise<Worker<PlainPipeTasks>> => Worker.start(setting, 'plain-pipe')
  const pipes: World['pipes'] = [await startPipe(), await startPipe()]
  return { setting, alice, bob, plainStore, plainReader, pipes, bytes }
}

async function measureStoring({ setting, alice, plainStore, bytes }: World): Promise<{
  rows: Row[]
  file: FileId
  warmUp: FileId
}> {
  const path = await makeRandomFile(setting.folder, 'film', bytes)
  const warmUp = await makeRandomFile(setting.folder, 'warm-up', WARM_UP_BYTES)
  await plainStore.run('timeSealFile', warmUp)
  const { file: warm } = await alice.run('storeFile', warmUp)
  const plain = await plainStore.run('timeSealFile', path)
  const sodium = await plainStore.run('timeSeal', bytes)
  await alice.run('watchMemory', undefined)
  const { file, passedMs } = await alice.run('storeFile', path)
  const growth = await alice.run('endWatch', undefined)
  await rm(path)
  return {
    file,
    warmUp: warm,
    rows: [
      beside(STORED, passedMs, 'read + AEAD + append + flush', plain),
      beside(STORED, passedMs, 'libsodium alone', sodium),
      ...growthRows('storing', growth),
    ],
  }
}

async function measureFetching(
  world: World,
  { file, warmUp }: { file: FileId; warmUp: FileId },
): Promise<Row[]> {
  const { setting, bob, plainReader, pipes, bytes } = world
  const folder = join(setting.folder, 'saved')
  await mkdir(folder)
  await plainReader.run('timeRead', 0)
  await bob.run('timeSave', { ref: await sendFile(world, warmUp, 1), folder })
  const ref = await sendFile(world, file, 2)
  await bob.run('attachedTo', ref)
  const plain = await plainReader.run('timeFetch', undefined)
  await bob.run('watchMemory', undefined)
  const saved = await bob.run('timeSave', { ref, folder })
  const growth = await bob.run('endWatch', undefined)
  await rm(folder, { recursive: true })
  const [secret, bare] = [await timePipe(pipes, bytes, true), await timePipe(pipes, bytes, false)]
  return [
    beside(FETCHED, saved, 'plain hypercore over the same swarm', plain),
    beside(FETCHED, saved, 'secret stream over TCP', secret),
    beside(FETCHED, saved, 'TCP', bare),
    ...growthRows('fetching', growth),
  ]
}

async function timePipe(
  [sender, receiver]: World['pipes'],
  bytes: number,
  isSecret: boolean,
): Promise<number> {
  const port = await sender.run('serve', { bytes, isSecret })
  return receiver.run('timeReceive', { port, bytes, isSecret })
}

const once = (value: number): Summary => summarize([value])

function beside(what: string, own: number, rival: string, rivalMs: number): Row {
  return { what, unit: 'ms', own: once(own), rival: { what: rival, ...once(rivalMs) }, aim: null }
}

function growthRows(doing: string, { bytes, laterBytes }: Growth): Row[] {
  const aim = { text: 'under 150 MB, whatever its size', holds: bytes < GROWTH_BYTES }
  return [
    { what: `memory that ${doing} took`, unit: 'bytes', own: once(bytes), rival: null, aim },
    { what: 'of that, in its second half', unit: 'bytes', own: once(laterBytes), rival: null, aim: null },
  ]
}

function tell(rows: Row[], bytes: number): Findings {
  const speed = (what: string): string =>
    writeNumber(bytes / 1000 / rows.find((row) => row.what === what)!.own.median)
  return {
    rows,
    notes: [
      `One file of ${bytes / MEGABYTE} MB of random bytes, once each way: ${speed(STORED)} MB/s into the store, ${speed(FETCHED)} MB/s out of another’s.`,
      'The plainest way has no tree, no commitment, no ledger and cannot go on where it was interrupted. Plain hypercore keeps what it fetched; Fumikura keeps it, opens it and writes the file.',
      'Seeks ask for 256 KiB each at random places by HTTP; pulled beyond is what came over the wires less that, their encryption and proofs included.',
    ],
  }
}
