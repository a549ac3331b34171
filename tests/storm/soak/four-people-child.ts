// Four engines in a separate process: one letter a second, opened by its reader, and an occasional
// restart. Arguments: seed, seconds. Prints its measurements to stdout, line by line, and the lost
// letters at the end.
import { writeSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { listAll, listTroubles } from '../../scenarios/bad-luck/wholeness.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { Random } from '../random.ts'

export type Measured =
  | { word: 'measured'; at: number; memory: number; descriptors: number; lagMs: number; arrivalMs: number }
  | { word: 'over'; letters: number; restarts: number; lost: string[]; troubles: string[] }

const EVERY_MS = 1000
const RESTART_SHARE = 1 / 90
const ARRIVES_WITHIN_MS = 20_000

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const random = new Random(Number(process.argv[2]))
const endsAtMs = performance.now() + Number(process.argv[3]) * 1000
const folder = await mkdtemp(join(tmpdir(), 'fumikura-soak-'))
const network = new MemoryNetwork()
const people: Person[] = []
const sent = new Map<Person, string[]>()
let letters = 0
let restarts = 0

function say(line: Measured): void {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

async function gather(): Promise<void> {
  for (const name of ['alice', 'bob', 'carol', 'dave']) {
    const person = Person.at(name, join(folder, name), network)
    await person.start()
    await person.do.home.create({ name }, calling)
    for (const other of people) await pair(other, person)
    people.push(person)
    sent.set(person, [])
  }
}

async function writeOne(): Promise<number> {
  const author = random.pick(people)
  const reader = random.pick(people.filter((person) => person !== author))
  const startedAtMs = performance.now()
  const ref = await author.write(
    reader,
    `letter ${++letters}`,
    'One letter a second. '.repeat(random.between(1, 40)),
  )
  await reader.arrival(ref)
  const arrivalMs = performance.now() - startedAtMs
  await reader.read(ref, ARRIVES_WITHIN_MS)
  sent.get(reader)!.push(ref)
  return arrivalMs
}

async function restartOne(): Promise<void> {
  const person = random.pick(people)
  restarts++
  await person.stop()
  await person.start()
}

async function measure(arrivalMs: number): Promise<void> {
  collectGarbage()
  const startedAtMs = performance.now()
  await new Promise(setImmediate)
  const lagMs = performance.now() - startedAtMs
  const descriptors = process.platform === 'linux' ? (await readdir('/proc/self/fd')).length : 0
  const at = performance.now() / 1000
  say({ word: 'measured', at, memory: process.memoryUsage().rss, descriptors, lagMs, arrivalMs })
}

async function findLost(): Promise<string[]> {
  const lost: string[] = []
  for (const [person, refs] of sent) {
    const isWhole = async (): Promise<boolean> => (await listAll(person, 'inbox')).length === refs.length
    await eventually(isWhole).catch(() => lost.push(`the inbox of ${person.name} is not whole`))
    const inbox = new Set((await listAll(person, 'inbox')).map(({ ref }) => ref as string))
    lost.push(...refs.filter((ref) => !inbox.has(ref)))
  }
  return lost
}

try {
  await gather()
  while (performance.now() < endsAtMs) {
    const nextAtMs = performance.now() + EVERY_MS
    await measure(await writeOne())
    if (random.isSo(RESTART_SHARE)) await restartOne()
    await sleep(Math.max(0, nextAtMs - performance.now()))
  }
  say({ word: 'over', letters, restarts, lost: await findLost(), troubles: listTroubles(...people) })
} finally {
  for (const person of people) await person.stop()
  await rm(folder, { recursive: true, force: true })
}
