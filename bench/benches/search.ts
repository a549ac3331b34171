// search: words that are in all, many, few and no letters, in English and Japanese, with and
// without operators, called as a window calls them: through a door in memory. Every letter that a
// plain scan finds must be on some page. The calls open no letter, so the home stays the same for
// every run.
import type { Aim, Bench, Findings, Row, Setting } from '../bench.ts'
import { summarize, writeCount } from '../figures.ts'
import { findOrMakeHome } from '../homes/made-home.ts'
import { makeSearchHome } from '../homes/search-home.ts'
import { letterOf, type WrittenLetter } from '../homes/search-texts.ts'
import type { PersonTasks, Used } from '../processes/person.ts'
import { Worker } from '../processes/worker.ts'
import { repeat } from '../rounds.ts'

/** Increase this when the homes must be made again. */
const RECIPE = 6
const TIMES = 20
const DEEP_TIMES = 3
const LARGE_BYTES = 5_000_000
const PAGE_MS = 30
const COUNTS_MS = 5
const START_MS = 1000
const MANY_LETTERS = 100_000

interface Asked {
  query: string
  /** The plain scan. */
  isHit: (letter: WrittenLetter) => boolean
}

const contains =
  (...words: string[]) =>
  ({ isOpened, text, subject }: WrittenLetter): boolean =>
    words.every((word) => (isOpened ? `${subject} ${text}` : subject).toLowerCase().includes(word))

/** From the words of all letters to those of none. */
const ASKED: readonly Asked[] = [
  { query: 'garden', isHit: contains('garden') },
  { query: '庭の手入れ', isHit: contains('庭の手入れ') },
  { query: '庭', isHit: contains('庭') },
  { query: 'garden 庭', isHit: contains('garden', '庭') },
  { query: 'roses', isHit: contains('roses') },
  { query: '会議', isHit: contains('会議') },
  { query: 'ka', isHit: ({ isOpened, text }) => isOpened && /(?<![a-z])ka/.test(text) },
  { query: 'lantern', isHit: contains('lantern') },
  { query: '灯台', isHit: contains('灯台') },
  { query: 'lantern garden', isHit: contains('lantern', 'garden') },
  { query: 'zeppelin', isHit: () => false },
  { query: '飛行船', isHit: () => false },
]

const WITH_OPERATORS: readonly Asked[] = [
  { query: 'from:bob garden', isHit: (one) => one.author === 0 && contains('garden')(one) },
  { query: 'from:nobody garden', isHit: () => false },
  { query: 'is:starred 庭', isHit: (one) => one.isStarred && contains('庭')(one) },
  { query: 'label:work garden', isHit: (one) => one.labels.includes('work') && contains('garden')(one) },
  { query: 'has:file garden', isHit: (one) => one.attached.count > 0 && contains('garden')(one) },
  { query: 'garden -roses', isHit: (one) => contains('garden')(one) && !contains('roses')(one) },
  { query: '-garden -庭', isHit: (one) => !contains('garden')(one) && !contains('庭')(one) },
  { query: 'lantern OR is:starred', isHit: (one) => contains('lantern')(one) || one.isStarred },
  {
    query: 'subject:garden from:carol',
    isHit: ({ subject, author }) => subject.includes('garden') && author === 1,
  },
  { query: 'filename:tide', isHit: ({ attached, isOpened }) => attached.count > 0 && isOpened },
  { query: '"roses want" is:opened', isHit: contains('roses want') },
  { query: 'is:sealed cutting', isHit: () => false },
  {
    query: `larger:${LARGE_BYTES} garden`,
    isHit: (one) => one.attached.bytes > LARGE_BYTES && contains('garden')(one),
  },
  { query: 'in:archive garden', isHit: () => false },
  { query: 'is:urgent', isHit: () => false },
  { query: 'is:urgent 庭', isHit: () => false },
  { query: 'from:carol 会議', isHit: () => false },
  { query: 'from:bob 会議', isHit: contains('会議') },
  { query: 'subject:庭の手入れ', isHit: ({ subject }) => subject.includes('庭の手入れ') },
  { query: '-会議 label:work', isHit: (one) => one.labels.includes('work') && !contains('会議')(one) },
  { query: '会議 OR 灯台', isHit: (one) => contains('会議')(one) || contains('灯台')(one) },
]

/** Three old letters, half of all letters, and half of all of which none is in the box. */
const LABELLED = [
  { label: 'old', box: 'inbox' },
  { label: 'half', box: 'inbox' },
  { label: 'half', box: 'archive' },
] as const

