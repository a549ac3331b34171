// send: the time until a letter is sent, that is, on disk, next to a plain Hypercore append and its
// flush.
// No reader is connected during this, because bob is away, and the rival has no reader either.
import { join } from 'node:path'
import type { Bench, Row, Setting } from '../bench.ts'
import { summarize, writeNumber } from '../figures.ts'
import { pairProcesses, startDht, startPerson } from '../processes/people.ts'
import type { PlainStoreTasks } from '../processes/plain-store.ts'
import { Worker } from '../processes/worker.ts'
import { repeat, alternate } from '../rounds.ts'

const LETTER_BYTES = 1024
const ROUNDS = 5

interface Size {
  what: string
  count: number
  /** Samples in a round. */
  samples: number
  rounds: number
}

function sizesOf(isQuick: boolean): Size[] {
  if (isQuick)
    return [
      { what: 'one at a time', count: 1, samples: 5, rounds: 1 },
      { what: '64 at once', count: 64, samples: 2, rounds: 1 },
      { what: 'a batch of 1,000', count: 1000, samples: 1, rounds: 1 },
    ]
  return [
    { what: 'one at a time', count: 1, samples: 40, rounds: ROUNDS },
    { what: '64 at once', count: 64, samples: 8, rounds: ROUNDS },
    { what: 'a batch of 10,000', count: 10_000, samples: 1, rounds: 3 },
  ]
}

export const send: Bench = {
  name: 'send',
  about: 'Durable sends of 1 KB to one person: milliseconds until all of them are on disk.',
  async run(setting) {
    const dht = await startDht(setting)
    const alice = await startPerson(setting, 'alice', dht)
    const bob = await startPerson(setting, 'bob', dht)
    await pairProcesses(alice, bob)
    await bob.end()
    const plain = await Worker.start<PlainStoreTasks>(setting, 'plain-store', [join(setting.folder, 'plain')])
    const rows: Row[] = []
    for (const size of sizesOf(setting.isQuick)) rows.push(...(await compare(setting, size, alice, plain)))
    return { rows, notes: notesOf(rows) }
  },
}

type Person = Awaited<ReturnType<typeof startPerson>>

async function compare(
  { say }: Setting,
  { what, count, samples, rounds }: Size,
  alice: Person,
  plain: Worker<PlainStoreTasks>,
): Promise<Row[]> {
  say(what)
  const blocks = { count, bytes: LETTER_BYTES }
  const letters = { to: ['bob'], count, bytes: LETTER_BYTES }
  const round = (sample: () => Promise<number>) => () => repeat(samples, sample)
  const contenders = [
    { what: 'Fumikura', round: round(() => alice.run('timeSends', letters)) },
    { what: 'each appended, one flush', round: round(() => plain.run('timeAppends', blocks)) },
    { what: 'appended as one array, one flush', round: round(() => plain.run('timeAppendOfAll', blocks)) },
  ]
  // For one block, the append of an array of one is the same.
  const entered = count === 1 ? contenders.slice(0, 2) : contenders
  const [own, ...rivals] = (await alternate(entered, rounds)).map(summarize)
  return rivals.map((rival, at) => ({
    what,
    unit: 'ms',
    own: own!,
    rival: { what: entered[at + 1]!.what, ...rival },
    aim: count === 1 ? null : { text: 'at most 2 ×', holds: own!.median <= 2 * rival.median },
  }))
}

function notesOf(rows: Row[]): string[] {
  const batch = rows.at(-1)!
  const count = Number(/[\d,]+$/.exec(batch.what)![0].replace(',', ''))
  const rate = (ms: number): string => writeNumber((count * 1000) / ms)
  return [
    `${batch.what}: ${rate(batch.own.median)} letters a second. A letter is sealed, granted, noticed, and in the ledger and its log; a block is appended.`,
    'The ledger’s commit is a sync of its write-ahead log; the flush of hypercore’s storage is one of RocksDB’s.',
  ]
}
