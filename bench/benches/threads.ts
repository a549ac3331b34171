// threads: a home with many conversations. Its list and its pages are called as a window calls
// them, through a door in memory, beside the same list by letter. No call opens a letter, so the
// home stays the same for every run.
import { makeFullHome } from '../../tests/support/full-home.ts'
import type { Aim, Bench, Findings, Row, Setting } from '../bench.ts'
import { summarize, writeCount, type Summary } from '../figures.ts'
import { findOrMakeHome } from '../homes/made-home.ts'
import type { PersonTasks, Used } from '../processes/person.ts'
import { Worker } from '../processes/worker.ts'
import { alternate, repeat } from '../rounds.ts'

/** Increase this when the homes must be made again. */
const RECIPE = 10
/** Letters of the two conversations. */
export const LONG = 200
export const SHORT = 12
const PAGE_MS = 30
const COUNTS_MS = 5
export const SHORT_MS = 150
export const LONG_MS = 300
const DEEP_PAGE = 100
const TIMES = 20

export const threads: Bench = {
  name: 'threads',
  about: 'A list by conversation beside one by letter, and conversations with their texts, through a door.',
  async run(setting) {
    const letters = setting.letters ?? (setting.isQuick ? 1000 : 100_000)
    const sealed = sealedOf(letters)
    const homeDir = await findThreadsHome(setting, letters)
    const rows = await measure(setting, homeDir, writeCount(letters))
    const notes = [
      `Three of ten letters begin a thread, the others answer one. ${writeCount(sealed)} sealed letters are one more thread; threads of ${SHORT} and ${LONG} are opened.`,
      `A page has 50 rows. The deep page is the ${DEEP_PAGE}th, or the last one.`,
    ]
    return { rows, notes } satisfies Findings
  },
}

const sealedOf = (letters: number): number => Math.floor(letters / 20)

export function findThreadsHome(setting: Setting, letters: number): Promise<string> {
  const sealed = sealedOf(letters)
  return findOrMakeHome(setting, `threads-${letters}-recipe-${RECIPE}`, (homeDir) =>
    makeFullHome(homeDir, letters, { thread: SHORT, second: LONG, sealed, isAnswered: true }),
  )
}

async function measure(setting: Setting, homeDir: string, name: string): Promise<Row[]> {
  const home = await Worker.start<PersonTasks>(setting, 'person', [homeDir, 'none'])
  const first = await home.run('threadsPage', undefined)
  const findThread = (count: number) => first.threads.find((one) => one.count === count)!.thread
  const deep = await findCursor(home, first.cursor)
  const byLetter = () => repeat(TIMES, () => home.run('timeLetters', undefined))
  const pages = [
    ...(await compare('first page', () => repeat(TIMES, () => home.run('timeThreads', undefined)), byLetter)),
    ...(await compare('deep page', () => repeat(TIMES, () => home.run('timeThreads', deep)), byLetter)),
  ]
  const counts = await repeat(TIMES, () => home.run('timeCounts', undefined))
  const short = summarize(await repeat(TIMES, () => home.run('timeThreadTexts', findThread(SHORT))))
  const long = summarize(await repeat(TIMES, () => home.run('timeThreadTexts', findThread(LONG))))
  await home.run('close', undefined)
  await home.end()
  return [
    ...pages.map((row) => ({ ...row, what: `${name}: ${row.what}` })),
    countsRow(name, counts),
    { what: `${name}: thread of ${SHORT}`, unit: 'ms', own: short, rival: null, aim: under(short, SHORT_MS) },
    { what: `${name}: thread of ${LONG}`, unit: 'ms', own: long, rival: null, aim: under(long, LONG_MS) },
  ]
}

/** The processor time is a row of its own, because the load of the machine does not lengthen it. */
async function compare(
  what: string,
  own: () => Promise<Used[]>,
  rival: () => Promise<Used[]>,
): Promise<Row[]> {
  const [byThread, byLetter] = await alternate(
    [
      { what: 'by thread', round: own },
      { what: 'by letter', round: rival },
    ],
    2,
  )
  const rowOf = (more: string, read: (used: Used) => number): Row => {
    const page = summarize(byThread!.map(read))
    const beside = { what: 'by letter', ...summarize(byLetter!.map(read)) }
    return {
      what: `${what} by thread${more}`,
      unit: 'ms',
      own: page,
      rival: beside,
      aim: under(page, PAGE_MS),
    }
  }
  return [rowOf('', ({ ms }) => ms), rowOf(', processor time', ({ cpuMs }) => cpuMs)]
}

function countsRow(name: string, samples: readonly Used[]): Row {
  const own = summarize(samples.map(({ ms }) => ms))
  const rival = { what: 'on the processor', ...summarize(samples.map(({ cpuMs }) => cpuMs)) }
  return { what: `${name}: counts of all boxes`, unit: 'ms', own, rival, aim: under(own, COUNTS_MS) }
}

export function under({ median }: Summary, ms: number): Aim {
  return { text: `under ${ms}`, holds: median < ms }
}

async function findCursor(home: Worker<PersonTasks>, first: string | null): Promise<string | undefined> {
  let cursor = first
  for (let page = 2; page < DEEP_PAGE; page++) {
    const next = (await home.run('threadsPage', cursor ?? undefined)).cursor
    if (next === null) break
    cursor = next
  }
  return cursor ?? undefined
}
