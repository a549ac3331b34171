// The second half of `stations`: readers open what an absent author left at five stations, of which
// one is off, one accepts and never answers, and one answers at random. Nothing at a station has a
// word, a name of a reader, or a content key.
import type { Row, Setting, Unit } from '../bench.ts'
import { summarize, writeNumber } from '../figures.ts'
import { findInFolder, findInMemory } from '../../tests/support/find-secrets.ts'
import { MARKED_BODY, MARKED_SUBJECT } from '../processes/person-stations.ts'
import type { PersonProcess } from '../processes/people.ts'
import { READER_NAME, type StationsWorld } from '../processes/with-stations.ts'
import { pause } from '../rounds.ts'
import type { RefText } from '../../src/core/contract/index.ts'

const LETTER_BYTES = 1024
const AWAY_MS = 30 * 24 * 3_600_000
const AT_ONCE = 50
const KEYS = 10
const SUCCESS_PERCENT = 99.9
const COLD_P95_MS = 150
const WARM_P95_MS = 20
/** The restarted stations hear from the others, before those go. */
const SETTLE_MS = 5_000
const LOOK_EVERY_MS = 50

export interface AwaySizes {
  letters: number
  /** How many letters of each reader are opened without a wire to any station. */
  cold: number
}

interface Opened {
  cold: number[]
  warm: number[]
  /** Open letters of the same author, each after one with a gate. */
  ungated: number[]
  refused: Map<string, number>
}

export interface AwayFindings {
  rows: Row[]
  notes: string[]
}

/** @param before letters of other authors that wait for each reader */
export async function measureAway(
  setting: Setting,
  world: StationsWorld,
  sizes: AwaySizes,
  before: readonly number[],
): Promise<AwayFindings> {
  setting.say(`${sizes.letters} letters to ${world.readerNames.length} readers are handed over`)
  const refs = await sendAll(world, sizes.letters, false)
  const ungated = await sendAll(world, sizes.letters, true)
  const keys = await world.authors.many.run('listContentKeys', KEYS)
  for (const author of Object.values(world.authors)) await author.end()
  await spoilStations(world)
  setting.say('the author is away for 30 days; the readers come back')
  const readers = await world.bringReaders(AWAY_MS)
  for (const [at, reader] of readers.entries())
    await reader.run('waitForArrivals', before[at]! + 2 * refs.length)
  const opened = await openAll(readers, { gated: refs, ungated }, sizes.cold)
  setting.say('the files and the memory of the stations are searched')
  const search = await searchStations(world, keys)
  return { rows: [...rowsOf(opened), search.row], notes: [...notesOf(opened), search.note] }
}

async function sendAll(
  { authors, readerNames }: StationsWorld,
  letters: number,
  isOpen: boolean,
): Promise<RefText[]> {
  const refs: RefText[] = []
  while (refs.length < letters) {
    const count = Math.min(AT_ONCE, letters - refs.length)
    const order = { to: readerNames, count, bytes: LETTER_BYTES, isOpen }
    refs.push(...(await authors.many.run('sendMarked', order)))
  }
  await authors.many.run('untilHandedOver', undefined)
  return refs
}

async function spoilStations(world: StationsWorld): Promise<void> {
  for (const at of [0, 1]) await world.restartStation(at, AWAY_MS)
  await pause(SETTLE_MS)
  const [, , off, hung, hostile] = world.stations
  await off!.worker.end()
  await hung!.worker.run('turn', 'hung')
  await hostile!.worker.run('turn', 'hostile')
}

async function openAll(
  readers: readonly PersonProcess[],
  { gated, ungated }: { gated: readonly RefText[]; ungated: readonly RefText[] },
  cold: number,
): Promise<Opened> {
  const opened: Opened = { cold: [], warm: [], ungated: [], refused: new Map() }
  for (const [at, ref] of gated.entries())
    for (const reader of readers) {
      if (at < cold) await untilAlone(reader)
      note(opened, at < cold ? opened.cold : opened.warm, await reader.run('tryToRead', ref))
      if (at >= cold) note(opened, opened.ungated, await reader.run('tryToRead', ungated[at]!))
    }
  return opened
}

/** Resolves when the reader has no wire. */
async function untilAlone(reader: PersonProcess): Promise<void> {
  while ((await reader.run('countConnected', undefined)) > 0) await pause(LOOK_EVERY_MS)
}

function note({ refused }: Opened, times: number[], result: number | string): void {
  if (typeof result === 'number') times.push(result)
  else refused.set(result, (refused.get(result) ?? 0) + 1)
}

function rowsOf({ cold, warm, ungated, refused }: Opened): Row[] {
  const failures = [...refused.values()].reduce((sum, times) => sum + times, 0)
  const opened = cold.length + warm.length + ungated.length
  const percent = (100 * opened) / (opened + failures)
  const [own, later] = [summarize(cold), summarize(warm)]
  return [
    {
      ...row('first openings that succeed', '%', [percent]),
      aim: { text: `at least ${SUCCESS_PERCENT}`, holds: percent >= SUCCESS_PERCENT },
    },
    {
      ...row('opened, dial included', 'ms', cold),
      aim: { text: `p95 under ${COLD_P95_MS} ms`, holds: own.p95 < COLD_P95_MS },
    },
    {
      ...row('opened, one after the other', 'ms', warm),
      rival: { what: 'without a gate', ...summarize(ungated) },
      aim: { text: `p95 under ${WARM_P95_MS} ms`, holds: later.p95 < WARM_P95_MS },
    },
  ]
}

function notesOf({ cold, warm, refused }: Opened): string[] {
  const codes = [...refused].map(([code, times]) => `${times} ${code}`).join(', ')
  const counts = `${cold.length} letters were opened without a wire to a station, ${warm.length} with one`
  return [
    `Of five stations two must release. One is off, one accepts wires and never answers, and one answers at random: with nothing, bytes, refusals with genuine receipts, wrong shares. ${counts}; refused: ${codes === '' ? 'none' : codes}.`,
  ]
}

async function searchStations(
  { stations }: StationsWorld,
  keys: readonly Uint8Array[],
): Promise<{ row: Row; note: string }> {
  const texts = [MARKED_SUBJECT, MARKED_BODY, READER_NAME]
  const secrets = [
    ...texts.flatMap((text) => [Buffer.from(text), Buffer.from(text, 'utf16le')]),
    ...keys.map((key) => Buffer.from(key)),
  ]
  const leaked = new Set<Buffer>()
  let [searched, read] = [0, 0]
  for (const { name, homeDir, worker } of stations) {
    for (const secret of await findInFolder(homeDir, secrets)) leaked.add(secret)
    searched++
    const memory = worker.isRunning ? await findInMemory(worker.pid, [...secrets, Buffer.from(name)]) : null
    if (memory === null) continue
    read++
    // A search that does not find what is there has looked at nothing.
    if (![...memory].some((one) => one.toString() === name)) throw new Error(`${name} was not in its memory`)
    for (const secret of secrets) if (memory.has(secret)) leaked.add(secret)
  }
  const percent = (100 * (secrets.length - leaked.size)) / secrets.length
  return {
    row: {
      ...row('secrets that no station has, in files or memory', '%', [percent]),
      aim: { text: 'all', holds: leaked.size === 0 },
    },
    note: `Searched for ${secrets.length} byte strings (subjects, bodies, names of readers, ${keys.length} content keys) in the files of ${searched} stations, and in the memory of ${read}. Found: ${writeNumber(leaked.size)}.`,
  }
}

function row(what: string, unit: Unit, values: number[]): Row {
  return { what, unit, own: summarize(values), rival: null, aim: null }
}
