// scale: a home after years of use: with 10,000 and 100,000 letters, and with 1,000 contacts.
// Each start is a new process. The measured calls open no letter, so the home stays the same for
// every run.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { makeFullHome } from '../../tests/support/full-home.ts'
import type { Aim, Bench, Findings, Row, Setting, Unit } from '../bench.ts'
import { summarize, writeCount, type Summary } from '../figures.ts'
import { findOrMakeHome } from '../homes/made-home.ts'
import type { PersonTasks } from '../processes/person.ts'
import type { PlainTableTasks } from '../processes/plain-table.ts'
import { Worker } from '../processes/worker.ts'
import { repeat, alternate } from '../rounds.ts'
import { measureContacts } from './contacts.ts'

/** Increase this when the homes must be made again. */
const RECIPE = 11
const THREAD = 200
const START_MS = 1000
const PAGE_MS = 30
const RSS_BYTES = 300e6
const PAGES = 20

interface Size {
  letters: number
  rounds: number
}

export const scale: Bench = {
  name: 'scale',
  about: 'A home with many letters, beside one encrypted table with as many rows; a home with many contacts.',
  async run(setting) {
    const sizes = setting.isQuick
      ? [{ letters: 1000, rounds: 1 }]
      : [10_000, 100_000].map((letters) => ({ letters, rounds: 4 }))
    const rows: Row[] = []
    for (const size of sizes) rows.push(...(await measureLetters(setting, size)))
    const contacts = await measureContacts(setting)
    const notes = [
      'Start: from forking the process to the first page of the inbox, 50 letters; Node and all modules included.',
      `The table has a row of 400 bytes for each letter and one index; its counts are of two columns. The thread has ${setting.isQuick ? 50 : THREAD} letters, all opened.`,
    ]
    return { rows: [...rows, ...contacts.rows], notes: [...notes, ...contacts.notes] } satisfies Findings
  },
}

/** Returns the home with many letters; `ui` uses it too. */
export function findFullHome(setting: Setting, letters: number): Promise<string> {
  const thread = setting.isQuick ? 50 : THREAD
  return findOrMakeHome(setting, `letters-${letters}-thread-${thread}-recipe-${RECIPE}`, (homeDir) =>
    makeFullHome(homeDir, letters, { thread }),
  )
}

interface Starting {
  homeDir: string
  table: string
  letters: number
}

async function measureLetters(setting: Setting, { letters, rounds }: Size): Promise<Row[]> {
  const homeDir = await findFullHome(setting, letters)
  const table = join(setting.folder, `table-${letters}`)
  const filling = await startTable(setting, { homeDir, table, letters })
  await filling.run('fill', undefined)
  await filling.end()
  setting.say(`a home with ${writeCount(letters)} letters`)
  const where = { homeDir, table, letters }
  const [own, plain] = (
    await alternate(
      [
        { what: 'Fumikura', round: async () => [await timeStart(setting, where)] },
        { what: 'one table', round: async () => [await timePlainStart(setting, where)] },
      ],
      rounds,
    )
  ).map(summarize)
  const name = `${writeCount(letters)} letters`
  const rival = (summary: Summary) => ({ what: 'one table', ...summary })
  return [
    {
      what: `${name}: start to first page`,
      unit: 'ms',
      own: own!,
      rival: rival(plain!),
      aim: { text: `under ${START_MS}`, holds: own!.median < START_MS },
    },
    ...(await measureOpenHome(setting, where, name)),
  ]
}

function startHome(setting: Setting, { homeDir }: Starting): Promise<Worker<PersonTasks>> {
  return Worker.start(setting, 'person', [homeDir, 'none'])
}

function startTable(setting: Setting, { table, letters }: Starting): Promise<Worker<PlainTableTasks>> {
  return Worker.start(setting, 'plain-table', [table, String(letters)])
}

async function timeStart(setting: Setting, where: Starting): Promise<number> {
  const startedAt = performance.now()
  const home = await startHome(setting, where)
  await home.run('inboxPage', undefined)
  const ms = performance.now() - startedAt
  await home.run('close', undefined)
  await home.end()
  return ms
}

async function timePlainStart(setting: Setting, where: Starting): Promise<number> {
  const startedAt = performance.now()
  const table = await startTable(setting, where)
  await table.run('page', Number.MAX_SAFE_INTEGER)
  const ms = performance.now() - startedAt
  await table.end()
  return ms
}

async function measureOpenHome(setting: Setting, where: Starting, name: string): Promise<Row[]> {
  const home = await startHome(setting, where)
  const table = await startTable(setting, where)
  const first = await home.run('inboxPage', undefined)
  const rss = (await home.run('usage', undefined)).rssBytes
  const plainRss = (await table.run('usage', undefined)).rssBytes
  const cursors = await listCursors(home, table)
  const rounds = setting.isQuick ? 1 : 3
  const compare = async (own: () => Promise<number[]>, plain: () => Promise<number[]>): Promise<Summary[]> =>
    (
      await alternate(
        [
          { what: 'Fumikura', round: own },
          { what: 'one table', round: plain },
        ],
        rounds,
      )
    ).map(summarize)
  const pages = await compare(
    () => inTurn(cursors.own, (before) => home.run('timePage', before)),
    () => inTurn(cursors.plain, (before) => table.run('timePage', before)),
  )
  const counts = await compare(
    () => repeat(PAGES, async () => (await home.run('timeCounts', undefined)).ms),
    () => repeat(PAGES, () => table.run('timeCounts', undefined)),
  )
  // The newest letters are the thread.
  const thread = summarize(await repeat(PAGES, () => home.run('timeThreadTexts', first.refs[0]!)))
  await home.run('close', undefined)
  await home.end()
  const once = (bytes: number) => summarize([bytes])
  return [
    rowOf(`${name}: the next page`, 'ms', pages[0]!, pages[1]!, {
      text: `under ${PAGE_MS}`,
      holds: pages[0]!.median < PAGE_MS,
    }),
    rowOf(`${name}: counts of all boxes`, 'ms', counts[0]!, counts[1]!),
    rowOf(`${name}: open the thread`, 'ms', thread, null),
    rowOf(`${name}: memory`, 'bytes', once(rss), once(plainRss), {
      text: 'under 300 MB',
      holds: rss < RSS_BYTES,
    }),
    rowOf(`${name}: disk`, 'bytes', once(sizeOf(where.homeDir)), once(sizeOf(where.table))),
  ]
}

function rowOf(what: string, unit: Unit, own: Summary, plain: Summary | null, aim: Aim | null = null): Row {
  return { what, unit, own, rival: plain === null ? null : { what: 'one table', ...plain }, aim }
}

async function listCursors(
  home: Worker<PersonTasks>,
  table: Worker<PlainTableTasks>,
): Promise<{ own: string[]; plain: number[] }> {
  const [own, plain] = [[] as string[], [] as number[]]
  let at = Number.MAX_SAFE_INTEGER
  let before: string | undefined
  for (let page = 0; page < PAGES - 1; page++) {
    const { cursor } = await home.run('inboxPage', before)
    own.push((before = cursor!))
    plain.push((at = await table.run('page', at)))
  }
  return { own, plain }
}

async function inTurn<T>(all: readonly T[], sample: (one: T) => Promise<number>): Promise<number[]> {
  const samples: number[] = []
  for (const one of all) samples.push(await sample(one))
  return samples
}

/** Returns the allocated size on disk, without sparse blocks. */
function sizeOf(path: string): number {
  const info = statSync(path)
  if (!info.isDirectory()) return info.blocks * 512
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}
