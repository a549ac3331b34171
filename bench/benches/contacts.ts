// The second half of `scale`: a person with a thousand contacts comes online, then stays idle.
import { summarize, writeCount } from '../figures.ts'
import type { Findings, Setting } from '../bench.ts'
import { makeContactsHome } from '../homes/contacts-home.ts'
import { findOrMakeHome } from '../homes/made-home.ts'
import { startDht, untilOnline } from '../processes/people.ts'
import type { PersonTasks } from '../processes/person.ts'
import { Worker } from '../processes/worker.ts'
import { pause, repeat } from '../rounds.ts'

/** Increase this when the homes must be made again. */
const RECIPE = 5
/** One DHT node that hosts many more devices than this answers late. */
const CROWD_SIZE = 200
const IDLE_MS = 40_000
/**
 * By then the work after coming online has ended. Ten seconds after coming online, the CPU was
 * still at 2 %.
 */
const SETTLE_MS = 45_000
const CPU_PERCENT = 1
const RSS_BYTES = 300e6

export async function measureContacts(setting: Setting): Promise<Findings> {
  const contacts = setting.isQuick ? 20 : 1000
  const homeDir = await findOrMakeHome(setting, `contacts-${contacts}-recipe-${RECIPE}`, (dir) =>
    makeContactsHome(dir, contacts),
  )
  setting.say(`${writeCount(contacts)} contacts come online`)
  const dht = await startDht(setting)
  await gatherCrowds(setting, contacts, dht)
  const startedAt = performance.now()
  const alice = await Worker.start<PersonTasks>(setting, 'person', [homeDir, dht])
  const openedMs = performance.now() - startedAt
  await untilOnline(alice, contacts)
  const onlineMs = performance.now() - startedAt
  const { cpuMs } = await alice.run('usage', undefined)
  await pause(setting.isQuick ? SETTLE_MS / 90 : SETTLE_MS)
  const idle = await watchIdle(alice, setting.isQuick ? IDLE_MS / 20 : IDLE_MS)
  const listing = summarize(
    await repeat(setting.isQuick ? 3 : 20, () => alice.run('timeContacts', undefined)),
  )
  await alice.run('close', undefined)
  const name = `${writeCount(contacts)} contacts`
  const once = (value: number) => summarize([value])
  const row = { rival: null, aim: null }
  return {
    rows: [
      { ...row, what: `${name}: start to open`, unit: 'ms', own: once(openedMs) },
      { ...row, what: `${name}: start to all connected`, unit: 'ms', own: once(onlineMs) },
      { ...row, what: `${name}: CPU until then`, unit: 'ms', own: once(cpuMs) },
      { ...row, what: `${name}: list them`, unit: 'ms', own: listing },
      {
        ...row,
        what: `${name}: memory`,
        unit: 'bytes',
        own: once(idle.rssBytes),
        aim: { text: 'under 300 MB', holds: idle.rssBytes < RSS_BYTES },
      },
      {
        ...row,
        what: `${name}: of that JavaScript’s own`,
        unit: 'bytes',
        own: once(idle.heapBytes),
      },
      {
        ...row,
        what: `${name}: idle CPU`,
        unit: '%',
        own: once(idle.cpuPercent),
        aim: { text: `under ${CPU_PERCENT}`, holds: idle.cpuPercent < CPU_PERCENT },
      },
      { ...row, what: `${name}: idle traffic, a second`, unit: 'bytes', own: once(idle.bytesPerSecond) },
    ],
    notes: [
      'Contacts: their devices live in processes of 200; they prove their keys and keep their wires alive as engines do, and have nothing to tell. CPU is of one core; traffic is of both directions, without UDX’s headers.',
    ],
  }
}

async function gatherCrowds(setting: Setting, contacts: number, dht: string): Promise<void> {
  const firsts = Array.from({ length: Math.ceil(contacts / CROWD_SIZE) }, (_, at) => at * CROWD_SIZE)
  await Promise.all(
    firsts.map((first) => {
      const count = Math.min(CROWD_SIZE, contacts - first)
      return Worker.start(setting, 'crowd', [String(first), String(count), dht])
    }),
  )
}

async function watchIdle(
  alice: Worker<PersonTasks>,
  forMs: number,
): Promise<{ rssBytes: number; heapBytes: number; cpuPercent: number; bytesPerSecond: number }> {
  const bytesBefore = await countBytes(alice)
  const before = await alice.run('usage', undefined)
  const startedAt = performance.now()
  await pause(forMs)
  const after = await alice.run('usage', undefined)
  const passedMs = performance.now() - startedAt
  const bytes = (await countBytes(alice)) - bytesBefore
  return {
    rssBytes: after.rssBytes,
    heapBytes: after.heapBytes,
    cpuPercent: ((after.cpuMs - before.cpuMs) / passedMs) * 100,
    bytesPerSecond: (bytes / passedMs) * 1000,
  }
}

async function countBytes(alice: Worker<PersonTasks>): Promise<number> {
  const { network } = await alice.run('examine', undefined)
  return network.peers.reduce((sum, { bytes }) => sum + bytes.in + bytes.out, 0)
}
