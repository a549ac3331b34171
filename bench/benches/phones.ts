// phones: what a thousand phones cost a station on one processor, and whether gates are opened and
// messages carried as fast as without them. Wires, TLS and sockets are real.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../../tests/support/mail-servers/loopback-certificate.ts'
import type { Bench, Findings, Row, Setting, Unit } from '../bench.ts'
import { summarize, writeCount, type Summary } from '../figures.ts'
import { findOrMakeHome } from '../homes/made-home.ts'
import { castPath, makeStationHome } from '../homes/station-home.ts'
import type { CustomersTasks } from '../processes/customers.ts'
import type { PhonesTasks } from '../processes/far-phones.ts'
import { startDht } from '../processes/people.ts'
import type { StationProcessTasks } from '../processes/station.ts'
import { Worker } from '../processes/worker.ts'

/** Increase this when the homes must be made again. */
const RECIPE = 1
const QUICK = { customers: 2, ofBusy: 1, phones: 40, busy: 4, samples: 10 }
const FULL = { customers: 32, ofBusy: 25, phones: 1_000, busy: 100, samples: 600 }
const PHONES_PER_HOME = 32
const EVERY_MS = 20
const RSS_BYTES = 300e6
const MORE_MS = 10

interface Sizes {
  customers: number
  /** Of `customers`: the homes of which some phones are busy. What is measured has other homes. */
  ofBusy: number
  phones: number
  busy: number
  samples: number
}

interface World {
  station: Worker<StationProcessTasks>
  homes: Worker<CustomersTasks>
  phones: Worker<PhonesTasks>
  /** Processes that carry nothing but what is measured. */
  quietHomes: Worker<CustomersTasks>
  quietPhones: Worker<PhonesTasks>
  isPinned: boolean
}

export const phones: Bench = {
  name: 'phones',
  about: 'Phones at a station: its memory, and what they add to the opening of gates and to each other.',
  async run(setting): Promise<Findings> {
    const sizes = setting.isQuick ? QUICK : FULL
    const world = await openWorld(setting, sizes)
    setting.say('without phones')
    const gatesBefore = await openGates(world, sizes, 0)
    const before = await world.station.run('usage', undefined)
    setting.say(`${sizes.phones} phones connect`)
    const openedMs = await openPhones(world, sizes)
    const quiet = await measure(world, sizes, 1)
    setting.say(`${sizes.busy} of them get 1 Mbit/s each`)
    await world.phones.run('stream', sizes.busy)
    const [atStart, busyFrom] = [await world.station.run('usage', undefined), performance.now()]
    const busy = await measure(world, sizes, 2)
    const after = await world.station.run('usage', undefined)
    const { streamedBytes, lost } = await world.phones.run('counts', undefined)
    const { lost: alsoLost } = await world.quietPhones.run('counts', undefined)
    const tookMs = performance.now() - busyFrom
    const [gates, echoes] = [summarize(busy.gates), summarize(busy.echoes)]
    return {
      rows: [
        row(`${writeCount(sizes.phones)} phones connect`, 'ms', [openedMs]),
        row('A share is handed out, without phones', 'ms', gatesBefore),
        row('A share is handed out, phones quiet', 'ms', quiet.gates),
        moreRow(`A share is handed out, ${sizes.busy} busy`, gates, summarize(gatesBefore)),
        row('A message there and back, phones quiet', 'ms', quiet.echoes),
        moreRow(`A message there and back, ${sizes.busy} busy`, echoes, summarize(quiet.echoes)),
        row('Memory before the phones', 'bytes', [before.rssBytes]),
        {
          ...row('Memory at most', 'bytes', [busy.rssBytes]),
          aim: { text: 'under 300 MB', holds: busy.rssBytes < RSS_BYTES },
        },
        row('CPU, busy', '%', [((after.cpuMs - atStart.cpuMs) / tookMs) * 100]),
      ],
      notes: [
        `${writeCount(sizes.customers)} homes with four routes each, over a private DHT of this machine; TLS; 400 bytes a message. ${world.isPinned ? 'The station had one processor alone, all others shared the rest.' : 'No process was kept on one processor.'} ${writeCount(Math.round((streamedBytes * 8) / tookMs / 1000))} Mbit/s arrived at the busy phones. ${lost + alsoLost} links were lost.`,
      ],
    }
  },
}