export const search: Bench = {
  name: 'search',
  about: 'Words of all, many, few and no letters, with and without operators, through a door.',
  async run(setting) {
    const letters = setting.letters ?? (setting.isQuick ? 1000 : MANY_LETTERS)
    const homeDir = await findOrMakeHome(setting, `search-${letters}-recipe-${RECIPE}`, (dir) =>
      makeSearchHome(dir, letters),
    )
    const rows = [
      await measureStart(setting, homeDir, letters),
      ...(await measure(setting, homeDir, letters)),
    ]
    const notes = [
      `A page has 50 rows. Each query was asked ${TIMES} times for its first page, and ${DEEP_TIMES} times for a page in the middle.`,
      'Beside each time is the processor time of the process, which the load of the machine does not lengthen.',
      'The number of hits is compared with a plain scan of all texts.',
      'The letters were filed and indexed by the engine, but not sent. Nine of ten count as opened.',
    ]
    return { rows, notes } satisfies Findings
  },
}

async function measureStart(setting: Setting, homeDir: string, letters: number): Promise<Row> {
  const samples = await repeat(3, async () => {
    const startedAt = performance.now()
    const home = await startHome(setting, homeDir)
    await home.run('inboxPage', undefined)
    const ms = performance.now() - startedAt
    await endHome(home)
    return ms
  })
  const own = summarize(samples)
  const what = `${writeCount(letters)} letters: start to first page`
  return { what, unit: 'ms', own, rival: null, aim: under('median', own.median, START_MS) }
}

function startHome(setting: Setting, homeDir: string): Promise<Worker<PersonTasks>> {
  return Worker.start(setting, 'person', [homeDir, 'none'])
}

async function endHome(home: Worker<PersonTasks>): Promise<void> {
  await home.run('close', undefined)
  await home.end()
}

async function measure(setting: Setting, homeDir: string, letters: number): Promise<Row[]> {
  const home = await startHome(setting, homeDir)
  const name = writeCount(letters)
  const rows: Row[] = [
    rowOf(`${name}: page by letter`, await repeat(TIMES, () => home.run('timeLetters', undefined)), PAGE_MS),
    rowOf(`${name}: page by thread`, await repeat(TIMES, () => home.run('timeThreads', undefined)), PAGE_MS),
  ]
  for (const { label, box } of LABELLED) {
    const where = box === 'inbox' ? `label ${label}` : `label ${label}, only in ${box}`
    const byLetter = () => home.run('timeLabel', { label, box, isByThread: false })
    const byThread = () => home.run('timeLabel', { label, box, isByThread: true })
    rows.push(rowOf(`${name}: ${where}, by letter`, await repeat(TIMES, byLetter), PAGE_MS))
    rows.push(rowOf(`${name}: ${where}, by thread`, await repeat(TIMES, byThread), PAGE_MS))
  }
  const counts = await repeat(TIMES, () => home.run('timeCounts', undefined))
  rows.push(rowOf(`${name}: counts of all boxes and labels`, counts, COUNTS_MS))
  const written = Array.from({ length: letters }, (_, number) => letterOf(number, letters))
  const limitMs = letters > MANY_LETTERS ? 50 : 20
  for (const [kind, all] of [['words', ASKED] as const, ['operators', WITH_OPERATORS] as const]) {
    const samples: Used[] = []
    for (const { query, isHit } of all) {
      const { count, middle } = await home.run('countHits', query)
      const expected = written.filter(isHit).length
      if (count !== expected) throw new Error(`${query} found ${count} letters, and a scan ${expected}`)
      const first = await repeat(TIMES, () => home.run('timeSearch', { query }))
      rows.push(rowOf(`${name}: ${query} (${writeCount(count)})`, first, limitMs))
      const deep =
        middle === undefined
          ? []
          : await repeat(DEEP_TIMES, () => home.run('timeSearch', { query, before: middle }))
      samples.push(...first, ...deep)
    }
    rows.push(rowOf(`${name}: all searches by ${kind}`, samples, limitMs))
  }
  await endHome(home)
  return rows
}

/** The processor's time is beside it: the rest is waiting, mostly for other programs. */
function rowOf(what: string, samples: readonly Used[], aimMs: number): Row {
  const own = summarize(samples.map(({ ms }) => ms))
  const rival = { what: 'on the processor', ...summarize(samples.map(({ cpuMs }) => cpuMs)) }
  return { what, unit: 'ms', own, rival, aim: under('p95', own.p95, aimMs) }
}

function under(which: 'median' | 'p95', measuredMs: number, ms: number): Aim {
  return { text: `${which} under ${ms}`, holds: measuredMs < ms }
}
