// stations-load: a station with many customers, all connected, and a letter every second. The home
// of the station is made in bulk; the letters, the readers and the wires are real.
import type { Bench, Findings, Row, Setting, Unit } from '../bench.ts'
import { summarize, writeCount } from '../figures.ts'
import { findOrMakeHome } from '../homes/made-home.ts'
import { castPath, makeStationHome, type StationSize } from '../homes/station-home.ts'
import type { CustomersTasks, LetterTimes } from '../processes/customers.ts'
import { startDht } from '../processes/people.ts'
import type { StationProcessTasks } from '../processes/station.ts'
import { Worker } from '../processes/worker.ts'
import { pause } from '../rounds.ts'

/** Increase this when the homes must be made again. */
const RECIPE = 5
const QUICK = {
  size: { customers: 5, feeds: 40, gates: 20 },
  letters: 5,
  everyMs: 200,
  settleMs: 500,
  idleMs: 2_000,
}
const FULL = {
  ...{ size: { customers: 100, feeds: 1_000, gates: 200 }, letters: 180, everyMs: 1_000 },
  ...{ settleMs: 75_000, idleMs: 40_000 },
}
const OPENS_PER_LETTER = 5
const RSS_BYTES = 1e9
const RELEASE_P95_MS = 50
const CPU_PERCENT = 5

type StationProcess = Worker<StationProcessTasks>

export const stationsLoad: Bench = {
  name: 'stations-load',
  about: 'A station with many customers and feeds, a letter of 1 KB every second, and its readers.',
  async run(setting): Promise<Findings> {
    const sizes = setting.isQuick ? QUICK : FULL
    const { size } = sizes
    const name = `station-${size.customers}x${size.feeds}x${size.gates}-recipe-${RECIPE}`
    const homeDir = await findOrMakeHome(setting, name, (dir) => makeStationHome(dir, size))
    const dht = await startDht(setting)
    const startedAt = performance.now()
    const station: StationProcess = await Worker.start(setting, 'station', [homeDir, dht, 'busy'])
    const startMs = performance.now() - startedAt
    const started = await station.run('usage', undefined)
    const customers = await connectCustomers(setting, homeDir, dht, size)
    setting.say(`${sizes.letters} letters, one every ${sizes.everyMs} ms`)
    const { letters, busy } = await sendLetters(station, customers.worker, sizes)
    setting.say('nothing happens')
    await pause(sizes.settleMs)
    const idle = await watchCpu(station, sizes.idleMs)
    await station.run('close', undefined)
    const shares = letters.flatMap(({ shareMs }) => shareMs)
    const what = `${writeCount(size.customers)} customers × ${writeCount(size.feeds)} feeds`
    const rows: Row[] = [
      row(`${what}: start`, 'ms', [startMs]),
      row('All customers connect', 'ms', [customers.connectMs]),
      row(
        'A letter is handed over',
        'ms',
        letters.map(({ handedOverMs }) => handedOverMs),
      ),
      releaseRow(shares),
      row(
        'First share of a reader, with dialling',
        'ms',
        letters.map(({ firstShareMs }) => firstShareMs),
      ),
      row(
        'The letter’s block',
        'ms',
        letters.map(({ blockMs }) => blockMs),
      ),
      row('Memory after the start', 'bytes', [started.rssBytes]),
      limitRow('Memory at most', 'bytes', busy.rssBytes, { text: 'under 1 GB', limit: RSS_BYTES }),
      row('CPU with the letters', '%', [busy.cpuPercent]),
      limitRow('Idle CPU', '%', idle, { text: `under ${CPU_PERCENT}`, limit: CPU_PERCENT }),
    ]
    return {
      rows,
      notes: [
        `${busy.failures} of ${sizes.letters} letters failed, because a request had no answer. At most ${busy.openCores} cores were open. All customers stay connected; each letter has one reader, who dials with a throw-away key, opens ${OPENS_PER_LETTER + 1} gates and fetches one block. CPU is of one core.`,
      ],
    }
  },
}

async function connectCustomers(
  setting: Setting,
  homeDir: string,
  dht: string,
  { feeds, gates }: StationSize,
): Promise<{ worker: Worker<CustomersTasks>; connectMs: number }> {
  const words = [dht, castPath(homeDir), String(feeds), String(gates)]
  const worker: Worker<CustomersTasks> = await Worker.start(setting, 'customers', words)
  return { worker, connectMs: await worker.run('connectAll', {}) }
}

interface Busy {
  rssBytes: number
  cpuPercent: number
  openCores: number
  /** Letters of which a request was not answered. */
  failures: number
}

async function sendLetters(
  station: StationProcess,
  customers: Worker<CustomersTasks>,
  { letters: count, everyMs }: { letters: number; everyMs: number },
): Promise<{ letters: LetterTimes[]; busy: Busy }> {
  const sending: Promise<LetterTimes | null>[] = []
  const busy: Busy = { rssBytes: 0, cpuPercent: 0, openCores: 0, failures: 0 }
  const before = await station.run('usage', undefined)
  const startedAt = performance.now()
  for (let number = 0; number < count; number++) {
    sending.push(customers.run('sendLetter', { opens: OPENS_PER_LETTER }).catch(() => null))
    await pause(Math.max(0, startedAt + (number + 1) * everyMs - performance.now()))
    const { rssBytes } = await station.run('usage', undefined)
    busy.rssBytes = Math.max(busy.rssBytes, rssBytes)
    if (number % 10 === 0)
      busy.openCores = Math.max(busy.openCores, await station.run('countOpenCores', undefined))
  }
  const letters = (await Promise.all(sending)).filter((letter) => letter !== null)
  busy.failures = count - letters.length
  const { cpuMs } = await station.run('usage', undefined)
  busy.cpuPercent = ((cpuMs - before.cpuMs) / (performance.now() - startedAt)) * 100
  return { letters, busy }
}

async function watchCpu(station: StationProcess, forMs: number): Promise<number> {
  const before = await station.run('usage', undefined)
  const startedAt = performance.now()
  await pause(forMs)
  const { cpuMs } = await station.run('usage', undefined)
  return ((cpuMs - before.cpuMs) / (performance.now() - startedAt)) * 100
}

function row(what: string, unit: Unit, samples: number[]): Row {
  return { what, unit, own: summarize(samples), rival: null, aim: null }
}

function releaseRow(samples: number[]): Row {
  const one = row('A share is handed out', 'ms', samples)
  return { ...one, aim: { text: `p95 under ${RELEASE_P95_MS} ms`, holds: one.own.p95 < RELEASE_P95_MS } }
}

function limitRow(
  what: string,
  unit: Unit,
  value: number,
  { text, limit }: { text: string; limit: number },
): Row {
  return { ...row(what, unit, [value]), aim: { text, holds: value < limit } }
}