async function openWorld(setting: Setting, sizes: Sizes): Promise<World> {
  const gates = Math.ceil((3 * sizes.samples) / sizes.customers)
  const name = `phones-${sizes.customers}x${gates}-recipe-${RECIPE}`
  const size = { customers: sizes.customers, feeds: 1, gates }
  const homeDir = await findOrMakeHome(setting, name, (dir) => makeStationHome(dir, size))
  const dht = await startDht(setting)
  const station: World['station'] = await Worker.start(setting, 'station', [homeDir, dht, 'busy'])
  const words = [dht, castPath(homeDir), '1', String(gates)]
  const homes: World['homes'] = await Worker.start(setting, 'customers', words)
  await homes.run('connectAll', { to: sizes.ofBusy })
  await homes.run('openRoutes', 0)
  const quietHomes: World['homes'] = await Worker.start(setting, 'customers', words)
  await quietHomes.run('connectAll', { from: sizes.ofBusy })
  await quietHomes.run('openRoutes', sizes.ofBusy)
  const origin = await station.run('serveFront', await writeCertificate(setting))
  const phones: World['phones'] = await Worker.start(setting, 'far-phones', [origin])
  const quietPhones: World['phones'] = await Worker.start(setting, 'far-phones', [origin])
  const pinned = await Promise.all([
    station.run('pinTo', 0),
    ...[homes, quietHomes].map((one) => one.run('pinTo', 1)),
    ...[phones, quietPhones].map((one) => one.run('pinTo', 1)),
  ])
  return { station, homes, phones, quietHomes, quietPhones, isPinned: !pinned.includes(false) }
}

async function openPhones({ phones, quietPhones }: World, { ofBusy, phones: count }: Sizes): Promise<number> {
  const first = Math.min(count, ofBusy * PHONES_PER_HOME)
  const ms = await phones.run('openAll', { from: 0, to: first })
  return ms + (await quietPhones.run('openAll', { from: first, to: count }))
}

async function writeCertificate({ folder }: Setting): Promise<{ cert: string; key: string }> {
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  await writeFile(files.cert, LOOPBACK_CERTIFICATE)
  await writeFile(files.key, LOOPBACK_KEY)
  return files
}

/** `part`: which third of the gates; each can be opened for the first time once. */
function openGates({ quietHomes }: World, { samples }: Sizes, part: number): Promise<number[]> {
  return quietHomes.run('openGates', { first: part * samples, count: samples, everyMs: EVERY_MS })
}

async function measure(
  world: World,
  sizes: Sizes,
  part: number,
): Promise<{ gates: number[]; echoes: number[]; rssBytes: number }> {
  let rssBytes = 0
  const looking = setInterval(() => {
    void world.station
      .run('usage', undefined)
      .then((usage) => (rssBytes = Math.max(rssBytes, usage.rssBytes)))
  }, 500)
  const [gates, echoes] = await Promise.all([
    openGates(world, sizes, part),
    world.quietPhones.run('echo', { count: sizes.samples, everyMs: EVERY_MS }),
  ])
  clearInterval(looking)
  const { rssBytes: last } = await world.station.run('usage', undefined)
  return { gates, echoes, rssBytes: Math.max(rssBytes, last) }
}

function row(what: string, unit: Unit, samples: number[]): Row {
  return { what, unit, own: summarize(samples), rival: null, aim: null }
}

function moreRow(what: string, own: Summary, before: Summary): Row {
  const holds = own.p95 - before.p95 < MORE_MS
  return { what, unit: 'ms', own, rival: null, aim: { text: `p95 + less than ${MORE_MS} ms`, holds } }
}
