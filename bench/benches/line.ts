// line: what people wait for on a line with a round trip of 0.8 s, between two network namespaces. The
// inviter and the private DHT are at one end, the guest at the other.
// The rival is one round trip, so that the ratio is the number of round trips.
import type { Bench, Row, Setting } from '../bench.ts'
import { summarize } from '../figures.ts'
import type { PersonProcess } from '../processes/people.ts'
import type { PersonTasks } from '../processes/person.ts'
import type { DhtTasks } from '../processes/private-dht.ts'
import { canLayLines, laySlowLine, LEFT_HOST, type SlowLine } from '../processes/slow-line.ts'
import { monotonicMs } from '../processes/tasks.ts'
import { Worker } from '../processes/worker.ts'
import { pause } from '../rounds.ts'
import { join } from 'node:path'

const ROUND_TRIP_MS = 800
/** For a run that only checks that everything works. */
const QUICK_ROUND_TRIP_MS = 100
const SAID = 'a'.repeat(140)
const SMALL_BYTES = 6 * 1024
const FIRST_BYTES = 11 * 1024
const LARGE_BYTES = 60 * 1024
/** Round trips in which all records of the previous sample have passed. */
const QUIET_TRIPS = 4
/** Round trips after which a node of the DHT knows its own address. */
const WARM_TRIPS = 12

interface World {
  setting: Setting
  roundTripMs: number
  samples: number
  startAt: (end: keyof SlowLine, name: string) => Promise<PersonProcess>
}

interface Measured {
  what: string
  aimTrips: number | null
  samples: number[]
}

export const line: Bench = {
  name: 'line',
  about: 'A line with a round trip of 0.8 s between two network namespaces, with a private DHT at one end.',
  async run(setting) {
    if (!canLayLines) return { rows: [], notes: ['Needs root, Linux and python3.'] }
    const roundTripMs = setting.isQuick ? QUICK_ROUND_TRIP_MS : ROUND_TRIP_MS
    const ends = await laySlowLine(setting, roundTripMs)
    const dht = await Worker.start<DhtTasks>(setting, 'private-dht', [LEFT_HOST], ends.left)
    const bootstrap = await dht.run('bootstrap', undefined)
    const world: World = {
      setting,
      roundTripMs,
      samples: setting.isQuick ? 1 : 5,
      startAt: (end, name) =>
        Worker.start<PersonTasks>(setting, 'person', [join(setting.folder, name), bootstrap], ends[end]),
    }
    const alice = await world.startAt('left', 'alice')
    await alice.run('create', 'alice')
    const measured = [...(await measureInvites(world, alice)), ...(await measureLetters(world, alice))]
    return {
      rows: measured.map((one) => rowOf(one, roundTripMs)),
      notes: [
        'Each ratio is a number of round trips. *Said* counts from the append to the event of the reader, a start from the start of the process.',
      ],
    }
  },
}

function rowOf({ what, aimTrips, samples }: Measured, roundTripMs: number): Row {
  const own = summarize(samples)
  const rival = { what: 'one round trip', ...summarize([roundTripMs]) }
  const aim =
    aimTrips === null ? null : { text: `at most ${aimTrips} ×`, holds: own.median <= aimTrips * roundTripMs }
  return { what, unit: 'ms', own, rival, aim }
}

/** Guests whose engines have just started, and guests whose engines have run for some seconds. */
async function measureInvites(world: World, alice: PersonProcess): Promise<Measured[]> {
  world.setting.say('guests accept invites')
  const accept = async (name: string, warmTrips: number): Promise<number> => {
    const guest = await world.startAt('right', name)
    const link = await alice.run('invite', undefined)
    await guest.run('create', name)
    await pause(warmTrips * world.roundTripMs)
    const startedAtMs = monotonicMs()
    await guest.run('accept', link)
    const passedMs = monotonicMs() - startedAtMs
    await guest.end()
    return passedMs
  }
  const cold: number[] = []
  const warm: number[] = []
  for (let at = 0; at < world.samples; at++) {
    cold.push(await accept(`cold-${at}`, 0))
    warm.push(await accept(`warm-${at}`, WARM_TRIPS))
  }
  return [
    { what: 'an invite accepted, engine just started', aimTrips: 4.5, samples: cold },
    { what: 'an invite accepted, engine running', aimTrips: 4.5, samples: warm },
  ]
}

async function measureLetters(world: World, alice: PersonProcess): Promise<Measured[]> {
  const { roundTripMs, samples, setting } = world
  let bob = await world.startAt('right', 'bob')
  await bob.run('create', 'bob')
  await bob.run('accept', await alice.run('invite', undefined))
  const quiet = (): Promise<void> => pause(QUIET_TRIPS * roundTripMs)
  const open = async (bytes: number): Promise<number> => {
    const before = await bob.run('countArrived', undefined)
    const ref = await alice.run('send', { to: ['bob'], bytes, mode: 'controlled' })
    await bob.run('arrivedAt', before + 1)
    await quiet()
    return bob.run('timeRead', ref)
  }
  const [said, small, large, first, start, opened, behind]: number[][] = [[], [], [], [], [], [], []]
  setting.say('letters on an open wire')
  await open(SMALL_BYTES)
  for (let at = 0; at < samples; at++) {
    await quiet()
    const before = await bob.run('countArrived', undefined)
    const appendedAtMs = await alice.run('sayAppended', { to: 'bob', text: SAID })
    said!.push((await bob.run('arrivedAt', before + 1)) - appendedAtMs)
    small!.push(await open(SMALL_BYTES))
    large!.push(await open(LARGE_BYTES))
  }
  setting.say('letters to an engine that starts')
  for (let at = 0; at < samples; at++) {
    await bob.run('close', undefined)
    await bob.end()
    await quiet()
    const ref = await alice.run('send', { to: ['bob'], bytes: FIRST_BYTES, mode: 'controlled' })
    const startedAtMs = monotonicMs()
    bob = await world.startAt('right', 'bob')
    opened!.push(monotonicMs() - startedAtMs)
    const arrivedAtMs = await bob.run('arrivedAt', 1)
    start!.push(arrivedAtMs - startedAtMs)
    behind!.push(arrivedAtMs - (await bob.run('connectedAt', undefined)))
    await quiet()
    first!.push(await bob.run('timeRead', ref))
  }
  return [
    { what: 'said → shown to its reader', aimTrips: 1.3, samples: said! },
    { what: 'a sealed letter of 6 kB opened', aimTrips: 1.5, samples: small! },
    { what: 'a sealed letter of 60 kB opened', aimTrips: 1.5, samples: large! },
    { what: 'a sealed letter of 11 kB opened, the first on a wire', aimTrips: 1.5, samples: first! },
    { what: 'a wire opens → the letter of a feed that is behind', aimTrips: null, samples: behind! },
    { what: 'an engine starts → a new letter of a contact', aimTrips: 7, samples: start! },
    { what: 'of that: until its home is open', aimTrips: null, samples: opened! },
  ]
}
